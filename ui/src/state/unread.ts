// Where the unread part of a timeline begins and what its newest foreign message is: pure.
import type { TimelineRow } from '../ipc/generated/TimelineRow';

/** The first foreign message behind `readUpTo`, or, where that is not in the window, the `unread`th from the end. */
export function firstUnread(rows: readonly TimelineRow[], readUpTo: string | null, unread: number): string | null {
  const read = readUpTo === null ? -1 : rows.findIndex((row) => row.id === readUpTo);
  if (read >= 0) {
    for (const row of rows.slice(read + 1)) if (row.is === 'message' && !row.mine) return row.id;
    return null;
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
