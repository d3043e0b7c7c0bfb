// What stands between and around messages: day dividers, the "New" divider, and which lines belong to one
// group (same author, same day, within five minutes of the line before). Pure. Invariant: what is as it was is the same
// object as before, so that only what changed is drawn again.
import { sameDay } from '../../shared/format';
import type { Message, Notice, TimelineRow } from '../../state/talk.svelte';

const GROUP_MS = 5 * 60_000;

export type Item =
  | { kind: 'day'; key: string; at: number }
  | { kind: 'new'; key: string }
  | { kind: 'gap'; key: string; lost: boolean }
  /** Several where people came, or went, one after the other. */
  | { kind: 'notice'; key: string; rows: Notice[] }
  /** `head`: begins a group, so the author stands above; `tail`: ends one. `fresh`: of somebody else, below "New". */
  | { kind: 'message'; key: string; row: Message; head: boolean; tail: boolean; fresh: boolean };

/** Whether both say that somebody came, or that somebody went, at about the same time. */
function goesWith(above: readonly Notice[], row: Notice): boolean {
  const last = above.at(-1);
  const { is } = row.notice;
  return last !== undefined && (is === 'joined' || is === 'left') && last.notice.is === is && Math.abs(row.at - last.at) <= GROUP_MS;
}

/** `before`: what was laid out last. `below`: "New" stands above all of these rows. */
export function layOut(rows: readonly TimelineRow[], divider: string | null, before: readonly Item[] = [], below = false): Item[] {
  const known = new Map(before.map((item) => [item.key, item]));
  return arrange(rows, divider, below).map((item) => {
    const old = known.get(item.key);
    return old && same(old, item) ? old : item;
  });
}

function same(a: Item, b: Item): boolean {
  if (a.kind === 'message') return b.kind === 'message' && a.row === b.row && a.head === b.head && a.tail === b.tail && a.fresh === b.fresh;
  if (a.kind === 'notice') return b.kind === 'notice' && a.rows.length === b.rows.length && a.rows.every((row, at) => row === b.rows[at]);
  if (a.kind === 'day') return b.kind === 'day' && a.at === b.at;
  if (a.kind === 'gap') return b.kind === 'gap' && a.lost === b.lost;
  return a.kind === b.kind;
}

function arrange(rows: readonly TimelineRow[], divider: string | null, below: boolean): Item[] {
  let fresh = below;
  const items: Item[] = [];
  let last: Extract<Item, { kind: 'message' }> | null = null;
  let day: number | null = null;
  for (const row of rows) {
    if (row.is === 'gap') {
      items.push({ kind: 'gap', key: row.id, lost: row.lost });
      last = null;
      continue;
    }
    if (day === null || !sameDay(day, row.at)) {
      // Keyed by the message below it: the same day can come twice, because shown time never orders.
      items.push({ kind: 'day', key: `day ${row.id}`, at: row.at });
      day = row.at;
      last = null;
    }
    if (row.id === divider) {
      items.push({ kind: 'new', key: 'new' });
      fresh = true;
      last = null;
    }
    if (row.is === 'notice') {
      const above = items.at(-1);
      if (above?.kind === 'notice' && goesWith(above.rows, row)) above.rows.push(row);
      else items.push({ kind: 'notice', key: row.id, rows: [row] });
      last = null;
      continue;
    }
    const joins: boolean =
      last !== null && last.row.author === row.author && last.row.mine === row.mine && Math.abs(row.at - last.row.at) <= GROUP_MS;
    if (last && joins) last.tail = false;
    last = { kind: 'message', key: row.id, row, head: !joins, tail: true, fresh: fresh && !row.mine };
    items.push(last);
  }
  return items;
}
