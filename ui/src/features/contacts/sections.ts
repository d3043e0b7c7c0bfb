// The groups beside the company's departments, known by their ids (crates/engine, views/circle.rs): pure.
import type { ContactRow, Person } from '../../state/company.svelte';

const FAVOURITES = 'urn:hallway:favourites';
const UNLISTED = 'urn:hallway:unlisted';

export function sectionOf(department: string): 'favourites' | 'unlisted' | null {
  if (department === `group:${FAVOURITES}`) return 'favourites';
  return department === `group:${UNLISTED}` ? 'unlisted' : null;
}

/** As far as the rows at hand tell: somebody's row among the favourites. */
export function isFavourite(row: Person, rows: readonly ContactRow[]): boolean {
  const own = `${FAVOURITES}/${row.address}`;
  return row.id === own || rows.some(({ id }) => id === own);
}
