// Words in English: what others see of someone.
export const availability = {
  available: 'Available',
  away: 'Away',
  doNotDisturb: 'Do not disturb',
  offline: 'Offline',
  awaitingConfirmation: 'Awaiting confirmation',
};
