// Words in German: states of one's own messages.
import type { state as english } from '../en/state';

export const state: typeof english = {
  pending: 'Wartet auf den Versand',
  sent: 'Gesendet',
  delivered: 'Zugestellt',
  read: 'Gelesen',
  failed: 'Nicht gesendet.',
  fullUntil: (when) => `Sie haben so viele Dateien gesendet, wie Ihr Intranet vorerst annimmt. Weitere nimmt es ab ${when} an.`,
  retry: 'Erneut senden',
  discard: 'Verwerfen',
};
