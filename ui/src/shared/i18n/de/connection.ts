// Words in German: the connection.
import type { connection as english } from '../en/connection';

export const connection: typeof english = {
  offline: (since) => `Offline seit ${since}. Was Sie schreiben, wird gesendet, sobald Sie wieder verbunden sind.`,
  offlineByChoice: 'Sie erscheinen offline. Neue Nachrichten kommen, sobald Sie wieder online gehen.',
  connecting: 'Verbindung wird aufgebaut… Was Sie schreiben, wird gesendet, sobald sie steht.',
  retryAt: (when) => `Nächster Versuch um ${when}.`,
  retry: 'Jetzt versuchen',
  goOnline: 'Online gehen',
};
