// Marks what a search found where it stands, without touching the document (CSS Custom Highlight API). An engine
// that has none still jumps to the message.

const NAME = 'found';

/** What of a search is looked for in texts: words and quoted wording, without `from:` and its like. */
export function soughtWords(search: string): string[] {
  const words: string[] = [];
  for (const [, quoted, word] of search.matchAll(/(?:from|in|before|after|has):(?:"[^"]*"?|\S*)|"([^"]*)"?|(\S+)/giu)) {
    if (quoted !== undefined) words.push(quoted);
    else if (word !== undefined) words.push(word);
  }
  return words.map(folded).filter((word) => word !== '');
}

/** Without case and accents, one unit for each unit of the text, so that places stay the same. */
export function folded(text: string): string {
  let out = '';
  for (const letter of text) {
    const bare = letter.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
    out += bare.length === letter.length ? bare : letter;
  }
  return out;
}

/** Where the words stand, as UTF-16 offsets `[start, end)`; they may overlap. */
export function matches(text: string, words: readonly string[]): [number, number][] {
  const plain = folded(text);
  return words.flatMap((word) => {
    const found: [number, number][] = [];
    for (let at = plain.indexOf(word); at >= 0; at = plain.indexOf(word, at + word.length)) found.push([at, at + word.length]);
    return found;
  });
}

export function highlight(root: HTMLElement, words: readonly string[]): void {
  if (!('highlights' in CSS)) return;
  const ranges: Range[] = [];
  for (const body of words.length === 0 ? [] : root.querySelectorAll('[data-body]')) {
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (const [start, end] of matches(node.nodeValue ?? '', words)) {
        const range = document.createRange();
        range.setStart(node, start);
        range.setEnd(node, end);
        ranges.push(range);
      }
    }
  }
  if (ranges.length === 0) CSS.highlights.delete(NAME);
  else CSS.highlights.set(NAME, new Highlight(...ranges));
}
