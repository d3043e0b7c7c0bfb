// What a search marks in the texts.
import { describe, expect, it } from 'vitest';
import { folded, matches, soughtWords } from './highlight';

describe('what is looked for', () => {
  it.each([
    ['price list', ['price', 'list']],
    ['"price list" Q3', ['price list', 'q3']],
    ['from:anna has:image Größe', ['große']],
    ['budget from:"Carol Clark" in:"The hall', ['budget']],
    ['"still open', ['still open']],
    ['""', []],
    ['  ', []],
  ])('%s', (search, words) => expect(soughtWords(search)).toEqual(words));
});

describe('matches', () => {
  it('are found whatever the case and the accents, and where they stand', () => {
    expect(matches('Café, CAFE', ['cafe'])).toEqual([
      [0, 4],
      [6, 10],
    ]);
    expect(matches('👍 ok', ['ok'])).toEqual([[3, 5]]);
    expect(matches('aaaa', ['aa'])).toEqual([
      [0, 2],
      [2, 4],
    ]);
    expect(matches('anything', [])).toEqual([]);
  });

  it('folding keeps the length of every text', () => {
    for (const text of ['Straße', 'İstanbul', 'ﬁne', 'e\u0301', '한글', '👩‍👩‍👧']) expect(folded(text)).toHaveLength(text.length);
  });
});
