// Finds emoji by what people call them, best first. Pure.
import { fold, type Emoji } from './data';

/** The lower the better; null: not meant. */
function distance(emoji: Emoji, word: string): number | null {
  if (emoji.codes.includes(word)) return 0;
  if (emoji.words.includes(word)) return 1;
  if (emoji.codes.some((code) => code.startsWith(word))) return 2;
  if (emoji.words.some((each) => each.startsWith(word))) return 3;
  if (emoji.tags.includes(word)) return 4;
  if (emoji.tags.some((tag) => tag.startsWith(word))) return 5;
  return emoji.codes.some((code) => code.includes(word)) ? 6 : null;
}

/** Every word must fit; among equals the order of the data holds. */
export function searchEmoji(all: readonly Emoji[], text: string, most = Infinity): Emoji[] {
  const words = fold(text).replace(/:/g, ' ').split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return [];
  const found: { emoji: Emoji; far: number }[] = [];
  for (const emoji of all) {
    let far: number | null = 0;
    for (const word of words) {
      const one = distance(emoji, word);
      far = one === null ? null : far + one;
      if (far === null) break;
    }
    if (far !== null) found.push({ emoji, far });
  }
  return found
    .sort((a, b) => a.far - b.far)
    .slice(0, most)
    .map(({ emoji }) => emoji);
}
