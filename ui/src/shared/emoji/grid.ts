// The picker's rows (headings, and emoji side by side) and how arrow keys move among them. Pure.

export type GridRow<C> = { heading: string; id: string } | { cells: readonly C[] };
export interface At {
  row: number;
  column: number;
}

export interface Section<C> {
  id: string;
  heading: string;
  cells: readonly C[];
}

export function gridRows<C>(sections: readonly Section<C>[], columns: number): GridRow<C>[] {
  return sections.flatMap(({ id, heading, cells }): GridRow<C>[] => {
    if (cells.length === 0) return [];
    const rows: GridRow<C>[] = heading === '' ? [] : [{ heading, id }];
    for (let at = 0; at < cells.length; at += columns) rows.push({ cells: cells.slice(at, at + columns) });
    return rows;
  });
}

export function cellAt<C>(rows: readonly GridRow<C>[], { row, column }: At): C | null {
  const found = rows[row];
  return found && 'cells' in found ? (found.cells[column] ?? null) : null;
}

export function firstCell<C>(rows: readonly GridRow<C>[]): At {
  return { row: Math.max(0, rows.findIndex((row) => 'cells' in row)), column: 0 };
}

/** Where an arrow leads; where it leads nowhere, it stays. `right` is the key that points along the line of reading. */
export function moveIn<C>(rows: readonly GridRow<C>[], at: At, key: 'right' | 'left' | 'down' | 'up'): At {
  const by = key === 'down' || key === 'right' ? 1 : -1;
  const here = rows[at.row];
  const length = here && 'cells' in here ? here.cells.length : 0;
  if (key === 'right' && at.column + 1 < length) return { row: at.row, column: at.column + 1 };
  if (key === 'left' && at.column > 0) return { row: at.row, column: at.column - 1 };
  for (let row = at.row + by; row >= 0 && row < rows.length; row += by) {
    const next = rows[row];
    if (!next || !('cells' in next)) continue;
    const column = key === 'right' ? 0 : key === 'left' ? next.cells.length - 1 : Math.min(at.column, next.cells.length - 1);
    return { row, column };
  }
  return at;
}
