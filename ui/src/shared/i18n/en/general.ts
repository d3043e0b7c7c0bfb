// Words in English: everywhere.
export const general = {
  product: 'Hallway',
  titleUnread: (n: number) => `Unread messages (${n}) – Hallway`,
  close: 'Close',
  cancel: 'Cancel',
  back: 'Back',
  moreInformation: 'More information',
  you: 'You',
};
