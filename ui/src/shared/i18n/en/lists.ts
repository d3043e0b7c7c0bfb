// Words in English: Recent and Contacts.
import { counter } from '../language';

const count = counter('en');

export const lists = {
  recent: 'Recent',
  contacts: 'Contacts',
  unread: (n: number) => count(n, { one: '# unread message', other: '# unread messages' }),
  online: (online: number, total: number) => `${online} of ${total} online`,
  draft: 'Draft:',
  writing: 'is writing…',
  noRecentTitle: 'No conversations yet',
  noRecentText: 'Your colleagues are already here. Pick someone and say hello.',
  noRecentAction: 'Show contacts',
  noContactsTitle: 'Nobody here yet',
  noContactsText: 'People appear as soon as your intranet has them.',
  allOfflineText: 'Nobody is online, and people who are offline are hidden.',
  showOffline: 'Show people who are offline',
  pinned: 'Pinned to the top',
  muted: 'Muted',
  marked: 'Marked unread',
  named: (n: number) => count(n, { one: '# message names you', other: '# messages name you' }),
  markRead: 'Mark as read',
  markUnread: 'Mark as unread',
  favourites: 'Favourites',
  unlisted: 'Not in list',
  favour: (name: string) => `Add ${name} to favourites`,
  unfavour: (name: string) => `Remove ${name} from favourites`,
  information: 'Information',
  chat: 'Chat',
  request: 'Ask to be a contact',
  remove: 'Remove from list…',
  removeTitle: (name: string) => `Remove ${name} from your list?`,
  removeText: 'You no longer see each other’s presence. What was said stays.',
  removeDo: 'Remove',
};
