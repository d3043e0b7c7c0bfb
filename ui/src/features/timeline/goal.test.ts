// Jumping to a message or a day.
import { describe, expect, it } from 'vitest';
import type { TimelineRow } from '../../state/talk.svelte';
import { goal } from './goal';

const row = (at: number): TimelineRow => ({ is: 'notice', id: `n${at}`, at, notice: { is: 'left', who: 'x' } });
const rows = [row(10), { is: 'gap' as const, id: 'gap', lost: false }, row(20), row(30)];
const everything = { before: 0, after: 0 };
const middle = { before: 5, after: 5 };

describe('goal', () => {
  it('a message, where it is here', () => {
    expect(goal(rows, middle, { message: 'n20' }, false)).toBe('n20');
    expect(goal(rows, middle, { message: 'n99' }, true)).toBeNull();
  });

  it('the first row of a time on, where the window shows that it is the first', () => {
    expect(goal(rows, middle, { time: 15 }, false)).toBe('n20');
    expect(goal(rows, middle, { time: 20 }, false)).toBe('n20');
    expect(goal(rows, middle, { time: 5 }, false)).toBeNull();
    expect(goal(rows, middle, { time: 5 }, true)).toBe('n10');
    expect(goal(rows, everything, { time: 0 }, false)).toBe('n10');
  });

  it('the newest, where there is nothing from then on', () => {
    expect(goal(rows, everything, { time: 99 }, false)).toBe('n30');
    expect(goal(rows, middle, { time: 99 }, false)).toBeNull();
    expect(goal([], everything, { time: 99 }, false)).toBeNull();
  });
});
