// Words in German: where one writes.
import type { composer as english } from '../en/composer';
import { counter, lister } from '../language';

const count = counter('de');
const list = lister('de');

export const composer: typeof english = {
  placeholder: (name) => `An ${name} schreiben`,
  label: (name) => `Nachricht an ${name}`,
  send: 'Senden',
  enterSends: 'Enter sendet',
  ctrlEnterSends: 'Strg+Enter sendet',
  toggle: 'Sendetaste wechseln',
  tooLong: (n) => count(n, { one: '# Zeichen zu viel', other: '# Zeichen zu viel' }),
  saveCorrection: 'Änderung sichern',
  answering: (name) => `Antwort an ${name}`,
  answeringOwn: 'Antwort an Sie selbst',
  correcting: 'Ihre Nachricht bearbeiten',
  toMessage: 'Zu dieser Nachricht',
  leave: (what) => (what === 'reply' ? 'Doch nicht darauf antworten' : 'Lassen, wie sie war'),
  attach: 'Dateien anhängen',
  upTo: (size) => `Bis zu ${size} je Datei`,
  keptFor: (days) => count(days, { one: 'Dateien werden # Tag aufbewahrt', other: 'Dateien werden # Tage aufbewahrt' }),
  noFiles: 'Ihr Intranet nimmt keine Dateien an.',
  noFilesNow: 'Eine geänderte Nachricht kann keine Dateien dazubekommen.',
  tooLarge: (name, size, most) => `${name} hat ${size}. Ihr Intranet nimmt Dateien bis ${most} an.`,
  typeRefused: (name, kinds) => (kinds.length === 0 ? `${name}: Dateien dieser Art nimmt Ihr Intranet nicht an.` : `${name}: Ihr Intranet nimmt ${list(kinds)} an, aber keine Dateien dieser Art.`),
  takes: (kinds) => `Angenommen werden ${list(kinds)}`,
  upToDaily: (size) => `Bis zu ${size} am Tag`,
  kinds: { pictures: 'Bilder', sound: 'Ton', video: 'Video', text: 'Text', pdf: 'PDF', office: 'Office-Dokumente', mail: 'E-Mails', drawings: 'Zeichnungen', archives: 'Archive' },
  staged: (n) => count(n, { one: '# Datei zum Senden', other: '# Dateien zum Senden' }),
  unstage: (name) => `${name} nicht senden`,
  notTaken: 'ließ sich nicht lesen',
  stagingFailed: 'Eine Datei ließ sich nicht lesen. Entfernen Sie sie oder wählen Sie sie noch einmal aus.',
  drop: (name) => `Dateien hier ablegen, um sie an ${name} zu senden`,
  pastedName: (when) => `Bild ${when}`,
  record: 'Sprachnachricht aufnehmen',
  recording: 'Aufnahme',
  recordCancel: 'Aufnahme wegwerfen',
  recordSend: 'Aufnahme senden',
  noMicrophone: 'Es gibt kein Mikrofon, oder Hallway darf es nicht benutzen.',
  people: 'Personen in diesem Raum',
  resize: 'Höhe des Feldes',
  style: 'Text gestalten',
  codeBlock: 'Codeblock',
  quote: 'Zitat',
};
