// The first part of a text that would fill screens. Pure; only how much is drawn at once, never what.
import type { Block } from '../../ipc/generated/Block';
import type { Span } from '../../ipc/generated/Span';

interface Left {
  characters: number;
  lines: number;
}

const LONG: Left = { characters: 6000, lines: 80 };

/** Null where nothing need be cut. */
export function clipped(blocks: Block[]): Block[] | null {
  const left = { ...LONG };
  const part = blocksWithin(blocks, left);
  return left.lines < 0 ? part : null;
}

function blocksWithin(blocks: Block[], left: Left): Block[] {
  const part: Block[] = [];
  for (const block of blocks) {
    if (left.lines <= 0) left.lines = -1;
    if (left.lines < 0) break;
    if (block.is === 'quote') {
      part.push({ is: 'quote', blocks: blocksWithin(block.blocks, left) });
      continue;
    }
    if (block.is === 'paragraph') {
      const spans: Span[] = [];
      for (const span of block.spans) {
        if (left.lines < 0) break;
        const text = textWithin(span.text, left);
        if (text !== '') spans.push({ ...span, text });
      }
      part.push({ is: 'paragraph', spans });
    } else {
      part.push({ ...block, text: textWithin(block.text, left) });
    }
    // A block ends its last line.
    if (left.lines > 0) left.lines--;
  }
  return part;
}

/** What of a text still fits; `lines` falls below zero where something does not. */
function textWithin(text: string, left: Left): string {
  let end = 0;
  while (end < text.length) {
    const next = text.indexOf('\n', end);
    const line = next < 0 ? text.length : next + 1;
    if (line - end > left.characters || (next >= 0 && left.lines <= 1)) {
      const room = end + left.characters;
      left.lines = -1;
      return text.slice(0, next >= 0 ? Math.min(next, room) : room);
    }
    left.characters -= line - end;
    if (next >= 0) left.lines--;
    end = line;
  }
  return text;
}
