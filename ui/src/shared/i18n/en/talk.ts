// Words in English: a conversation.
import type { NoticeRow } from '../../../ipc/generated/NoticeRow';
import { counter, lister } from '../language';

const count = counter('en');
const list = lister('en');
const several = (names: readonly string[]) => list(names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} others`] : names);

export const talk = {
  notice: (notice: NoticeRow) => {
    if (notice.is === 'topic') return `${notice.by} set the topic: ${notice.topic}`;
    if (notice.is === 'joined') return `${notice.who} joined`;
    if (notice.is === 'left') return `${notice.who} left`;
    if (notice.is === 'removed') return `${notice.by} removed ${notice.who}`;
    return notice.reason === '' ? 'This room was deleted' : `This room was deleted: ${notice.reason}`;
  },
  joinedMany: (names: readonly string[]) => `${several(names)} joined`,
  leftMany: (names: readonly string[]) => `${several(names)} left`,
  nothingChosenTitle: 'Pick someone on the left',
  nothingChosenText: 'or press',
  nothingChosenTail: 'and type a name.',
  details: 'Details',
  showDetails: 'Show details',
  hideDetails: 'Hide details',
  messages: (name: string) => `Messages with ${name}`,
  beginning: (name: string) => `This is the beginning of your conversation with ${name}.`,
  beginningEmpty: (name: string) => `You and ${name} have not written to each other yet.`,
  gapLoading: 'Loading older messages…',
  gapWaiting: 'Some messages are not here yet. They come when you are online again.',
  lostOlder: 'Older messages are no longer on the server.',
  lostHere: 'Messages may be missing here: the server no longer has what was said then.',
  loadOlder: 'Older messages',
  fresh: 'New',
  writing: (name: string) => `${name} is writing…`,
  toNewest: 'Go to the newest messages',
  newCount: (n: number) => count(n, { one: '# new', other: '# new' }),
  showAll: 'Show all of it',
  copyCode: 'Copy the code',
  copied: 'Copied',
  linkTo: (host: string) => `Leads to ${host}`,
  lastSeen: (when: string) => `Last seen: ${when}`,
  unknownTitle: 'This conversation cannot be opened',
  beginningRoom: (name: string) => `This is the beginning of ${name}.`,
  beginningEmptyRoom: 'Nothing has been said here yet.',
  writingMany: (names: readonly string[]) =>
    names.length > 3 ? `${names.length} people are writing…` : `${list(names)} ${names.length === 1 ? 'is' : 'are'} writing…`,
  members: (all: number, there: number) => `${count(all, { one: '# member', other: '# members' })}, ${there} there`,
};
