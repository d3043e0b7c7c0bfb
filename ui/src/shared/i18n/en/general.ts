// Words in English: everywhere.
export const general = {
  product: 'Hallway',
  titleUnread: (n: number) => `Unread messages (${n}) – Hallway`,
  titleTalk: (name: string, n: number) => `${n > 0 ? `(${n}) ` : ''}${name} – Hallway`,
  close: 'Close',
  cancel: 'Cancel',
  back: 'Back',
  moreInformation: 'More information',
  you: 'You',
};
