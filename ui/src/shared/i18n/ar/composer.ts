// Words in Arabic: where one writes.
import type { composer as english } from '../en/composer';
import { counter, lister } from '../language';

const count = counter('ar');
const list = lister('ar');

export const composer: typeof english = {
  placeholder: (name) => `اكتب إلى ${name}`,
  label: (name) => `رسالة إلى ${name}`,
  send: 'إرسال',
  enterSends: 'Enter للإرسال',
  ctrlEnterSends: 'Ctrl+Enter للإرسال',
  toggle: 'تغيير مفتاح الإرسال',
  tooLong: (n) =>
    count(n, { one: 'حرف زائد', two: 'حرفان زائدان', few: '# أحرف زائدة', many: '# حرفًا زائدًا', other: '# حرف زائد' }),
  saveCorrection: 'حفظ التعديل',
  answering: (name) => `رد على ${name}`,
  answeringOwn: 'رد على رسالتك',
  correcting: 'تعديل رسالتك',
  toMessage: 'الانتقال إلى هذه الرسالة',
  leave: (what) => (what === 'reply' ? 'عدم الرد على هذه الرسالة' : 'تركها كما كانت'),
  attach: 'إرفاق ملفات',
  upTo: (size) => `حتى ${size} لكل ملف`,
  keptFor: (days) =>
    count(days, {
      one: 'تُحفظ الملفات يومًا واحدًا',
      two: 'تُحفظ الملفات يومين',
      few: 'تُحفظ الملفات # أيام',
      many: 'تُحفظ الملفات # يومًا',
      other: 'تُحفظ الملفات # يوم',
    }),
  noFiles: 'شبكتك الداخلية لا تقبل الملفات.',
  noFilesNow: 'لا يمكن إضافة ملفات إلى رسالة معدّلة.',
  tooLarge: (name, size, most) => `حجم ${name} هو ${size}. تقبل شبكتك الداخلية الملفات حتى ${most}.`,
  typeRefused: (name, kinds) => (kinds.length === 0 ? `${name}: شبكتك الداخلية لا تقبل هذا النوع من الملفات.` : `${name}: تقبل شبكتك الداخلية: ${list(kinds)}، ولا تقبل هذا النوع من الملفات.`),
  takes: (kinds) => `المقبول: ${list(kinds)}`,
  upToDaily: (size) => `حتى ${size} في اليوم`,
  kinds: { pictures: 'صور', sound: 'صوت', video: 'فيديو', text: 'نصوص', pdf: 'ملفات PDF', office: 'مستندات مكتبية', mail: 'رسائل بريد', drawings: 'رسوم هندسية', archives: 'أرشيفات' },
  staged: (n) => count(n, { one: 'ملف للإرسال', two: 'ملفان للإرسال', few: '# ملفات للإرسال', many: '# ملفًا للإرسال', other: '# ملف للإرسال' }),
  unstage: (name) => `عدم إرسال ${name}`,
  notTaken: 'تعذّرت قراءته',
  stagingFailed: 'تعذّرت قراءة أحد الملفات. أزله أو اختره من جديد.',
  drop: (name) => `أفلت الملفات هنا لإرسالها إلى ${name}`,
  pastedName: (when) => `صورة ${when}`,
  record: 'تسجيل رسالة صوتية',
  recording: 'تسجيل',
  recordCancel: 'التخلص من التسجيل',
  recordSend: 'إرسال التسجيل',
  noMicrophone: 'لا يوجد ميكروفون، أو لا يُسمح لـ Hallway باستخدامه.',
  people: 'الأشخاص في هذه الغرفة',
  resize: 'ارتفاع حقل الكتابة',
  style: 'تنسيق النص',
  codeBlock: 'كتلة شيفرة',
  quote: 'اقتباس',
};
