// Words in Arabic: the notification center.
import type { notifications as english } from '../en/notifications';

export const notifications: typeof english = {
  title: 'الإشعارات',
  emptyTitle: 'كل شيء هادئ',
  emptyText: 'تظهر هنا الإشارات إليك والدعوات وطلبات الاتصال والتفاعلات والرسائل التي تعذّر إرسالها.',
  noneTitle: 'لا شيء هنا',
  noneText: 'لا توجد إشعارات من هذا النوع.',
  says: {
    mention: (name) => `أشار إليك ${name}`,
    invitation: (name) => `أنت مدعو إلى ${name}`,
    contactRequest: (name) => `يود ${name} إضافتك إلى جهات الاتصال`,
    reaction: (name) => `تفاعل ${name} مع رسالتك`,
    failedMessage: (name) => `لم تُرسل رسالة إلى ${name}`,
  },
  mentionIn: (name, room) => `ذكرك ${name} في ${room}`,
  kinds: {
    mention: 'الإشارات',
    invitation: 'الدعوات',
    contactRequest: 'طلبات الاتصال',
    reaction: 'التفاعلات',
    failedMessage: 'لم تُرسل',
    intranet: 'من الشبكة الداخلية',
  },
  actions: { accept: 'قبول', decline: 'رفض', join: 'انضمام', retry: 'إرسال مجددًا', discard: 'تجاهل' },
  filter: 'أي الإشعارات',
  all: 'الكل',
  unviewed: 'غير مقروء',
  kindLabel: 'النوع',
  everyKind: 'كل الأنواع',
  markAll: 'تحديد الكل كمقروء',
  older: 'عرض الأقدم',
  fresh: 'جديد',
};
