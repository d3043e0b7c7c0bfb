// How many rows there are of which a part is here: as far as the core counts (crates/engine, views/search).
/** As an extent says that there are more, and not how many (crates/api, patch.rs). */
export const UNCOUNTED = 0xffff_ffff;
const MOST = 1000;

export interface Counted {
  all: number;
  /** There are more than that. */
  more: boolean;
}

/** `here` rows, and `beyond` more. */
export function counted(here: number, beyond: number): Counted {
  if (beyond === UNCOUNTED) return { all: here, more: true };
  const all = here + beyond;
  return all > MOST && beyond > 0 ? { all: Math.max(MOST, here), more: true } : { all, more: false };
}
