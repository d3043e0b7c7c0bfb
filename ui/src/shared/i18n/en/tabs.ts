// Words in English: the conversations open side by side.
export const tabs = {
  label: 'Open conversations',
  close: (name: string) => `Close ${name}`,
  closeShort: 'Close tab',
  closeOthers: 'Close the others',
  reopen: 'Open the closed one again',
  fresh: 'New tab',
  all: 'All open conversations',
  openFresh: 'Open in a new tab',
};
