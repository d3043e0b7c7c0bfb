// Words in Arabic: the search field over the lists, and the search over all messages.
import type { search as english } from '../en/search';
import { counter, lister, numberer } from '../language';

const count = counter('ar');
const number = numberer('ar');
const list = lister('ar');
const messages = (n: number) =>
  count(n, { zero: 'لا رسائل', one: 'رسالة واحدة', two: 'رسالتان', few: '# رسائل', many: '# رسالة', other: '# رسالة' });

export const search: typeof english = {
  label: 'البحث عن أشخاص وغرف ورسائل',
  placeholder: 'بحث',
  clear: 'مسح البحث',
  results: (n) =>
    count(n, { zero: 'لا أحد', one: 'شخص واحد', two: 'شخصان', few: '# أشخاص', many: '# شخصًا', other: '# شخص' }),
  nothing: (text) => `لم يُعثر على أحد باسم «${text}»`,
  request: 'إرسال طلب إضافة',
  requested: (address) => `أُرسل الطلب إلى ${address}، وسيظهر هنا بعد الموافقة.`,
  writeTo: (address) => `الكتابة إلى ${address}`,
  rooms: 'غرف',
  messages: 'رسائل',
  noMessages: 'لا رسائل',
  all: 'كل النتائج',
  found: 'الأشخاص والغرف والرسائل التي عُثر عليها',
  pane: 'البحث في كل شيء',
  field: 'البحث في كل الرسائل',
  help: 'تضييق البحث:',
  exact: 'عبارة بنصها',
  operators: {
    from: 'من شخص ما',
    in: 'في محادثة',
    before: 'قبل يوم ما',
    after: 'منذ يوم ما',
    has: 'مع ملف أو رابط',
  },
  has: { file: 'ملف', image: 'صورة', video: 'مقطع مرئي', audio: 'صوت', link: 'رابط' },
  days: { today: 'اليوم', yesterday: 'أمس', week: 'قبل 7 أيام', month: 'قبل 30 يومًا' },
  group: 'ترتيب النتائج',
  byDay: 'حسب اليوم',
  byConversation: 'حسب المحادثة',
  hits: (n, more) => (more ? `${number(n)} وأكثر` : messages(n)),
  inRoom: (name) => `في ${name}`,
  withPerson: (name) => `مع ${name}`,
  file: { image: 'صورة', audio: 'صوت', video: 'مقطع مرئي', other: 'ملف' },
  looking: 'جارٍ البحث في الرسائل الأقدم…',
  begin: 'ابحث في كل رسائلك',
  beginText: 'اكتب كلمة، أو ضيّق البحث بأحد الأزرار أعلاه.',
  noneTitle: 'لم يُعثر على رسالة',
  noneText: (terms, n) => `بُحث في ${messages(n)} عن ${list(terms)}.`,
  noneHint: 'كلمات أقل تجد أكثر. تحقق من الإملاء أو احذف أحد الشروط.',
  term: {
    word: (text) => `كلمة «${text}»`,
    from: (text) => `من ${text}`,
    in: (text) => `في ${text}`,
    before: (text) => `قبل ${text}`,
    after: (text) => `منذ ${text}`,
    has: (text) => `مع ${text}`,
  },
  complete: 'كل ما قيل موجود هنا وشمله البحث.',
  completeAsKept: 'كل ما لا يزال على الخادم موجود هنا وشمله البحث.',
  since: (day) => `كل ما قيل منذ ${day} موجود هنا.`,
  filling: 'ويجري جلب الباقي.',
  waiting: 'ويُجلب الباقي عند عودة الاتصال.',
  partly: 'الرسائل الأقدم ليست هنا بعد.',
};
