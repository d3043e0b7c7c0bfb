// Words in Arabic: the notification center.
import type { notifications as english } from '../en/notifications';

export const notifications: typeof english = {
  title: 'الإشعارات',
  emptyTitle: 'كل شيء هادئ',
  emptyText: 'تظهر هنا طلبات الاتصال والرسائل التي تعذّر إرسالها.',
  request: (name) => `يود ${name} إضافتك إلى جهات الاتصال`,
  accept: 'قبول',
  decline: 'رفض',
  failed: (name) => `لم تُرسل رسالة إلى ${name}`,
  show: 'عرض',
  fresh: 'جديد',
};
