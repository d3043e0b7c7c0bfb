// Long names are cut in their middle: what they begin with and what kind of file they are stays to be seen. Pure.

/** From which length on a name has an end that is never cut. */
const LONG = 24;
const END = 10;

/** Two parts of a name, of which the first may be cut; whole characters stay whole. */
export function halves(name: string): { start: string; end: string } {
  const letters = [...new Intl.Segmenter().segment(name)].map(({ segment }) => segment);
  if (letters.length <= LONG) return { start: name, end: '' };
  return { start: letters.slice(0, -END).join(''), end: letters.slice(-END).join('') };
}
