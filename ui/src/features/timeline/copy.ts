// Copying gives what was written: a message that is selected as a whole its own text, with its marks, quotes and
// fences; several messages "Name, time: text" for each, as people paste it into a mail.
import type { Dates } from '../../shared/format';
import type { Message } from '../../state/talk.svelte';

/** The text to put on the clipboard, or null where the browser's own way is right (a part of one message). */
export function copied(selection: Selection, root: HTMLElement, rows: ReadonlyMap<string, Message>, dates: Dates): string | null {
  if (selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const lines: string[] = [];
  let only: string | null = null;
  for (const body of root.querySelectorAll<HTMLElement>('[data-body]')) {
    if (!range.intersectsNode(body)) continue;
    const row = rows.get(body.dataset['body'] ?? '');
    if (!row) continue;
    const part = within(range, body);
    const whole = part.toString().trim() === (body.textContent ?? '').trim();
    const text = whole ? row.body : shown(part);
    if (text === '') continue;
    only = whole && lines.length === 0 ? text : null;
    lines.push(`${row.authorName}, ${dates.time(row.at)}: ${text}`);
  }
  return lines.length > 1 ? lines.join('\n') : only;
}

/** The part of the range that lies in this element. */
function within(range: Range, element: HTMLElement): Range {
  const part = document.createRange();
  part.selectNodeContents(element);
  if (range.compareBoundaryPoints(Range.START_TO_START, part) > 0) part.setStart(range.startContainer, range.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, part) < 0) part.setEnd(range.endContainer, range.endOffset);
  return part;
}

/** The text of a part, with each block on lines of its own. */
function shown(part: Range): string {
  const content = part.cloneContents();
  for (const block of content.querySelectorAll('p, pre')) block.append('\n');
  return (content.textContent ?? '').replace(/\n$/, '');
}
