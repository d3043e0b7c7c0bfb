// Marks around what is selected.
import { describe, expect, it } from 'vitest';
import { styleOf, styled, type Style } from './formatting';

/** The selection stands in brackets. */
function press(marked: string, style: Style): string {
  const start = marked.indexOf('[');
  const end = marked.indexOf(']') - 1;
  const text = marked.replace(/[[\]]/g, '');
  const change = styled(text, start, end, style);
  const after = text.slice(0, change.from) + change.text + text.slice(change.to);
  return `${after.slice(0, change.start)}[${after.slice(change.start, change.end)}]${after.slice(change.end)}`;
}

describe('styled', () => {
  it.each([
    ['a [word] here', 'strong', 'a *[word]* here'],
    ['a *[word]* here', 'strong', 'a [word] here'],
    ['a [*word*] here', 'strong', 'a [word] here'],
    ['a[ word ]here', 'emphasis', 'a _[word]_ here'],
    ['ends[]', 'strong', 'ends*[]*'],
    ['[]', 'code', '`[]`'],
    ['*[]*', 'strong', '[]'],
    ['[x]', 'strike', '~[x]~'],
    ['[one\ntwo]', 'code', '```\n[one\ntwo]\n```'],
    ['see: [one\ntwo] ok', 'code', 'see: \n```\n[one\ntwo]\n```\n ok'],
    ['[👍 a]', 'strong', '*[👍 a]*'],
    ['[x]', 'block', '```\n[x]\n```'],
    ['[]', 'block', '```\n[]\n```'],
    ['[]', 'quote', '> []'],
    ['a\n[b\nc]\nd', 'quote', 'a\n> b\n> c[]\nd'],
    ['a\n> b[]\nd', 'quote', 'a\nb[]\nd'],
  ] as const)('%j %s', (before, style, after) => expect(press(before, style)).toBe(after));
});

describe('the keys', () => {
  const key = (key: string, over = {}) => styleOf({ key, ctrlKey: true, metaKey: false, altKey: false, shiftKey: false, isComposing: false, ...over });
  it('are those of other programs', () => {
    expect([key('b'), key('I'), key('e'), key('x', { shiftKey: true })]).toEqual(['strong', 'emphasis', 'code', 'strike']);
    expect([key('x'), key('b', { altKey: true }), key('b', { ctrlKey: false }), key('b', { isComposing: true })]).toEqual([null, null, null, null]);
  });
});
