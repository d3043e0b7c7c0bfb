// What a group is called before anybody names it: the first names of the people in it. Pure.

const MOST_NAMES = 4;
/** Characters of a room's name (crates/engine, `MOST_NAME`). */
const LONGEST = 100;

/** `join`: as the language joins names. Whoever has only an address is called by its first part. */
export function groupName(names: readonly string[], join: (names: readonly string[]) => string): string {
  const firsts = names.map((name) => name.split('@')[0]?.trim().split(/\s+/)[0] ?? '').filter((name) => name !== '');
  const shown = firsts.length > MOST_NAMES ? [...firsts.slice(0, MOST_NAMES - 1), `+${firsts.length - MOST_NAMES + 1}`] : firsts;
  return [...join(shown)].slice(0, LONGEST).join('');
}
