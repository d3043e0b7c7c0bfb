// Words in Arabic: the search field over the lists.
import type { search as english } from '../en/search';
import { counter } from '../language';

const count = counter('ar');

export const search: typeof english = {
  label: 'البحث عن أشخاص',
  placeholder: 'البحث عن أشخاص',
  clear: 'مسح البحث',
  results: (n) =>
    count(n, { zero: 'لا أحد', one: 'شخص واحد', two: 'شخصان', few: '# أشخاص', many: '# شخصًا', other: '# شخص' }),
  nothing: (text) => `لم يُعثر على أحد باسم «${text}»`,
  nothingHint: 'جرّب الاسم الأول أو اسم العائلة أو جزءًا منهما.',
  request: (address) => `طلب إضافة ${address} إلى جهات الاتصال`,
  requested: (address) => `أُرسل الطلب إلى ${address}، وسيظهر هنا بعد الموافقة.`,
  writeTo: (address) => `الكتابة إلى ${address}`,
};
