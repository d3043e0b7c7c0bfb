// Words in Arabic: a conversation.
import type { NoticeRow } from '../../../ipc/generated/NoticeRow';
import type { talk as english } from '../en/talk';
import { counter, lister } from '../language';

const count = counter('ar');
const list = lister('ar');
const several = (names: readonly string[]) => list(names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} آخرون`] : names);

export const talk: typeof english = {
  notice: (notice: NoticeRow) => {
    if (notice.is === 'topic') return `غيّر ${notice.by} الموضوع: ${notice.topic}`;
    if (notice.is === 'joined') return `انضم ${notice.who}`;
    if (notice.is === 'left') return `غادر ${notice.who}`;
    if (notice.is === 'removed') return `أخرج ${notice.by} ${notice.who}`;
    return notice.reason === '' ? 'حُذفت هذه الغرفة' : `حُذفت هذه الغرفة: ${notice.reason}`;
  },
  joinedMany: (names) => `انضم ${several(names)}`,
  leftMany: (names) => `غادر ${several(names)}`,
  nothingChosenTitle: 'اختر شخصًا من القائمة',
  nothingChosenText: 'أو اضغط',
  nothingChosenTail: 'واكتب اسمًا.',
  details: 'التفاصيل',
  showDetails: 'إظهار التفاصيل',
  hideDetails: 'إخفاء التفاصيل',
  messages: (name) => `الرسائل مع ${name}`,
  beginning: (name) => `هنا تبدأ محادثتك مع ${name}.`,
  beginningEmpty: (name) => `لم تتبادل الرسائل مع ${name} بعد.`,
  gapLoading: 'جارٍ تحميل الرسائل الأقدم…',
  gapWaiting: 'بعض الرسائل لم تصل إلى هنا بعد. ستصل عند عودة الاتصال.',
  lostOlder: 'الرسائل الأقدم لم تعد موجودة على الخادم.',
  lostHere: 'قد تكون هناك رسائل ناقصة هنا: لم يعد الخادم يحتفظ بما قيل حينها.',
  loadOlder: 'رسائل أقدم',
  fresh: 'جديد',
  writing: (name) => `${name} يكتب…`,
  toNewest: 'الانتقال إلى أحدث الرسائل',
  newCount: (n) => count(n, { one: 'رسالة جديدة', two: 'رسالتان جديدتان', few: '# جديدة', many: '# جديدة', other: '# جديدة' }),
  showAll: 'عرض النص كاملًا',
  copyCode: 'نسخ الشيفرة',
  copied: 'تم النسخ',
  linkTo: (host) => `يؤدي إلى ${host}`,
  lastSeen: (when) => `آخر ظهور: ${when}`,
  unknownTitle: 'تعذّر فتح هذه المحادثة',
  beginningRoom: (name) => `هنا تبدأ ${name}.`,
  beginningEmptyRoom: 'لم يُقل شيء هنا بعد.',
  writingMany: (names) => (names.length > 3 ? `${names.length} أشخاص يكتبون…` : `${list(names)} ${names.length === 1 ? 'يكتب' : 'يكتبون'}…`),
  members: (all, there) =>
    `${count(all, { one: 'عضو واحد', two: 'عضوان', few: '# أعضاء', many: '# عضوًا', other: '# عضو' })}، ${count(there, { other: '# حاضرون' })}`,
};
