// The groups beside the company's departments, known by their ids (crates/engine, views/circle.rs): pure.
const FAVOURITES = 'urn:hallway:favourites';
const UNLISTED = 'urn:hallway:unlisted';

export function sectionOf(department: string): 'favourites' | 'unlisted' | null {
  if (department === `group:${FAVOURITES}`) return 'favourites';
  return department === `group:${UNLISTED}` ? 'unlisted' : null;
}
