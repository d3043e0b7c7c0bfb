// The one or two letters that stand for a person without a picture, and the one name where there is room for one.
import { remembered } from './remembered';

/** First letters of the first and the last word of a name; whole characters, never half of one. */
export const initials = remembered((name) => {
  const words = name
    .replace(/\(.*?\)|,.*$/gu, ' ')
    .split(/[\s._-]+/u)
    .filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const letter = (word: string | undefined): string => (word ? ([...word][0] ?? '') : '').toLocaleUpperCase();
  const first = words[0];
  if (first === undefined) return [...name.trim()][0] ?? '?';
  return words.length > 1 ? letter(first) + letter(words.at(-1)) : letter(first);
});

/** What one calls somebody in a line that is short: the first of their names that is no title. */
export function shortName(name: string): string {
  return name.split(/\s+/).find((word) => word !== '' && !word.endsWith('.')) ?? name;
}
