// What floats never leaves the window, and never covers what it belongs to.
import { describe, expect, it } from 'vitest';
import { atPoint, beside, under } from './placement';

const window = { width: 1000, height: 600 };
const size = { width: 200, height: 300 };
const box = (left: number, top: number) => ({ left, top, right: left + 40, bottom: top + 30 });

describe('beside', () => {
  it('stands above where there is room, else below', () => {
    expect(beside(box(100, 500), size, window, false)).toEqual({ left: 100, top: 192 });
    expect(beside(box(100, 100), size, window, false)).toEqual({ left: 100, top: 138 });
  });
  it('turns with the line of reading and stays inside', () => {
    expect(beside(box(500, 500), size, window, true).left).toBe(340);
    expect(beside(box(950, 500), size, window, false).left).toBe(792);
    expect(beside(box(20, 500), size, window, true).left).toBe(8);
  });
});

describe('under', () => {
  it('hangs below its anchor, ending where that ends', () => {
    expect(under(box(800, 20), size, window, false)).toEqual({ left: 640, top: 54 });
    expect(under(box(800, 20), size, window, true)).toEqual({ left: 792, top: 54 });
  });
  it('goes above where there is no room below', () => expect(under(box(800, 400), size, window, false).top).toBe(96));
});

describe('atPoint', () => {
  it('opens away from the edges', () => {
    expect(atPoint(10, 10, size, window, false)).toEqual({ left: 10, top: 10 });
    expect(atPoint(950, 590, size, window, false)).toEqual({ left: 750, top: 290 });
    expect(atPoint(950, 10, size, window, true)).toEqual({ left: 750, top: 10 });
    expect(atPoint(50, 10, size, window, true)).toEqual({ left: 50, top: 10 });
  });
});
