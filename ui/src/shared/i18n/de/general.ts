// Words in German: everywhere.
import type { general as english } from '../en/general';

export const general: typeof english = {
  product: 'Hallway',
  titleUnread: (messages, besides) =>
    [messages > 0 ? `Ungelesene Nachrichten (${messages})` : '', besides > 0 ? `Mitteilungen (${besides})` : ''].filter(Boolean).join(' · '),
  titleTalk: (name, n) => `${n > 0 ? `(${n}) ` : ''}${name} – Hallway`,
  close: 'Schließen',
  cancel: 'Abbrechen',
  back: 'Zurück',
  moreInformation: 'Weitere Informationen',
  you: 'Sie',
};
