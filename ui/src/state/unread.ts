// Where the unread part of a timeline begins and what its newest foreign message is: pure.
import type { TimelineRow } from '../ipc/generated/TimelineRow';

/** How many rows lie above and below the window. */
interface Outside {
  before: number;
  after: number;
}

/**
 * The first foreign message behind `readUpTo`; where that is not in the window, the `unread`th from the end, which
 * only a window that reaches the end can tell.
 */
export function firstUnread(
  rows: readonly TimelineRow[],
  readUpTo: string | null,
  unread: number,
  { before, after }: Outside,
): string | null {
  const read = readUpTo === null ? -1 : rows.findIndex((row) => row.id === readUpTo);
  if (read >= 0) {
    for (const row of rows.slice(read + 1)) if (row.is === 'message' && !row.mine) return row.id;
    return null;
  }
  if (after > 0) {
    const first = rows.find((row) => row.is === 'message' && !row.mine);
    return readUpTo === null && before === 0 ? (first?.id ?? null) : null;
  }
  let left = unread;
  for (let at = rows.length - 1; at >= 0; at--) {
    const row = rows[at];
    if (row?.is === 'message' && !row.mine && --left === 0) return row.id;
  }
  return null;
}

export function newestIncoming(rows: readonly TimelineRow[]): string | null {
  for (let at = rows.length - 1; at >= 0; at--) {
    const row = rows[at];
    if (row?.is === 'message' && !row.mine) return row.id;
  }
  return null;
}
