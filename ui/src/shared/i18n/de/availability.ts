// Words in German: what others see of someone.
import type { availability as english } from '../en/availability';

export const availability: typeof english = {
  available: 'Verfügbar',
  away: 'Abwesend',
  doNotDisturb: 'Bitte nicht stören',
  offline: 'Offline',
  awaitingConfirmation: 'Bestätigung steht aus',
};
