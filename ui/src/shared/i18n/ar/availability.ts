// Words in Arabic: what others see of someone.
import type { availability as english } from '../en/availability';

export const availability: typeof english = {
  available: 'متاح',
  away: 'بالخارج',
  doNotDisturb: 'يرجى عدم الإزعاج',
  offline: 'غير متصل',
  awaitingConfirmation: 'بانتظار الموافقة',
};
