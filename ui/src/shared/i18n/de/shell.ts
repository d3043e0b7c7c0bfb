// Words in German: the bar with one's own status, and the panes.
import type { shell as english } from '../en/shell';

export const shell: typeof english = {
  leftPane: 'Personen und Gespräche',
  conversationPane: 'Gespräch',
  resize: 'Breite der Liste',
  status: 'Ihr Status',
  statusText: 'Statustext',
  statusExample: 'Womit sind Sie beschäftigt?',
  statusSave: 'Setzen',
  statusClear: 'Statustext löschen',
  statusRecent: 'Zuletzt benutzt',
  offlineHint: 'Meldet nur diesen Computer ab; Ihre anderen Geräte behalten ihren Status.',
  notifications: (n) => (n > 0 ? `Mitteilungen, ${n} neu` : 'Mitteilungen'),
  settings: 'Einstellungen',
  connecting: 'Verbindung wird aufgebaut…',
  catchingUp: 'Verlauf wird geholt…',
};
