// Words in German: a conversation.
import type { NoticeRow } from '../../../ipc/generated/NoticeRow';
import type { talk as english } from '../en/talk';
import { counter, lister } from '../language';

const count = counter('de');
const list = lister('de');
const several = (names: readonly string[]) => list(names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} weitere`] : names);

export const talk: typeof english = {
  notice: (notice: NoticeRow) => {
    if (notice.is === 'topic') return `${notice.by} hat das Thema gesetzt: ${notice.topic}`;
    if (notice.is === 'joined') return `${notice.who} ist dazugekommen`;
    if (notice.is === 'left') return `${notice.who} ist gegangen`;
    if (notice.is === 'removed') return `${notice.by} hat ${notice.who} entfernt`;
    return notice.reason === '' ? 'Dieser Raum wurde gelöscht' : `Dieser Raum wurde gelöscht: ${notice.reason}`;
  },
  joinedMany: (names) => `${several(names)} sind dazugekommen`,
  leftMany: (names) => `${several(names)} sind gegangen`,
  nothingChosenTitle: 'Wählen Sie links jemanden aus',
  nothingChosenText: 'oder drücken Sie',
  nothingChosenTail: 'und tippen Sie einen Namen.',
  details: 'Details',
  showDetails: 'Details zeigen',
  hideDetails: 'Details ausblenden',
  messages: (name) => `Nachrichten mit ${name}`,
  beginning: (name) => `Hier beginnt Ihr Gespräch mit ${name}.`,
  beginningEmpty: (name) => `Sie und ${name} haben einander noch nicht geschrieben.`,
  gapLoading: 'Ältere Nachrichten werden geladen…',
  gapWaiting: 'Einige Nachrichten fehlen hier noch. Sie kommen, wenn Sie wieder online sind.',
  lostOlder: 'Ältere Nachrichten sind nicht mehr auf dem Server.',
  lostHere: 'Hier können Nachrichten fehlen: Der Server hat nicht mehr, was damals gesagt wurde.',
  loadOlder: 'Ältere Nachrichten',
  fresh: 'Neu',
  writing: (name) => `${name} schreibt…`,
  toNewest: 'Zu den neuesten Nachrichten',
  newCount: (n) => count(n, { one: '# neue', other: '# neue' }),
  showAll: 'Alles zeigen',
  copyCode: 'Code kopieren',
  copied: 'Kopiert',
  linkTo: (host) => `Führt zu ${host}`,
  lastSeen: (when) => `Zuletzt gesehen: ${when}`,
  unknownTitle: 'Dieses Gespräch lässt sich nicht öffnen',
  beginningRoom: (name) => `Hier beginnt ${name}.`,
  beginningEmptyRoom: 'Hier wurde noch nichts gesagt.',
  writingMany: (names) => (names.length > 3 ? `${names.length} Personen schreiben…` : `${list(names)} ${names.length === 1 ? 'schreibt' : 'schreiben'}…`),
  members: (all, there) => `${count(all, { one: '# Mitglied', other: '# Mitglieder' })}, ${there} da`,
};
