// Words in German: starting a conversation, and picking people.
import type { newtalk as english } from '../en/newtalk';
import { counter, lister } from '../language';

const count = counter('de');
const list = lister('de');

export const newtalk: typeof english = {
  button: 'Neues Gespräch',
  title: 'Neues Gespräch',
  to: 'Mit',
  placeholder: 'Name oder Adresse',
  more: 'Weitere Personen',
  chat: 'Chatten',
  group: (n) => `Ein privater Raum für ${count(n, { one: '# Person', other: '# Personen' })}, mit Ihnen. Sonst sieht ihn niemand.`,
  noGroups: 'Ihr Intranet hat keine Räume: Wählen Sie eine Person.',
  opening: 'Die Gruppe wird geöffnet…',
  suggestions: 'Wen Sie meinen könnten',
  recent: 'Zuletzt',
  found: (n) => count(n, { one: '# Person', other: '# Personen' }),
  nothing: (text) => `Niemand gefunden für „${text}“`,
  nothingHint: 'Schreiben Sie eine ganze Adresse (name@firma), um jemanden außerhalb der Liste zu erreichen.',
  address: (address) => `${address} schreiben`,
  addressHint: 'Nicht in Ihren Kontakten',
  take: (name) => `${name} hinzufügen`,
  drop: (name) => `${name} entfernen`,
  dropped: (name) => `${name} entfernt`,
  names: (names) => list(names),
};
