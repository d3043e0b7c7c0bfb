// People named in a text (XEP-0372), as ranges that survive editing around them; one that is itself edited is
// plain text again. Offsets are UTF-16, as the browser counts and as the contract does. Pure.
import type { Mention } from '../ipc/generated/Mention';
import type { Text as ShownText } from '../ipc/generated/Text';

export interface Written {
  readonly text: string;
  /** In order, apart from each other. */
  readonly mentions: readonly Mention[];
}

/** `insert` in the place of what stands from `from` to `to`. */
export function replaced({ text, mentions }: Written, from: number, to: number, insert: string): Written {
  const shift = insert.length - (to - from);
  const kept = mentions.flatMap((mention) => {
    if (mention.end <= from) return [mention];
    if (mention.begin >= to) return [{ ...mention, begin: mention.begin + shift, end: mention.end + shift }];
    return [];
  });
  return { text: text.slice(0, from) + insert + text.slice(to), mentions: kept };
}

/**
 * What became of `before` when the browser made it `after`. Where the same letters stand side by side, `caret` (behind
 * what was typed) tells which of them are new.
 */
export function edited(before: Written, after: string, caret: number): Written {
  const was = before.text;
  const shorter = Math.min(was.length, after.length);
  let same = 0;
  const tail = Math.min(shorter, Math.max(0, after.length - caret));
  while (same < tail && was[was.length - 1 - same] === after[after.length - 1 - same]) same++;
  let start = 0;
  while (start < shorter - same && was[start] === after[start]) start++;
  // A selection elsewhere than behind the change (undo): more of the end may be unchanged.
  while (same < shorter - start && was[was.length - 1 - same] === after[after.length - 1 - same]) same++;
  return replaced(before, start, was.length - same, after.slice(start, after.length - same));
}

/** The named person's words in the place of what stands from `from` to `to`, with a space behind. */
export function named(before: Written, from: number, to: number, words: string, address: string): Written {
  const spaced = before.text.slice(to, to + 1) === ' ' ? to + 1 : to;
  const { text, mentions } = replaced(before, from, spaced, `${words} `);
  const mention = { begin: from, end: from + words.length, address };
  return { text, mentions: [...mentions, mention].sort((a, b) => a.begin - b.begin) };
}

/** As it is sent: without the blank lines before and the space behind, the mentions where they then stand. */
export function trimmed({ text, mentions }: Written): Written {
  const body = text.replace(/^\s*\n/, '');
  const cut = text.length - body.length;
  const end = body.trimEnd();
  const moved = mentions.map((each) => ({ ...each, begin: each.begin - cut, end: each.end - cut }));
  return { text: end, mentions: moved.filter((each) => each.begin >= 0 && each.end <= end.length) };
}

/** The text of a message to be corrected, with the people it names found again in it. */
export function rewritten(body: string, shown: ShownText): Written {
  const mentions: Mention[] = [];
  let from = 0;
  const read = (blocks: ShownText['blocks']): void => {
    for (const block of blocks) {
      if (block.is === 'quote') read(block.blocks);
      if (block.is !== 'paragraph') continue;
      for (const span of block.spans) {
        if (span.is !== 'mention') continue;
        const begin = body.indexOf(span.text, from);
        if (begin < 0) continue;
        from = begin + span.text.length;
        mentions.push({ begin, end: from, address: span.address });
      }
    }
  };
  read(shown.blocks);
  return { text: body, mentions };
}
