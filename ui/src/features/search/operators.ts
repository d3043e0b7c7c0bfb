// What was typed into the search over everything, taken apart for showing and completing: pure. What is found is the
// core's affair alone; it understands the same words.

export const OPERATORS = ['from', 'in', 'before', 'after', 'has'] as const;
export type Operator = (typeof OPERATORS)[number];

export interface Term {
  /** Null: a word, or exact wording. */
  readonly operator: Operator | null;
  readonly value: string;
  /** Where it stands, `[start, end)`. */
  readonly start: number;
  readonly end: number;
}

/** An operator or none, and then a word or something in quotes, which may still be open. */
const TERM = /(?:(from|in|before|after|has):)?(?:"([^"]*)"?|(\S+))|(from|in|before|after|has):/giu;

export function terms(text: string): readonly Term[] {
  return [...text.matchAll(TERM)].map((found) => {
    const operator = (found[1] ?? found[4])?.toLowerCase();
    const known = OPERATORS.find((each) => each === operator) ?? null;
    return { operator: known, value: (found[2] ?? found[3] ?? '').trim(), start: found.index, end: found.index + found[0].length };
  });
}

/** The operator whose value is being typed, with what is there of it. */
export function termAt(text: string, caret: number): (Term & { operator: Operator }) | null {
  const term = terms(text).find((each) => each.start < caret && caret <= each.end);
  if (!term?.operator) return null;
  // A value in quotes that are closed is whole.
  return /^[a-z]+:"[^"]*"$/i.test(text.slice(term.start, term.end)) ? null : { ...term, operator: term.operator };
}

export interface Edited {
  readonly text: string;
  readonly caret: number;
}

/** With the value put in, and a space behind it to go on. */
export function completed(text: string, term: Term & { operator: Operator }, value: string): Edited {
  const quoted = /\s/.test(value) ? `"${value.replaceAll('"', '')}"` : value;
  const rest = text.slice(term.end).trimStart();
  const begin = `${text.slice(0, term.start)}${term.operator}:${quoted} `;
  return { text: begin + rest, caret: begin.length };
}

/** With an operator at the end, ready for its value. */
export function begun(text: string, operator: Operator): Edited {
  const before = text.trimEnd();
  const next = `${before}${before === '' ? '' : ' '}${operator}:`;
  return { text: next, caret: next.length };
}
