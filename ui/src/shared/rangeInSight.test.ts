// The arithmetic of the virtual list at its edges.
import { describe, expect, it } from 'vitest';
import { rangeInSight } from './rangeInSight';

describe('rangeInSight', () => {
  it('begins at the top', () => {
    expect(rangeInSight(0, 100, 10, 1000)).toEqual({ first: 0, last: 9, from: 0, to: 18 });
  });
  it('counts rows that are partly in sight', () => {
    expect(rangeInSight(505, 100, 10, 1000)).toEqual({ first: 50, last: 60, from: 42, to: 69 });
  });
  it('ends at the end, also after the list became shorter', () => {
    expect(rangeInSight(9900, 100, 10, 20)).toEqual({ first: 19, last: 19, from: 11, to: 20 });
  });
  it('holds nothing of an empty list', () => {
    expect(rangeInSight(0, 100, 10, 0)).toEqual({ first: 0, last: 0, from: 0, to: 0 });
  });
});
