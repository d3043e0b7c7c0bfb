// Results under headings, by day or by conversation: pure. Within a heading they stay in the order of the core, newest
// first, and the headings in the order of their first result.
import { sameDay } from '../../shared/format';
import type { Found } from '../../state/results.svelte';

export type Arrangement = 'day' | 'conversation';

export interface Group {
  readonly key: string;
  readonly first: Found;
  readonly rows: readonly Found[];
}

export function grouped(rows: readonly Found[], by: Arrangement): readonly Group[] {
  const groups: { key: string; first: Found; rows: Found[] }[] = [];
  const known = new Map<string, { rows: Found[] }>();
  for (const row of rows) {
    const last = groups.at(-1);
    const group = by === 'conversation' ? known.get(row.conversation) : last && sameDay(last.first.at, row.at) ? last : undefined;
    if (group) {
      group.rows.push(row);
      continue;
    }
    const fresh = { key: by === 'conversation' ? row.conversation : row.id, first: row, rows: [row] };
    groups.push(fresh);
    known.set(row.conversation, fresh);
  }
  return groups;
}
