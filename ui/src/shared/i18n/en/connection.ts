// Words in English: the connection.
export const connection = {
  offline: (since: string) => `Offline since ${since}. What you write is sent when you are back.`,
  offlineByChoice: 'You appear offline. New messages come when you go online again.',
  connecting: 'Connecting… What you write is sent as soon as you are connected.',
  retryAt: (when: string) => `Next try at ${when}.`,
  retry: 'Try now',
  goOnline: 'Go online',
};
