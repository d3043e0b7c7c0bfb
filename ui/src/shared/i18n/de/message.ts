// Words in German: what is shown of a message and what can be done with it.
import type { ReactionRow } from '../../../ipc/generated/ReactionRow';
import type { RetractedRow } from '../../../ipc/generated/RetractedRow';
import type { message as english } from '../en/message';
import { counter, lister } from '../language';

const count = counter('de');
const list = lister('de');

export const message: typeof english = {
  actions: 'Was sich mit dieser Nachricht tun lässt',
  more: 'Mehr',
  react: 'Reagieren',
  reactWith: (emoji) => `Mit ${emoji} reagieren`,
  reply: 'Antworten',
  copy: 'Text kopieren',
  does: {
    reply: 'Antworten',
    react: 'Reagieren…',
    forward: 'Weiterleiten…',
    copySelection: 'Auswahl kopieren',
    copyLink: 'Link kopieren',
    saveFile: 'In Downloads sichern',
    correct: 'Bearbeiten',
    pin: 'In diesem Gespräch anheften',
    unpin: 'Nicht mehr anheften',
    markUnread: 'Ab hier als ungelesen markieren',
    info: 'Informationen',
    retry: 'Erneut senden',
    discard: 'Verwerfen',
    retract: 'Zurückziehen…',
    moderate: 'Aus dem Raum entfernen…',
  },
  toAnswered: (name, text) => `Zur beantworteten Nachricht von ${name}: ${text}`,
  reacted: ({ emoji, who, count: n, mine }: ReactionRow) => {
    const others = n - who.length;
    const names = others > 0 ? [...who, count(others, { one: '# weitere Person', other: '# weitere Personen' })] : who;
    return mine ? `${emoji} von ${list(names)}. Klicken, um Ihre Reaktion zurückzunehmen.` : `${emoji} von ${list(names)}`;
  },
  edited: 'bearbeitet',
  showVersions: 'Zeigen, was vorher da stand',
  pinned: 'Angeheftet',
  gone: ({ by, reason }: RetractedRow, mine: boolean, author: string) => {
    if (by !== null) return reason === '' ? `Von ${by} entfernt` : `Von ${by} entfernt: ${reason}`;
    return mine ? 'Sie haben diese Nachricht zurückgezogen' : `${author} hat diese Nachricht zurückgezogen`;
  },
  retractTitle: 'Diese Nachricht zurückziehen?',
  retractText: 'Sie verschwindet für alle in diesem Gespräch. Wer sie schon gelesen hat, erinnert sich vielleicht.',
  retractDo: 'Zurückziehen',
  moderateTitle: (name) => `Die Nachricht von ${name} entfernen?`,
  moderateText: 'Sie verschwindet für alle im Raum. An ihrer Stelle stehen Ihr Name und der Grund.',
  moderateReason: 'Grund (kann leer bleiben)',
  moderateDo: 'Entfernen',
  info: 'Informationen zur Nachricht',
  infoFrom: 'Von',
  infoAt: 'Gesendet',
  infoState: 'Stand',
  seenBy: 'Gesehen von',
  notSeen: 'Niemand hat mitgeteilt, sie gesehen zu haben.',
  versions: 'Fassungen',
  versionNow: 'Jetzt',
  versionBefore: 'Vorher',
  reactions: 'Reaktionen',
  forwardedFrom: 'Weitergeleitet von',
  forwardTitle: 'Weiterleiten an',
  forwardSearch: 'Personen und Räume suchen',
  forwardDo: (n) => count(n, { one: 'An # Gespräch weiterleiten', other: 'An # Gespräche weiterleiten' }),
  mention: (name) => `${name} erwähnen`,
  forwardIdle: 'Weiterleiten',
  forwardNone: 'Wählen Sie aus, wohin sie geht.',
  forwardNothing: (text) => `Nichts gefunden für „${text}“`,
  forwardTaken: (name) => `Nicht an ${name} weiterleiten`,
};
