// The emoji of the picker, cut down at build time from `emojibase-data` (Unicode CLDR names): a module for each
// language, `virtual:emoji/en`, loaded when the picker first opens. What the data says is checked against the rules
// the page uses, so that nothing wrong is ever drawn.
import type { Plugin } from 'vite';
import { qualified, toned } from '../src/shared/emoji/tone.ts';
import type { EmojiRow } from '../src/shared/emoji/data.ts';

/** Newer ones are drawn as empty boxes by the systems people have. */
const NEWEST = 15;
const COMPONENTS = 2;
const PREFIX = 'virtual:emoji/';
const TONE = 3;

interface Emoji {
  hexcode: string;
  emoji: string;
  label: string;
  tags?: string[];
  group?: number;
  order?: number;
  version: number;
  skins?: { emoji: string; tone: number | number[] }[];
}
type Codes = Record<string, string | string[]>;

export function emoji(): Plugin {
  return {
    name: 'hallway-emoji',
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    async load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return undefined;
      const rows = await emojiRows(id.slice(PREFIX.length + 1));
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(rows))});`;
    },
  };
}

/** Every emoji of a language, in Unicode's order. */
export async function emojiRows(language: string): Promise<EmojiRow[]> {
  const all = await read<Emoji[]>(`${language}/data.json`);
  // Short names are English everywhere: people type ":+1" in every language.
  const codes = [await read<Codes>('en/shortcodes/emojibase.json'), await read<Codes>('en/shortcodes/github.json')];
  const shown = all.filter((each) => each.group !== undefined && each.group !== COMPONENTS && each.version <= NEWEST);
  shown.sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
  return shown.map((each): EmojiRow => {
    const char = qualified(each.emoji);
    const names = new Set(codes.flatMap((set) => set[each.hexcode] ?? []));
    const skin = each.skins?.find(({ tone }) => tone === TONE);
    if (skin && skin.emoji !== toned(char, TONE)) throw new Error(`${each.label} takes its tone in another way than the page gives it`);
    return [char, each.group ?? 0, each.label, (each.tags ?? []).join(' '), [...names].join(' '), skin ? 1 : 0];
  });
}

async function read<T>(path: string): Promise<T> {
  const file = `emojibase-data/${path}`;
  const { default: data } = (await import(/* @vite-ignore */ file, { with: { type: 'json' } })) as { default: T };
  return data;
}
