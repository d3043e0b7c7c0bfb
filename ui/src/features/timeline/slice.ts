// Which of the rows at hand are in the document: a slice that moves with scrolling and is pinned by row
// ids, so that rows coming and going around it do not shift it. Pure.

/** Rows drawn at first when one is at the newest: about what a window holds, most of them with an author above. More come in the frames after. */
export const AT_END = 20;
/** How far the slice moves at a time: few enough that they are drawn within a frame or two. */
const STEP = 20;
/** How many rows stand above one that is gone to, at first. */
const ABOVE = 20;
/** No more are drawn; nor does the core's window hold more. */
export const MOST = 300;

/** `first`: the id of the first row drawn; `last`: of the last one, or null for the newest there is. */
export interface Slice {
  first: string | null;
  last: string | null;
}

/** Follows the newest: what one has at the end of the timeline. */
export const FOLLOWING: Slice = { first: null, last: null };

interface Row {
  id: string;
}

/** The slice as indices, `to` exclusive. */
export function bounds(rows: readonly Row[], slice: Slice): { from: number; to: number } {
  const last = slice.last === null ? -1 : rows.findIndex((row) => row.id === slice.last);
  const to = last < 0 ? rows.length : last + 1;
  const first = slice.first === null ? -1 : rows.findIndex((row) => row.id === slice.first);
  if (first >= 0 && first < to) return { from: first, to };
  // The window has let go of rows above: what is left of the slice stays, or the line one reads would go with them.
  const cut = slice.first !== null && first < 0 && (slice.last === null || last >= 0);
  return { from: cut ? 0 : Math.max(0, to - AT_END), to };
}

/** `open`: at the end of the rows it takes in whatever comes below. */
export function pin(rows: readonly Row[], from: number, to: number, open = true): Slice {
  return { first: rows[from]?.id ?? null, last: open && to >= rows.length ? null : (rows[to - 1]?.id ?? null) };
}

/** More at the upper end, and less at the lower one where it grew too long. Null: there is no more here. */
export function upwards(rows: readonly Row[], slice: Slice): Slice | null {
  const { from, to } = bounds(rows, slice);
  if (from === 0) return null;
  const next = Math.max(0, from - STEP);
  return pin(rows, next, Math.min(to, next + MOST));
}

/** `more`: there are rows below these, which are to come in step by step as well. */
export function downwards(rows: readonly Row[], slice: Slice, more = false): Slice | null {
  const { from, to } = bounds(rows, slice);
  if (to >= rows.length) return null;
  const next = Math.min(rows.length, to + STEP);
  return pin(rows, Math.max(from, next - MOST), next, !more);
}

/** A slice with `id` well inside, and so many rows from there on. */
export function around(rows: readonly Row[], id: string, below: number): Slice {
  const at = rows.findIndex((row) => row.id === id);
  if (at < 0) return FOLLOWING;
  return pin(rows, Math.max(0, at - ABOVE), Math.min(rows.length, at + below));
}
