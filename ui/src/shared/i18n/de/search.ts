// Words in German: the search field over the lists.
import type { search as english } from '../en/search';
import { counter } from '../language';

const count = counter('de');

export const search: typeof english = {
  label: 'Personen suchen',
  placeholder: 'Personen suchen',
  clear: 'Suche löschen',
  results: (n) => count(n, { one: '# Person', other: '# Personen' }),
  nothing: (text) => `Niemand gefunden für „${text}“`,
  nothingHint: 'Versuchen Sie einen Vornamen, einen Nachnamen oder einen Teil davon.',
  request: (address) => `${address} als Kontakt anfragen`,
  requested: (address) => `${address} wurde angefragt und erscheint hier, sobald die Anfrage angenommen ist.`,
  writeTo: (address) => `An ${address} schreiben`,
};
