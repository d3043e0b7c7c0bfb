// Folds patches into a view's window: pure, and the only place that knows their meaning. Invariants:
// an id stands at most once; rows that a patch does not name keep their identity, so that the page
// redraws nothing else.
import type { Patch } from '../ipc/generated/Patch';

export interface Window<R> {
  readonly rows: readonly R[];
  /** How many rows lie outside, above and below. */
  readonly before: number;
  readonly after: number;
}

export const NOTHING: Window<never> = { rows: [], before: 0, after: 0 };

export function apply<R extends { id: string }>(start: Window<R>, patches: readonly Patch<R>[]): Window<R> {
  let { before, after } = start;
  let rows = start.rows as R[];
  // The rows are copied once a batch, at the first patch that changes them.
  let own = false;
  const writable = (): R[] => {
    if (!own) {
      rows = rows.slice();
      own = true;
    }
    return rows;
  };
  for (const patch of patches) {
    switch (patch.op) {
      case 'reset':
        rows = withoutDoubles(patch.rows);
        own = true;
        before = patch.before;
        after = patch.after;
        break;
      case 'put':
        put(writable(), patch.row, patch.after);
        break;
      case 'drop': {
        const at = rows.findIndex((row) => row.id === patch.id);
        if (at >= 0) writable().splice(at, 1);
        break;
      }
      case 'extent':
        before = patch.before;
        after = patch.after;
        break;
    }
  }
  return { rows, before, after };
}

function put<R extends { id: string }>(rows: R[], row: R, after: string | null): void {
  const was = rows.findIndex((each) => each.id === row.id);
  const neighbour = after === null ? -1 : findFromEnd(rows, after);
  const stays = was >= 0 && (after === null ? was === 0 : neighbour < 0 || neighbour === was - 1);
  if (stays) {
    rows[was] = row;
    return;
  }
  if (was >= 0) rows.splice(was, 1);
  if (after === null) rows.unshift(row);
  // A neighbour outside the window: the newer end is the likelier one.
  else if (neighbour < 0) rows.push(row);
  else rows.splice(was >= 0 && was < neighbour ? neighbour : neighbour + 1, 0, row);
}

/** New messages arrive at the end, so the search begins there. */
function findFromEnd<R extends { id: string }>(rows: readonly R[], id: string): number {
  for (let at = rows.length - 1; at >= 0; at--) if (rows[at]?.id === id) return at;
  return -1;
}

/** A keyed list must not hold a key twice, whatever was sent. */
function withoutDoubles<R extends { id: string }>(rows: readonly R[]): R[] {
  const seen = new Set<string>();
  return rows.filter((row) => !seen.has(row.id) && seen.add(row.id));
}
