// Words in English: states of one's own messages.
export const state = {
  pending: 'Waiting to be sent',
  sent: 'Sent',
  delivered: 'Delivered',
  read: 'Read',
  failed: 'Not sent.',
  fullUntil: (when: string) => `You have sent as many files as your intranet takes for now. It takes more from ${when}.`,
  retry: 'Retry',
  discard: 'Discard',
};
