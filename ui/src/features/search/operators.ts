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

/** An operator with its value, which may still be missing; or a word. Quotes may still be open. */
const TERM = /(from|in|before|after|has):(?:"([^"]*)"?|(\S*))|"([^"]*)"?|(\S+)/giu;

export function terms(text: string): readonly Term[] {
  return [...text.matchAll(TERM)].map((found) => {
    const operator = OPERATORS.find((each) => each === found[1]?.toLowerCase()) ?? null;
    const value = found.slice(2).find((part) => part !== undefined) ?? '';
    return { operator, value: value.trim(), start: found.index, end: found.index + found[0].length };
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
  const whole = /\s/.test(value) ? `"${value.replaceAll('"', '')}"` : value;
  const rest = text.slice(term.end).trimStart();
  const begin = `${text.slice(0, term.start)}${term.operator}:${whole} `;
  return { text: begin + rest, caret: begin.length };
}

/** With quotes at the end, and the caret between them. */
export function quoted(text: string): Edited {
  const before = text.trimEnd();
  const next = `${before}${before === '' ? '' : ' '}""`;
  return { text: next, caret: next.length - 1 };
}

/** With an operator at the end, ready for its value. */
export function begun(text: string, operator: Operator): Edited {
  const before = text.trimEnd();
  const next = `${before}${before === '' ? '' : ' '}${operator}:`;
  return { text: next, caret: next.length };
}
