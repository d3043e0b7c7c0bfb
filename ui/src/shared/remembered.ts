// What is worked out from a text once and asked for again and again: lists and timelines draw the same faces.

/** The same answers, each worked out once. `of` looks at its text and at nothing else. */
export function remembered<T>(of: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const answer = known.get(text) ?? of(text);
    known.set(text, answer);
    return answer;
  };
}
