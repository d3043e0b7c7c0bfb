// Keeps what is in sight, and a little around it, within the window of a list that the core holds. One request is under
// way at a time; what is in sight when its answer comes is looked at anew.
import type { Command } from '../ipc/generated/Command';

/** Rows asked for before they are needed, so that a quick scroll finds them there. */
const AHEAD = 20;

/** The part of a list that is here. */
export interface Held {
  readonly id: number;
  readonly before: number;
  readonly rows: { readonly length: number };
  readonly after: number;
}

/** What brings the rows `first` to `last` of the whole list, where they are not all here. */
export function wanted({ id, before, rows, after }: Held, first: number, last: number): Command | null {
  const end = before + rows.length;
  const earlier = before > 0 && first - AHEAD < before;
  const later = after > 0 && last + AHEAD >= end;
  if (!earlier && !later) return null;
  const apart = last < before || first >= end;
  if (apart) return { do: 'jumpTo', view: id, anchor: { at: 'index', index: first } };
  return { do: (earlier && first < before) || !later ? 'loadOlder' : 'loadNewer', view: id };
}

/** To be told which rows are in sight, as often as that, or what is held, changes. */
export function keepInSight(held: Held, execute: (command: Command) => Promise<void>): (first: number, last: number) => void {
  let asking = false;
  /** What is in sight by now, where that was told while an answer was awaited. */
  let newest: [first: number, last: number] | null = null;

  async function ask(command: Command): Promise<void> {
    asking = true;
    // What is refused is asked for again with the next row in sight: not worth a word.
    await execute(command).catch(() => undefined);
    asking = false;
    const seen = newest;
    newest = null;
    if (seen) follow(...seen);
  }

  function follow(first: number, last: number): void {
    // Looked at even while an answer is awaited, so that an effect that calls this runs again when rows come.
    const command = wanted(held, first, last);
    if (asking) newest = [first, last];
    else if (command) void ask(command);
  }

  return follow;
}
