// Copying across several messages gives "Name, time: text" for each, as people paste it into a mail.
import type { Dates } from '../../shared/format';
import type { Message } from '../../state/talk.svelte';

/** The text to put on the clipboard, or null where the browser's own way is right (within one message). */
export function copied(selection: Selection, root: HTMLElement, rows: ReadonlyMap<string, Message>, dates: Dates): string | null {
  if (selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const lines: string[] = [];
  for (const body of root.querySelectorAll<HTMLElement>('[data-body]')) {
    if (!range.intersectsNode(body)) continue;
    const part = document.createRange();
    part.selectNodeContents(body);
    if (range.compareBoundaryPoints(Range.START_TO_START, part) > 0) part.setStart(range.startContainer, range.startOffset);
    if (range.compareBoundaryPoints(Range.END_TO_END, part) < 0) part.setEnd(range.endContainer, range.endOffset);
    const text = part.toString();
    const row = rows.get(body.dataset['body'] ?? '');
    if (row && text !== '') lines.push(`${row.authorName}, ${dates.time(row.at)}: ${text}`);
  }
  return lines.length > 1 ? lines.join('\n') : null;
}
