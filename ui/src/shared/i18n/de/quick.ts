// Words in German: the quick switcher.
import type { quick as english } from '../en/quick';

export const quick: typeof english = {
  title: 'Gehe zu',
  placeholder: 'Person, Raum oder Worte einer Nachricht',
  last: 'Wo Sie zuletzt waren',
  people: 'Personen',
  rooms: 'Räume',
  messages: 'Nachrichten',
  nothing: (text) => `Nichts gefunden für „${text}“`,
  everything: (text) => `Alle Nachrichten nach „${text}“ durchsuchen`,
  empty: 'Hier ist noch nichts: Tippen Sie einen Namen.',
  choose: 'wählen',
  open: 'öffnen',
  openFresh: 'in neuem Tab',
};
