// Words in Arabic: the past of a conversation, and what is chosen for it.
import type { history as english } from '../en/history';
import { counter, numberer } from '../language';

const count = counter('ar');
const number = numberer('ar');

export const history: typeof english = {
  title: 'سجل الرسائل',
  goTo: 'الانتقال إلى',
  yesterday: 'أمس',
  week: 'قبل 7 أيام',
  month: 'قبل 30 يومًا',
  date: 'تاريخ محدد…',
  beginning: 'البداية',
  previousMonth: 'الشهر السابق',
  nextMonth: 'الشهر التالي',
  find: 'البحث في هذه المحادثة',
  hit: (n, all, more) => `${number(n)} من ${number(all)}${more ? '+' : ''}`,
  noHits: 'لا نتائج',
  older: 'نتيجة أقدم',
  newer: 'نتيجة أحدث',
  export: 'تصدير إلى التنزيلات',
  formats: { text: 'كنص', html: 'كصفحة (HTML)', json: 'كبيانات (JSON)' },
  remove: 'حذف السجل…',
  removeTitle: (name) => `هل تريد حذف السجل مع ${name}؟`,
  removePurge: 'يُحذف كل ما قيل حتى الآن نهائيًا: من هذا الجهاز ومن أجهزتك الأخرى ومن أرشيفك على الخادم. ويحتفظ الآخرون بسجلهم.',
  removeHide: 'يختفي كل ما قيل حتى الآن من هذا الجهاز ومن أجهزتك الأخرى. ويحتفظ خادمك بأرشيفه لأنه لا يستطيع الحذف منه. ويحتفظ الآخرون بسجلهم.',
  removeDo: 'حذف السجل',
  bell: 'إشعارات هذه المحادثة',
  mute: 'كتم',
  mutes: { hour: 'لمدة ساعة', tomorrow: 'حتى الغد', always: 'حتى ألغي الكتم' },
  unmute: 'إلغاء الكتم',
  mutedUntil: (when) => `مكتومة حتى ${when}`,
  mutedAlways: 'مكتومة',
  level: 'إشعاري بـ',
  levels: { all: 'كل رسالة', mentions: 'الرسائل التي تذكرني', none: 'لا شيء' },
  pinTop: 'تثبيت في أعلى الأخيرة',
  unpinTop: 'إلغاء التثبيت من الأعلى',
  favourite: 'إضافة إلى المفضلة',
  unfavourite: 'إزالة من المفضلة',
  unfavouriteTitle: (name) => `هل تريد إزالة ${name} من المفضلة؟`,
  unfavouriteText: 'يبقى في جهات اتصالك، في قسمه.',
  unfavouriteDo: 'إزالة',
  ownWindow: 'فتح في نافذة خاصة',
  pinned: (n) => count(n, { one: 'مثبّتة واحدة', two: 'مثبّتتان', few: '# مثبّتة', many: '# مثبّتة', other: '# مثبّتة' }),
  toPinned: 'الانتقال إلى الرسالة المثبّتة',
};
