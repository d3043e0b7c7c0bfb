// Names stay names while one writes around them.
import { describe, expect, it } from 'vitest';
import { edited, named, replaced, rewritten, trimmed, type Written } from './mentions';

/** A text with the named parts in brackets: "ask [@Anna]." */
function written(marked: string): Written {
  const mentions = [];
  let text = '';
  for (const part of marked.split(/(\[[^\]]*\])/)) {
    const name = /^\[(.*)\]$/.exec(part)?.[1];
    if (name !== undefined) mentions.push({ begin: text.length, end: text.length + name.length, address: `${name}@x` });
    text += name ?? part;
  }
  return { text, mentions };
}

function marked({ text, mentions }: Written): string {
  let out = '';
  let at = 0;
  for (const { begin, end } of mentions) {
    out += `${text.slice(at, begin)}[${text.slice(begin, end)}]`;
    at = end;
  }
  return out + text.slice(at);
}

/** What typing gives; the caret stands where the bar is. */
function typed(before: string, after: string): string {
  const caret = after.indexOf('|');
  return marked(edited(written(before), after.replace('|', ''), caret));
}

describe('edited', () => {
  it.each([
    ['before it', 'ask [@Anna] now', 'please |ask @Anna now', 'please ask [@Anna] now'],
    ['behind it', 'ask [@Anna]', 'ask @Anna!|', 'ask [@Anna]!'],
    ['the same letter before it', '[@Anna]', '@|@Anna', '@[@Anna]'],
    ['the same letter behind it', '[@Anna]', '@Annaa|', '[@Anna]a'],
    ['inside it', '[@Anna]', '@An|ina', '@Anina'],
    ['its end taken away', '[@Anna] and [@Tom]', '@Ann| and @Tom', '@Ann and [@Tom]'],
    ['a letter between two', '[@Anna][@Tom]', '@Anna |@Tom', '[@Anna] [@Tom]'],
    ['pasted over both', 'a [@Anna] b [@Tom] c', 'a X| c', 'a X c'],
    ['everything gone', '[@Anna]', '|', ''],
    ['undone, the caret elsewhere', 'x [@Anna]', '|xy @Anna', 'xy [@Anna]'],
  ])('%s', (_, before, after, expected) => expect(typed(before, after)).toBe(expected));

  it('counts as the browser does', () => {
    const before = written('👍 [@Anna]');
    expect(marked(edited(before, '👍👍 @Anna', 4))).toBe('👍👍 [@Anna]');
  });
});

describe('named', () => {
  it('puts the name and one space in the place of what was typed', () => {
    expect(marked(named(written('hi @an'), 3, 6, '@Anna Berg', 'a@x'))).toBe('hi [@Anna Berg] ');
    expect(marked(named(written('hi @an and [@Tom]'), 3, 6, '@Anna', 'a@x'))).toBe('hi [@Anna] and [@Tom]');
  });
});

describe('replaced', () => {
  it('moves what stands behind', () => expect(marked(replaced(written('[@A] b [@C]'), 3, 4, 'bbb'))).toBe('[@A] bbb [@C]'));
});

describe('trimmed', () => {
  it('moves the names along', () => {
    expect(marked(trimmed(written('\n\n  [@Anna] hi  \n')))).toBe('  [@Anna] hi');
    expect(marked(trimmed(written('hi [@Anna]')))).toBe('hi [@Anna]');
  });
});

describe('rewritten', () => {
  it('finds the names of a message again, in their order', () => {
    const span = (text: string) => ({ is: 'mention' as const, text, address: `${text}@x`, me: false });
    const shown = { blocks: [{ is: 'paragraph' as const, spans: [span('@Al'), { is: 'text' as const, text: ' and ' }, span('@Al')] }], big: false, action: false };
    expect(marked(rewritten('@Al and @Al', shown))).toBe('[@Al] and [@Al]');
    expect(rewritten('@Bo', shown).mentions).toEqual([]);
  });
});
