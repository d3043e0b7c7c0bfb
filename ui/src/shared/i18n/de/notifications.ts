// Words in German: the notification center.
import type { notifications as english } from '../en/notifications';

export const notifications: typeof english = {
  title: 'Mitteilungen',
  emptyTitle: 'Alles ruhig',
  emptyText: 'Hier erscheinen Kontaktanfragen und Nachrichten, die nicht gesendet werden konnten.',
  request: (name) => `${name} möchte Sie als Kontakt haben`,
  accept: 'Annehmen',
  decline: 'Ablehnen',
  failed: (name) => `Eine Nachricht an ${name} wurde nicht gesendet`,
  show: 'Zeigen',
  fresh: 'Neu',
};
