// Which row of the window answers what one asked to see: pure.
import type { Aim, TimelineRow } from '../../state/talk.svelte';

interface Outside {
  before: number;
  after: number;
}

/** Null: not in this window. `asked`: the core was asked for it, so the window is where it belongs. */
export function goal(rows: readonly TimelineRow[], { before, after }: Outside, aim: Aim, asked: boolean): string | null {
  if ('message' in aim) return rows.find((row) => row.id === aim.message)?.id ?? null;
  const at = rows.findIndex((row) => row.is !== 'gap' && row.at >= aim.time);
  if (at > 0) return rows[at]?.id ?? null;
  // The first row of the window is only the first of that time where nothing older lies outside.
  if (at === 0) return before === 0 || asked ? (rows[0]?.id ?? null) : null;
  // Everything here is older: the newest of all is what comes nearest.
  return after === 0 ? (rows.at(-1)?.id ?? null) : null;
}
