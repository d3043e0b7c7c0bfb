// Words in English: short notices.
export const notice = {
  dismiss: 'Dismiss',
};
