// The emoji there are, with names in the person's language: fetched once, when first needed.
import { language } from '../i18n';

/** The emoji, its group, its name, further words, short names, whether it takes a skin tone. */
export type EmojiRow = [char: string, group: number, label: string, tags: string, codes: string, toned: 0 | 1];

export interface Emoji {
  readonly char: string;
  readonly group: Group;
  readonly label: string;
  /** What it is found by: short names first, then its name, then further words; folded. */
  readonly codes: readonly string[];
  readonly words: readonly string[];
  readonly tags: readonly string[];
  readonly toned: boolean;
}

export const GROUPS = ['smileys', 'people', 'nature', 'food', 'travel', 'activities', 'objects', 'symbols', 'flags'] as const;
export type Group = (typeof GROUPS)[number];
/** Groups by the data's numbers; 2 are components, which stand alone nowhere. */
const BY_NUMBER: Record<number, Group> = { 0: 'smileys', 1: 'people', 3: 'nature', 4: 'food', 5: 'travel', 6: 'activities', 7: 'objects', 8: 'symbols', 9: 'flags' };

let fetched: Promise<readonly Emoji[]> | null = null;

export function loadEmoji(): Promise<readonly Emoji[]> {
  fetched ??= rows().then((found) => found.map(read));
  return fetched;
}

async function rows(): Promise<EmojiRow[]> {
  return (language === 'de' ? await import('virtual:emoji/de') : await import('virtual:emoji/en')).default;
}

export function read([char, group, label, tags, codes, toned]: EmojiRow): Emoji {
  const split = (text: string) => fold(text).split(' ').filter((word) => word !== '');
  return { char, group: BY_NUMBER[group] ?? 'symbols', label, codes: split(codes), words: split(label), tags: split(tags), toned: toned === 1 };
}

/** Without case and accents. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}
