// Words in English: starting a conversation, and picking people.
import { counter, lister } from '../language';

const count = counter('en');
const list = lister('en');

export const newtalk = {
  button: 'New conversation',
  title: 'New conversation',
  to: 'With',
  placeholder: 'Name or address',
  more: 'Add more people',
  chat: 'Chat',
  group: (n: number) => `A private room for ${count(n, { one: '# person', other: '# people' })}, with you. Nobody else sees it.`,
  noGroups: 'Your intranet has no rooms: pick one person.',
  opening: 'Opening the group…',
  suggestions: 'People you may mean',
  recent: 'Recent',
  found: (n: number) => count(n, { one: '# person', other: '# people' }),
  nothing: (text: string) => `Nobody found for “${text}”`,
  nothingHint: 'Write a whole address (name@company) to reach someone who is not in the list.',
  address: (address: string) => `Write to ${address}`,
  addressHint: 'Not in your contacts',
  take: (name: string) => `Add ${name}`,
  drop: (name: string) => `Remove ${name}`,
  dropped: (name: string) => `${name} removed`,
  names: (names: readonly string[]) => list(names),
};
