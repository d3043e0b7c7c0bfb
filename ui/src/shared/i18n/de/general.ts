// Words in German: everywhere.
import type { general as english } from '../en/general';

export const general: typeof english = {
  product: 'Hallway',
  titleUnread: (n) => `Ungelesene Nachrichten (${n}) – Hallway`,
  titleTalk: (name, n) => `${n > 0 ? `(${n}) ` : ''}${name} – Hallway`,
  close: 'Schließen',
  cancel: 'Abbrechen',
  back: 'Zurück',
  moreInformation: 'Weitere Informationen',
  you: 'Sie',
};
