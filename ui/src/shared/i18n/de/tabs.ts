// Words in German: the conversations open side by side.
import type { tabs as english } from '../en/tabs';

export const tabs: typeof english = {
  label: 'Offene Gespräche',
  close: (name) => `${name} schließen`,
  closeShort: 'Tab schließen',
  closeOthers: 'Die anderen schließen',
  reopen: 'Geschlossenen Tab wieder öffnen',
  fresh: 'Neuer Tab',
  all: 'Alle offenen Gespräche',
  openFresh: 'In neuem Tab öffnen',
};
