// Words in Arabic: what is shown of a message and what can be done with it.
import type { ReactionRow } from '../../../ipc/generated/ReactionRow';
import type { RetractedRow } from '../../../ipc/generated/RetractedRow';
import type { message as english } from '../en/message';
import { counter, lister } from '../language';

const count = counter('ar');
const list = lister('ar');

export const message: typeof english = {
  actions: 'ما يمكن فعله بهذه الرسالة',
  more: 'المزيد',
  react: 'التفاعل',
  reactWith: (emoji) => `التفاعل بـ ${emoji}`,
  reply: 'رد',
  copy: 'نسخ النص',
  does: {
    reply: 'رد',
    react: 'تفاعل…',
    forward: 'إعادة توجيه…',
    copySelection: 'نسخ المحدد',
    copyLink: 'نسخ الرابط',
    saveFile: 'حفظ في التنزيلات',
    correct: 'تعديل',
    pin: 'تثبيت في هذه المحادثة',
    unpin: 'إلغاء التثبيت',
    markUnread: 'تعليم كغير مقروء من هنا',
    info: 'معلومات',
    retry: 'إعادة الإرسال',
    discard: 'تجاهل',
    retract: 'سحب الرسالة…',
    moderate: 'إزالة من الغرفة…',
  },
  toAnswered: (name, text) => `الانتقال إلى رسالة ${name} المردود عليها: ${text}`,
  reacted: ({ emoji, who, count: n, mine }: ReactionRow) => {
    const others = n - who.length;
    const more = { one: 'شخص آخر', two: 'شخصان آخران', few: '# آخرون', many: '# آخرًا', other: '# آخر' };
    const names = others > 0 ? [...who, count(others, more)] : who;
    return mine ? `تفاعل ${list(names)} بـ ${emoji}. انقر لسحب تفاعلك.` : `تفاعل ${list(names)} بـ ${emoji}`;
  },
  edited: 'معدّلة',
  showVersions: 'عرض ما كان مكتوبًا قبل ذلك',
  pinned: 'مثبّتة',
  gone: ({ by, reason }: RetractedRow, mine: boolean, author: string) => {
    if (by !== null) return reason === '' ? `أزالها ${by}` : `أزالها ${by}: ${reason}`;
    return mine ? 'لقد سحبت هذه الرسالة' : `سحب ${author} هذه الرسالة`;
  },
  retractTitle: 'هل تريد سحب هذه الرسالة؟',
  retractText: 'تختفي عند جميع من في هذه المحادثة. وقد يتذكرها من قرأها.',
  retractDo: 'سحب',
  moderateTitle: (name) => `هل تريد إزالة رسالة ${name}؟`,
  moderateText: 'تختفي عند جميع من في الغرفة، ويظهر مكانها اسمك والسبب.',
  moderateReason: 'السبب (يمكن تركه فارغًا)',
  moderateDo: 'إزالة',
  info: 'معلومات الرسالة',
  infoFrom: 'من',
  infoAt: 'وقت الإرسال',
  infoState: 'الحالة',
  seenBy: 'شاهدها',
  notSeen: 'لم يُبلغ أحد بأنه شاهدها.',
  versions: 'النسخ',
  versionNow: 'الآن',
  versionBefore: 'سابقًا',
  reactions: 'التفاعلات',
  forwardedFrom: 'رسالة معاد توجيهها من',
  forwardTitle: 'إعادة التوجيه إلى',
  forwardSearch: 'البحث عن أشخاص وغرف',
  forwardDo: (n) =>
    count(n, {
      one: 'إعادة التوجيه إلى محادثة واحدة',
      two: 'إعادة التوجيه إلى محادثتين',
      few: 'إعادة التوجيه إلى # محادثات',
      many: 'إعادة التوجيه إلى # محادثة',
      other: 'إعادة التوجيه إلى # محادثة',
    }),
  mention: (name) => `ذكر ${name}`,
  forwardIdle: 'إعادة التوجيه',
  forwardNone: 'اختر الوجهة.',
  forwardNothing: (text) => `لا نتائج لـ «${text}»`,
  forwardTaken: (name) => `عدم التوجيه إلى ${name}`,
};
