// Words in English: everywhere.
export const general = {
  product: 'Hallway',
  /** `besides`: entries of the notification center that are no messages. */
  titleUnread: (messages: number, besides: number) =>
    [messages > 0 ? `Unread messages (${messages})` : '', besides > 0 ? `Notifications (${besides})` : ''].filter(Boolean).join(' · '),
  titleTalk: (name: string, n: number) => `${n > 0 ? `(${n}) ` : ''}${name} – Hallway`,
  close: 'Close',
  cancel: 'Cancel',
  back: 'Back',
  moreInformation: 'More information',
  you: 'You',
};
