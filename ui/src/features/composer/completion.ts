// What is being completed at the caret: a person behind "@", an emoji behind ":". Pure.

export interface Token {
  kind: 'person' | 'emoji';
  /** Where its sign stands, and the caret behind it. UTF-16. */
  from: number;
  to: number;
  query: string;
}

/** The sign begins a word; a name may hold spaces, as long as somebody still fits. */
const PERSON = /(?:^|[\s(])@([\p{L}\p{N}][\p{L}\p{M}\p{N}.'_-]*(?: [\p{L}\p{M}\p{N}.'_-]*){0,2})?$/u;
const EMOJI = /(?:^|[\s(]):([\p{L}\p{N}_+-]{2,})$/u;

export function tokenAt(text: string, caret: number): Token | null {
  const before = text.slice(Math.max(0, caret - 60), caret);
  const found = (kind: Token['kind'], query: string): Token => ({ kind, from: caret - query.length - 1, to: caret, query });
  const person = PERSON.exec(before);
  if (person) return found('person', person[1] ?? '');
  const emoji = EMOJI.exec(before);
  return emoji ? found('emoji', emoji[1] ?? '') : null;
}

/** A whole short name between colons, just closed: `:tada:`. */
export function closedCode(text: string, caret: number): Token | null {
  const found = /(?:^|[\s(]):([\w+-]{2,}):$/u.exec(text.slice(Math.max(0, caret - 60), caret));
  const code = found?.[1];
  return code === undefined ? null : { kind: 'emoji', from: caret - code.length - 2, to: caret, query: code };
}
