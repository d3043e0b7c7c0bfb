// The slice of rows in the document, as it moves.
import { describe, expect, it } from 'vitest';
import { AT_END, FOLLOWING, around, bounds, downwards, pin, upwards } from './slice';

const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => ({ id: String(from + at) }));

describe('slice', () => {
  it('follows the newest', () => {
    expect(bounds(rows(0, 500), FOLLOWING)).toEqual({ from: 500 - AT_END, to: 500 });
    expect(bounds(rows(0, 5), FOLLOWING)).toEqual({ from: 0, to: 5 });
  });

  it('stays where it is when rows come at either end', () => {
    const slice = pin(rows(100, 200), 20, 80);
    expect(bounds(rows(0, 300), slice)).toEqual({ from: 120, to: 180 });
  });

  it('keeps taking in the newest where it reached the end', () => {
    const slice = pin(rows(0, 200), 100, 200);
    expect(bounds(rows(0, 220), slice)).toEqual({ from: 100, to: 220 });
  });

  it('moves up until there is no more, and never grows without bound', () => {
    const all = rows(0, 1000);
    let slice = pin(all, 880, 1000);
    for (let moves = 0; moves < 100; moves++) {
      const next = upwards(all, slice);
      if (!next) break;
      slice = next;
      const { from, to } = bounds(all, slice);
      expect(to - from).toBeLessThanOrEqual(300);
    }
    expect(bounds(all, slice).from).toBe(0);
    expect(upwards(all, slice)).toBeNull();
  });

  it('moves down to the end again', () => {
    const all = rows(0, 1000);
    let slice = pin(all, 0, 120);
    for (let next = downwards(all, slice); next; next = downwards(all, slice)) slice = next;
    expect(bounds(all, slice).to).toBe(1000);
  });

  it('keeps what one reads when the window lets go of rows above and takes in others below', () => {
    const slice = pin(rows(0, 300), 10, 300);
    expect(bounds(rows(100, 400), slice)).toEqual({ from: 0, to: 300 });
    // One step at a time, also where the window ended.
    const next = downwards(rows(0, 300), pin(rows(0, 300), 10, 290), true);
    expect(next && bounds(rows(100, 400), next)).toEqual({ from: 0, to: 200 });
  });

  it('gathers around a row', () => {
    const { from, to } = bounds(rows(0, 1000), around(rows(0, 1000), '500', 30));
    expect(from).toBeLessThan(500);
    expect(to).toBe(530);
    expect(around(rows(0, 1000), '980', 30).last, 'near the end it is open').toBeNull();
  });

  it('falls back to the newest when its rows are gone', () => {
    expect(bounds(rows(0, 50), { first: 'x', last: 'y' })).toEqual(bounds(rows(0, 50), FOLLOWING));
  });
});
