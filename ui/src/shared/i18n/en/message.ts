// Words in English: what is shown of a message and what can be done with it.
import type { ReactionRow } from '../../../ipc/generated/ReactionRow';
import type { RetractedRow } from '../../../ipc/generated/RetractedRow';
import { counter, lister } from '../language';

const count = counter('en');
const list = lister('en');

export const message = {
  actions: 'What can be done with this message',
  more: 'More',
  react: 'React',
  reactWith: (emoji: string) => `React with ${emoji}`,
  reply: 'Reply',
  copy: 'Copy text',
  does: {
    reply: 'Reply',
    react: 'React…',
    forward: 'Forward…',
    copySelection: 'Copy selection',
    copyLink: 'Copy link',
    saveFile: 'Save in Downloads',
    correct: 'Edit',
    pin: 'Pin in this conversation',
    unpin: 'Unpin',
    markUnread: 'Mark unread from here',
    info: 'Information',
    retry: 'Send again',
    discard: 'Discard',
    retract: 'Take back…',
    moderate: 'Remove from the room…',
  },
  toAnswered: (name: string, text: string) => `Go to the message from ${name} that is answered: ${text}`,
  reacted: ({ emoji, who, count: n, mine }: ReactionRow) => {
    const others = n - who.length;
    const names = others > 0 ? [...who, count(others, { one: '# other', other: '# others' })] : who;
    return mine ? `${list(names)} reacted with ${emoji}. Click to take yours away.` : `${list(names)} reacted with ${emoji}`;
  },
  edited: 'edited',
  showVersions: 'Show what it said before',
  pinned: 'Pinned',
  gone: ({ by, reason }: RetractedRow, mine: boolean, author: string) => {
    if (by !== null) return reason === '' ? `Removed by ${by}` : `Removed by ${by}: ${reason}`;
    return mine ? 'You took this message back' : `${author} took this message back`;
  },
  retractTitle: 'Take this message back?',
  retractText: 'It disappears for everyone in this conversation. Whoever has read it already may remember it.',
  retractDo: 'Take back',
  moderateTitle: (name: string) => `Remove the message from ${name}?`,
  moderateText: 'It disappears for everyone in the room. Your name and the reason stand in its place.',
  moderateReason: 'Reason (may be left empty)',
  moderateDo: 'Remove',
  info: 'Message information',
  infoFrom: 'From',
  infoAt: 'Sent',
  infoState: 'State',
  seenBy: 'Seen by',
  notSeen: 'Nobody has said that they have seen it.',
  versions: 'Versions',
  versionNow: 'Now',
  versionBefore: 'Before',
  reactions: 'Reactions',
  forwardedFrom: 'Forwarded from',
  forwardTitle: 'Forward to',
  forwardSearch: 'Search people and rooms',
  forwardDo: (n: number) => count(n, { one: 'Forward to # conversation', other: 'Forward to # conversations' }),
  mention: (name: string) => `Mention ${name}`,
  forwardIdle: 'Forward',
  forwardNone: 'Choose where it goes.',
  forwardNothing: (text: string) => `Nothing found for “${text}”`,
  forwardTaken: (name: string) => `Do not forward to ${name}`,
};
