// Words in German: Recent and Contacts.
import type { lists as english } from '../en/lists';
import { counter } from '../language';

const count = counter('de');

export const lists: typeof english = {
  recent: 'Zuletzt',
  contacts: 'Kontakte',
  unread: (n) => count(n, { one: '# ungelesene Nachricht', other: '# ungelesene Nachrichten' }),
  online: (online, total) => `${online} von ${total} online`,
  draft: 'Entwurf:',
  writing: 'schreibt…',
  noRecentTitle: 'Noch keine Gespräche',
  noRecentText: 'Ihre Kolleginnen und Kollegen sind schon da. Suchen Sie jemanden aus und sagen Sie Hallo.',
  noRecentAction: 'Kontakte zeigen',
  noContactsTitle: 'Noch niemand hier',
  noContactsText: 'Personen erscheinen, sobald Ihr Intranet sie kennt.',
  allOfflineText: 'Niemand ist online, und wer offline ist, wird ausgeblendet.',
  showOffline: 'Auch zeigen, wer offline ist',
  pinned: 'Oben angeheftet',
  muted: 'Stumm',
  marked: 'Als ungelesen markiert',
  named: (n) => count(n, { one: '# Nachricht nennt Sie', other: '# Nachrichten nennen Sie' }),
  markRead: 'Als gelesen markieren',
  markUnread: 'Als ungelesen markieren',
  favourites: 'Favoriten',
  unlisted: 'Nicht in der Liste',
  favour: (name) => `${name} zu den Favoriten`,
  unfavour: (name) => `${name} aus den Favoriten entfernen`,
  information: 'Informationen',
  chat: 'Chatten',
  request: 'Als Kontakt anfragen',
  remove: 'Aus der Liste entfernen…',
  removeTitle: (name) => `${name} aus Ihrer Liste entfernen?`,
  removeText: 'Sie sehen dann gegenseitig nicht mehr, ob jemand da ist. Was gesagt wurde, bleibt.',
  removeDo: 'Entfernen',
};
