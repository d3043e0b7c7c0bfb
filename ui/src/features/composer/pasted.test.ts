// What is pasted gets a name one can find again.
import { expect, it } from 'vitest';
import { pastedNames } from './pasted';

it('a picture from the clipboard is called by its time, a file keeps its name', () => {
  const files = [new File([], 'image.png', { type: 'image/png' }), new File([], 'image.png'), new File([], 'offer.pdf')];
  const named = pastedNames(files, new Date(2026, 10, 6, 9, 5, 7), (when) => `Picture ${when}`);
  expect(named.map(({ name }) => name)).toEqual(['Picture 2026-11-06 09.05.07.png', 'Picture 2026-11-06 09.05.07 2.png', 'offer.pdf']);
  expect(named[0]?.type).toBe('image/png');
});
