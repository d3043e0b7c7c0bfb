// Words in Arabic: the bar with one's own status, and the panes.
import type { shell as english } from '../en/shell';
import { numberer } from '../language';

const number = numberer('ar');

export const shell: typeof english = {
  leftPane: 'الأشخاص والمحادثات',
  conversationPane: 'المحادثة',
  resize: 'عرض القائمة',
  status: 'حالتك',
  statusText: 'نص الحالة',
  statusExample: 'بماذا أنت مشغول؟',
  statusSave: 'تعيين',
  statusClear: 'مسح نص الحالة',
  statusRecent: 'المستخدمة مؤخرًا',
  offlineHint: 'يقطع اتصال هذا الجهاز فقط؛ أجهزتك الأخرى تحتفظ بحالتها.',
  notifications: (n) => (n > 0 ? `الإشعارات، ${number(n)} جديد` : 'الإشعارات'),
  settings: 'الإعدادات',
  connecting: 'جارٍ الاتصال…',
  catchingUp: 'جارٍ جلب الرسائل…',
};
