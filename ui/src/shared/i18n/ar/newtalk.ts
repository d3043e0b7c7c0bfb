// Words in Arabic: starting a conversation, and picking people.
import type { newtalk as english } from '../en/newtalk';
import { counter, lister } from '../language';

const count = counter('ar');
const list = lister('ar');
const PEOPLE = { zero: 'لا أحد', one: 'شخص واحد', two: 'شخصان', few: '# أشخاص', many: '# شخصًا', other: '# شخص' };

export const newtalk: typeof english = {
  button: 'محادثة جديدة',
  title: 'محادثة جديدة',
  to: 'مع',
  placeholder: 'اسم أو عنوان',
  more: 'إضافة آخرين',
  chat: 'محادثة',
  group: (n) => `غرفة خاصة لعدد ${count(n, { ...PEOPLE, two: 'شخصين' })} وأنت منهم. لا يراها غيركم.`,
  noGroups: 'لا غرف في شبكتك الداخلية: اختر شخصًا واحدًا.',
  opening: 'يجري فتح المجموعة…',
  suggestions: 'من قد تقصدهم',
  recent: 'مؤخرًا',
  found: (n) => count(n, PEOPLE),
  nothing: (text) => `لا أحد باسم «${text}»`,
  nothingHint: 'اكتب عنوانًا كاملًا (‎name@company‎) لمراسلة من ليس في القائمة.',
  address: (address) => `مراسلة ${address}`,
  addressHint: 'ليس في جهات اتصالك',
  take: (name) => `إضافة ${name}`,
  drop: (name) => `إزالة ${name}`,
  dropped: (name) => `أُزيل ${name}`,
  names: (names) => list(names),
};
