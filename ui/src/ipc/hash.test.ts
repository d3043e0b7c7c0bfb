// What a hash asks for; whatever is not understood asks for nothing.
import { expect, it } from 'vitest';
import { readHash } from './hash';

it('says what to show', () => {
  expect(readHash('#conversation=tom%40x')).toEqual({ conversation: 'tom@x' });
  expect(readHash('#conversation=tom%40x&alone')).toEqual({ conversation: 'tom@x', alone: true });
  expect(readHash('#conversation=tom%40x&words=1+%2B+1%0A%26join%3Dtea')).toEqual({ conversation: 'tom@x', words: '1 + 1\n&join=tea' });
  expect(readHash('#join=tea%40rooms.x')).toEqual({ join: 'tea@rooms.x' });
  expect(readHash('#pane=about')).toEqual({ pane: 'about' });
  for (const hash of ['', '#', '#x', '#words=hello', '#conversation=', '#join=']) expect(readHash(hash)).toBeNull();
});
