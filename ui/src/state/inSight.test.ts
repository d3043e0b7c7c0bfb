// What is in sight is brought, little by little, and never asked for twice at a time.
import { describe, expect, it } from 'vitest';
import type { Command } from '../ipc/generated/Command';
import { keepInSight, wanted } from './inSight';

const held = (before: number, here: number, after: number) => ({ id: 7, before, rows: { length: here }, after });

describe('what brings the rows in sight', () => {
  it('is nothing while they and those around them are here', () => {
    expect(wanted(held(100, 100, 100), 130, 170)).toBeNull();
    expect(wanted(held(0, 100, 0), 0, 99)).toBeNull();
  });

  it('is the next part shortly before an end', () => {
    expect(wanted(held(100, 100, 100), 140, 180)).toEqual({ do: 'loadNewer', view: 7 });
    expect(wanted(held(100, 100, 100), 119, 150)).toEqual({ do: 'loadOlder', view: 7 });
  });

  it('is what is missing before what soon will be', () => {
    expect(wanted(held(100, 30, 100), 90, 120)).toEqual({ do: 'loadOlder', view: 7 });
    expect(wanted(held(100, 30, 100), 110, 140)).toEqual({ do: 'loadNewer', view: 7 });
  });

  it('is a jump where none of them is here', () => {
    expect(wanted(held(0, 100, 5000), 3000, 3040)).toEqual({ do: 'jumpTo', view: 7, anchor: { at: 'index', index: 3000 } });
    expect(wanted(held(3000, 100, 0), 0, 40)).toEqual({ do: 'jumpTo', view: 7, anchor: { at: 'index', index: 0 } });
  });
});

describe('keeping rows in sight', () => {
  it('asks for one thing at a time, and then for what is in sight by then', async () => {
    const asked: Command[] = [];
    const answers: (() => void)[] = [];
    const follow = keepInSight(held(0, 100, 5000), (command) => {
      asked.push(command);
      return new Promise((answer) => answers.push(answer));
    });
    follow(70, 110);
    follow(1000, 1040);
    follow(2000, 2040);
    expect(asked).toEqual([{ do: 'loadNewer', view: 7 }]);
    answers[0]?.();
    await expect.poll(() => asked.length).toBe(2);
    expect(asked[1]).toEqual({ do: 'jumpTo', view: 7, anchor: { at: 'index', index: 2000 } });
  });

  it('does not ask again by itself where an answer brought nothing', async () => {
    let asked = 0;
    const follow = keepInSight(held(0, 100, 5), () => {
      asked += 1;
      return Promise.reject(new Error('gone'));
    });
    follow(70, 110);
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    expect(asked).toBe(1);
    follow(71, 111);
    expect(asked).toBe(2);
  });
});
