// Skin tones (Unicode TR51): a modifier behind each figure that takes one. Pure.

const TONES = ['🏻', '🏼', '🏽', '🏾', '🏿'] as const;
const JOINER = '\u200d';
const AS_EMOJI = '\ufe0f';

/** Fully qualified and no longer: letters that are emoji by themselves need no selector behind them. */
export function qualified(emoji: string): string {
  return /^\p{Emoji_Presentation}\ufe0f$/u.test(emoji) ? emoji.slice(0, -1) : emoji;
}

/** `tone`: 1 to 5 from light to dark; 0 leaves it as it is. */
export function toned(emoji: string, tone: number): string {
  const modifier = TONES[tone - 1];
  if (modifier === undefined) return emoji;
  const out: string[] = [];
  let selector = false;
  for (const letter of emoji) {
    // The selector would stand between the figure and its tone.
    if (letter === AS_EMOJI && selector) {
      selector = false;
      continue;
    }
    const held = letter === '🤝' && out.at(-1) === JOINER;
    selector = /\p{Emoji_Modifier_Base}/u.test(letter) && !held;
    out.push(letter);
    if (selector) out.push(modifier);
  }
  return out.join('');
}
