// Patches against a plain model: what a window holds after each kind of patch, and what stays the same.
import { describe, expect, it } from 'vitest';
import { NOTHING, apply, type Window } from './patches';
import type { Patch } from '../ipc/generated/Patch';

interface Row {
  id: string;
  text: string;
}
const row = (id: string, text = id): Row => ({ id, text });
const reset = (...ids: string[]): Patch<Row> => ({ op: 'reset', rows: ids.map((id) => row(id)), before: 0, after: 0 });
const ids = (window: Window<Row>): string => window.rows.map((each) => each.id).join('');
const from = (letters: string): Window<Row> => apply<Row>(NOTHING, [reset(...letters)]);

describe('apply', () => {
  it('takes a reset whole, with its extent', () => {
    const window = apply<Row>(from('xyz'), [{ op: 'reset', rows: [row('a')], before: 3, after: 7 }]);
    expect(window).toEqual({ rows: [row('a')], before: 3, after: 7 });
  });

  it('puts first, behind a neighbour, and at the end', () => {
    expect(ids(apply(from('bc'), [{ op: 'put', row: row('a'), after: null }]))).toBe('abc');
    expect(ids(apply(from('ac'), [{ op: 'put', row: row('b'), after: 'a' }]))).toBe('abc');
    expect(ids(apply(from('ab'), [{ op: 'put', row: row('c'), after: 'b' }]))).toBe('abc');
  });

  it('changes a row in place', () => {
    const window = apply(from('abc'), [{ op: 'put', row: row('b', 'new'), after: 'a' }]);
    expect(ids(window)).toBe('abc');
    expect(window.rows[1]?.text).toBe('new');
  });

  it('changes the first row in place', () => {
    const window = apply(from('abc'), [{ op: 'put', row: row('a', 'new'), after: null }]);
    expect(ids(window)).toBe('abc');
    expect(window.rows[0]?.text).toBe('new');
  });

  it('moves a row up and down', () => {
    expect(ids(apply(from('abcd'), [{ op: 'put', row: row('d'), after: null }]))).toBe('dabc');
    expect(ids(apply(from('abcd'), [{ op: 'put', row: row('a'), after: 'c' }]))).toBe('bcad');
  });

  it('keeps a row whose neighbour is not in the window', () => {
    expect(ids(apply(from('ab'), [{ op: 'put', row: row('c'), after: 'gone' }]))).toBe('abc');
  });

  it('drops what is there and ignores what is not', () => {
    expect(ids(apply(from('abc'), [{ op: 'drop', id: 'b' }]))).toBe('ac');
    expect(ids(apply(from('abc'), [{ op: 'drop', id: 'z' }]))).toBe('abc');
  });

  it('takes an extent without touching the rows', () => {
    const start = from('abc');
    const window = apply(start, [{ op: 'extent', before: 5, after: 9 }]);
    expect(window.rows).toBe(start.rows);
    expect([window.before, window.after]).toEqual([5, 9]);
  });

  it('keeps the identity of rows that no patch names, and never changes the old window', () => {
    const start = from('abc');
    const window = apply(start, [{ op: 'put', row: row('d'), after: 'c' }, { op: 'drop', id: 'a' }]);
    expect(window.rows[0]).toBe(start.rows[1]);
    expect(ids(start)).toBe('abc');
    expect(ids(window)).toBe('bcd');
  });

  it('never holds an id twice, even after a faulty reset', () => {
    expect(ids(apply<Row>(NOTHING, [reset('a', 'b', 'a')]))).toBe('ab');
  });

  it('agrees with a plain model over many random batches', () => {
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
    let window = from('abcdefgh');
    let model = [...'abcdefgh'];
    for (let round = 0; round < 2000; round++) {
      const id = String.fromCharCode(97 + random(12));
      if (random(4) === 0) {
        model = model.filter((each) => each !== id);
        window = apply(window, [{ op: 'drop', id }]);
      } else {
        model = model.filter((each) => each !== id);
        const at = random(model.length + 1);
        const after = at === 0 ? null : (model[at - 1] ?? null);
        model.splice(at, 0, id);
        window = apply(window, [{ op: 'put', row: row(id), after }]);
      }
      expect(ids(window)).toBe(model.join(''));
    }
  });
});
