// Words in German: the notification center.
import type { notifications as english } from '../en/notifications';

export const notifications: typeof english = {
  title: 'Mitteilungen',
  emptyTitle: 'Alles ruhig',
  emptyText: 'Hier erscheinen Erwähnungen, Einladungen, Kontaktanfragen, Reaktionen und Nachrichten, die nicht gesendet werden konnten.',
  noneTitle: 'Nichts da',
  noneText: 'Es gibt keinen Eintrag dieser Art.',
  says: {
    mention: (name) => `${name} hat Sie erwähnt`,
    invitation: (name) => `Sie sind in ${name} eingeladen`,
    contactRequest: (name) => `${name} möchte Sie als Kontakt haben`,
    reaction: (name) => `${name} hat auf Ihre Nachricht reagiert`,
    failedMessage: (name) => `Eine Nachricht an ${name} wurde nicht gesendet`,
  },
  mentionIn: (name, room) => `${name} hat Sie in ${room} erwähnt`,
  kinds: {
    mention: 'Erwähnungen',
    invitation: 'Einladungen',
    contactRequest: 'Kontaktanfragen',
    reaction: 'Reaktionen',
    failedMessage: 'Nicht gesendet',
    intranet: 'Aus dem Intranet',
  },
  actions: { accept: 'Annehmen', decline: 'Ablehnen', join: 'Beitreten', retry: 'Noch einmal senden', discard: 'Verwerfen' },
  filter: 'Welche Einträge',
  all: 'Alle',
  unviewed: 'Ungelesen',
  kindLabel: 'Art',
  everyKind: 'Jede Art',
  markAll: 'Alle als gelesen markieren',
  older: 'Ältere zeigen',
  fresh: 'Neu',
};
