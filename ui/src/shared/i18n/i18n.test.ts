// Every language says everything: the compiler checks the shape, this checks that nothing is empty and
// that no language has another's words by mistake.
import { describe, expect, it } from 'vitest';
import { ar } from './ar';
import { de } from './de';
import { en } from './en';
import { choose, counter } from './language';
import { refusals } from './refusals';

type Tree = { [key: string]: string | ((...args: never[]) => string) | Tree };

/** Something of everything that words are made from: the first that a message can be made with. */
const SAMPLES: unknown[][] = [[['Anna', 'Tom'], 2], [{ emoji: '👍', who: ['Anna'], count: 3, mine: false }], [3, 5], ['plan.zip', ['text']]];

function said(message: (...args: unknown[]) => string): string {
  for (const sample of SAMPLES) {
    try {
      return message(...sample);
    } catch {
      // Not what this one is made from.
    }
  }
  throw new Error(`nothing fits ${message.toString()}`);
}

function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] => {
    const here = `${path}/${key}`;
    if (typeof value === 'string') return [[here, value]];
    if (typeof value === 'function') return [[here, said(value as (...args: unknown[]) => string)]];
    return leaves(value, here);
  });
}

describe('the catalogues', () => {
  it.each([
    ['de', de],
    ['ar', ar],
  ])('%s has every message, none of them empty', (_, catalogue) => {
    const english = new Map(leaves(en));
    const own = new Map(leaves(catalogue));
    expect([...own.keys()]).toEqual([...english.keys()]);
    for (const [key, text] of own) expect(text.trim(), key).not.toBe('');
  });

  it('ar is written in Arabic', () => {
    const foreign = leaves(ar).filter(([, text]) => !/\p{Script=Arabic}/u.test(text));
    expect(foreign.map(([key]) => key)).toEqual([
      '/product',
      '/titleTalk',
      '/signin/urlExample',
      '/signin/accountExample',
      '/settings/sendKeys/enter',
      '/settings/sendKeys/ctrlEnter',
    ]);
  });

  it('words for refusals are there in every language, and differ from code to code', () => {
    for (const words of Object.values(refusals)) {
      expect(Object.keys(words)).toEqual(Object.keys(refusals.en));
      expect(new Set(Object.values(words)).size).toBe(Object.values(words).length);
    }
  });
});

describe('language', () => {
  it('takes the first that is ours and keeps its region', () => {
    expect(choose(['fr-FR', 'de-AT', 'en'])).toEqual({ language: 'de', locale: 'de-AT' });
    expect(choose(['fr'])).toEqual({ language: 'en', locale: 'en' });
  });
  it('counts by the rules of the language', () => {
    expect(counter('en')(1, { one: '# day', other: '# days' })).toBe('1 day');
    expect(counter('en')(2, { one: '# day', other: '# days' })).toBe('2 days');
    expect(ar.search.results(2)).toBe('شخصان');
  });
});
