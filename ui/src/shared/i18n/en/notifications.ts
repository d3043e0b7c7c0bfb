// Words in English: the notification center.
export const notifications = {
  title: 'Notifications',
  emptyTitle: 'All quiet',
  emptyText: 'Contact requests and messages that could not be sent appear here.',
  request: (name: string) => `${name} would like to have you as a contact`,
  accept: 'Accept',
  decline: 'Decline',
  failed: (name: string) => `A message to ${name} was not sent`,
  show: 'Show',
  fresh: 'New',
};
