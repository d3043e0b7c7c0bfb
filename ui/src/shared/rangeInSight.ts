// Which rows of a list of equal rows are in sight, and which to draw: pure.

/** Rows drawn beyond the edges, so that a quick scroll shows no holes. */
const OVERSCAN = 8;

export interface Range {
  /** In sight, both inclusive. */
  first: number;
  last: number;
  /** Drawn: `from` inclusive, `to` exclusive. */
  from: number;
  to: number;
}

export function rangeInSight(top: number, height: number, rowHeight: number, total: number): Range {
  const end = Math.max(0, total - 1);
  const first = Math.min(end, Math.max(0, Math.floor(top / rowHeight)));
  const last = Math.min(end, Math.max(first, Math.ceil((top + height) / rowHeight) - 1));
  return { first, last, from: Math.max(0, first - OVERSCAN), to: Math.min(total, last + 1 + OVERSCAN) };
}
