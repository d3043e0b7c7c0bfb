// Words in English: states of one's own messages.
export const state = {
  pending: 'Waiting to be sent',
  sent: 'Sent',
  delivered: 'Delivered',
  read: 'Read',
  failed: 'Not sent.',
  retry: 'Retry',
  discard: 'Discard',
};
