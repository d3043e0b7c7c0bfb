// The lines of the quick switcher under their headings: pure.
import type { QuickRow } from '../../ipc/generated/QuickRow';

export type Kind = QuickRow['is'] | 'last';

export interface Part {
  readonly kind: Kind;
  readonly rows: readonly { readonly row: QuickRow; readonly index: number }[];
}

/** Where a line leads. */
export interface Place {
  readonly conversation: string;
  readonly message: string | null;
}

export function placeOf(row: QuickRow): Place {
  if (row.is === 'person') return { conversation: row.address, message: null };
  if (row.is === 'room') return { conversation: row.room, message: null };
  return { conversation: row.found.conversation, message: row.found.id };
}

/** With nothing typed, where one was last and is not now. */
export function shownRows(rows: readonly QuickRow[], text: string, current: string | null): readonly QuickRow[] {
  return text.trim() === '' ? rows.filter((row) => placeOf(row).conversation !== current) : rows;
}

/** In the order of the rows, which are people, then rooms, then messages. */
export function parts(rows: readonly QuickRow[], text: string): readonly Part[] {
  const found = new Map<Kind, { row: QuickRow; index: number }[]>();
  rows.forEach((row, index) => {
    const kind = text.trim() === '' ? 'last' : row.is;
    const part = found.get(kind) ?? [];
    part.push({ row, index });
    found.set(kind, part);
  });
  return [...found].map(([kind, each]) => ({ kind, rows: each }));
}
