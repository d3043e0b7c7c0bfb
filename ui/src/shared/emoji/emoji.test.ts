// The emoji data as it is built, how one finds in it, and how keys move in the picker.
import { describe, expect, it } from 'vitest';
import { emojiRows } from '../../../build/emoji';
import { read } from './data';
import { cellAt, firstCell, gridRows, moveIn } from './grid';
import { searchEmoji } from './search';
import { qualified, toned } from './tone';

const en = (await emojiRows('en')).map(read);
const de = (await emojiRows('de')).map(read);
const found = (all: typeof en, text: string) => searchEmoji(all, text, 5).map(({ char }) => char);

describe('the data', () => {
  it('is the same emoji in every language, each once', () => {
    expect(de.map(({ char }) => char)).toEqual(en.map(({ char }) => char));
    expect(new Set(en.map(({ char }) => char)).size).toBe(en.length);
    expect(en.length).toBeGreaterThan(1700);
  });

  it('writes emoji as others do: no selector where none is needed', () => {
    expect(qualified('👍\ufe0f')).toBe('👍');
    expect(qualified('❤\ufe0f')).toBe('❤\ufe0f');
    expect(en.some(({ char }) => char === '👍')).toBe(true);
  });
});

describe('a search', () => {
  it('finds by short name, name and further words', () => {
    expect(found(en, '+1')[0]).toBe('👍');
    expect(found(en, ':tada')[0]).toBe('🎉');
    expect(found(en, 'red heart')).toContain('❤\ufe0f');
    expect(found(de, 'daumen')).toContain('👍');
    expect(found(de, 'frohlich').length).toBeGreaterThan(0);
    expect(found(de, 'thumbsup')[0]).toBe('👍');
    expect(found(en, 'zzzz')).toEqual([]);
    expect(found(en, ' ')).toEqual([]);
  });
});

describe('tones', () => {
  it('stand behind each figure', () => {
    expect(toned('👍', 0)).toBe('👍');
    expect(toned('👍', 5)).toBe('👍🏿');
    expect(toned('☝\ufe0f', 1)).toBe('☝🏻');
    expect(toned('🧑‍🤝‍🧑', 3)).toBe('🧑🏽‍🤝‍🧑🏽');
  });
});

describe('the grid', () => {
  const rows = gridRows([{ id: 'a', heading: 'A', cells: [...'abcde'] }, { id: 'n', heading: 'N', cells: [] }, { id: 'x', heading: 'X', cells: [...'xyz'] }], 4);
  const go = (from: string, key: Parameters<typeof moveIn>[2]) => {
    const row = rows.findIndex((each) => 'cells' in each && each.cells.includes(from));
    const cells = rows[row];
    const column = cells && 'cells' in cells ? cells.cells.indexOf(from) : -1;
    return cellAt(rows, moveIn(rows, { row, column }, key));
  };

  it('skips headings and empty sections, and stays inside', () => {
    expect(rows.map((row) => ('cells' in row ? row.cells.join('') : row.heading))).toEqual(['A', 'abcd', 'e', 'X', 'xyz']);
    expect(cellAt(rows, firstCell(rows))).toBe('a');
    expect([go('a', 'right'), go('d', 'right'), go('e', 'right'), go('z', 'right')]).toEqual(['b', 'e', 'x', 'z']);
    expect([go('b', 'left'), go('e', 'left'), go('x', 'left'), go('a', 'left')]).toEqual(['a', 'd', 'e', 'a']);
    expect([go('c', 'down'), go('e', 'down'), go('y', 'up'), go('b', 'up')]).toEqual(['e', 'x', 'e', 'b']);
  });
});
