// Words in English: the quick switcher.
export const quick = {
  title: 'Go to',
  placeholder: 'Person, room or words of a message',
  last: 'Where you were last',
  people: 'People',
  rooms: 'Rooms',
  messages: 'Messages',
  nothing: (text: string) => `Nothing found for “${text}”`,
  everything: (text: string) => `Search all messages for “${text}”`,
  empty: 'Nothing here yet: type a name.',
  choose: 'choose',
  open: 'open',
  openFresh: 'in a new tab',
};
