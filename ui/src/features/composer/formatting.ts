// Message styling (XEP-0393) by key or menu: the marks to put around a selection, or to take away. Pure; offsets are UTF-16.

type Inline = 'strong' | 'emphasis' | 'code' | 'strike';
export type Style = Inline | 'block' | 'quote';
const MARKS: Record<Inline, string> = { strong: '*', emphasis: '_', code: '`', strike: '~' };
const FENCE = '```';

/** What is to stand between `from` and `to`, and what is selected then. */
export interface Change {
  from: number;
  to: number;
  text: string;
  start: number;
  end: number;
}

export function styled(text: string, start: number, end: number, style: Style): Change {
  const chosen = text.slice(start, end);
  if (style === 'block' || (style === 'code' && chosen.includes('\n'))) return fenced(text, start, end);
  if (style === 'quote') return quoted(text, start, end);
  // A mark counts only where it touches what it marks.
  const from = start + (chosen.length - chosen.trimStart().length);
  const to = chosen.trim() === '' ? end : end - (chosen.length - chosen.trimEnd().length);
  const inner = text.slice(Math.min(from, to), to);
  const begin = Math.min(from, to);
  const mark = MARKS[style];
  if (text.slice(begin - 1, begin) === mark && text.slice(to, to + 1) === mark) {
    return { from: begin - 1, to: to + 1, text: inner, start: begin - 1, end: to - 1 };
  }
  if (inner.length > 1 && inner.startsWith(mark) && inner.endsWith(mark)) {
    const bare = inner.slice(1, -1);
    return { from: begin, to, text: bare, start: begin, end: begin + bare.length };
  }
  return { from: begin, to, text: `${mark}${inner}${mark}`, start: begin + 1, end: begin + 1 + inner.length };
}

/** Several lines of code between fences that stand alone on their lines. */
function fenced(text: string, start: number, end: number): Change {
  const before = start === 0 || text[start - 1] === '\n' ? '' : '\n';
  const after = end === text.length || text[end] === '\n' ? '' : '\n';
  const inner = text.slice(start, end).replace(/^\n|\n$/g, '');
  const opening = `${before}${FENCE}\n`;
  return {
    from: start,
    to: end,
    text: `${opening}${inner}\n${FENCE}${after}`,
    start: start + opening.length,
    end: start + opening.length + inner.length,
  };
}

/** The lines that the selection touches, as words of somebody else; or as one's own again. */
function quoted(text: string, start: number, end: number): Change {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', Math.max(start, end - 1));
  const to = next < 0 ? text.length : next;
  const lines = text.slice(from, to).split('\n');
  const is = lines.every((line) => line.startsWith('>'));
  const inner = lines.map((line) => (is ? line.replace(/^> ?/, '') : `> ${line}`)).join('\n');
  return { from, to, text: inner, start: from + inner.length, end: from + inner.length };
}

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'isComposing'>;

/** Ctrl+B, Ctrl+I, Ctrl+E (code), Ctrl+Shift+X (struck out), as elsewhere. */
export function styleOf(event: Pressed): Style | null {
  if (event.isComposing || event.altKey || !(event.ctrlKey || event.metaKey)) return null;
  const key = event.key.toLowerCase();
  if (event.shiftKey) return key === 'x' ? 'strike' : key === 'c' ? 'code' : null;
  return key === 'b' ? 'strong' : key === 'i' ? 'emphasis' : key === 'e' ? 'code' : null;
}
