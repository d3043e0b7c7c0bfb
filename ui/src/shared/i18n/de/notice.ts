// Words in German: short notices.
import type { notice as english } from '../en/notice';

export const notice: typeof english = {
  dismiss: 'Ausblenden',
};
