// Words in Arabic: the connection.
import type { connection as english } from '../en/connection';

export const connection: typeof english = {
  offline: (since) => `غير متصل منذ ${since}. ما تكتبه يُرسل عند عودة الاتصال.`,
  offlineByChoice: 'تظهر للآخرين غير متصل. تصلك الرسائل الجديدة عندما تتصل من جديد.',
  connecting: 'جارٍ الاتصال… ما تكتبه يُرسل حالما يتم الاتصال.',
  retryAt: (when) => `المحاولة التالية في ${when}.`,
  retry: 'المحاولة الآن',
  goOnline: 'الاتصال',
};
