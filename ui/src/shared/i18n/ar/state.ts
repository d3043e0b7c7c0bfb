// Words in Arabic: states of one's own messages.
import type { state as english } from '../en/state';

export const state: typeof english = {
  pending: 'بانتظار الإرسال',
  sent: 'أُرسلت',
  delivered: 'وصلت',
  read: 'قُرئت',
  failed: 'لم تُرسل.',
  fullUntil: (when) => `أرسلت من الملفات كل ما تقبله شبكتك الداخلية حاليًا. ستقبل المزيد ابتداءً من ${when}.`,
  retry: 'إعادة المحاولة',
  discard: 'تجاهل',
};
