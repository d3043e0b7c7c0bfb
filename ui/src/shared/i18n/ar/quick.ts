// Words in Arabic: the quick switcher.
import type { quick as english } from '../en/quick';

export const quick: typeof english = {
  title: 'الانتقال إلى',
  placeholder: 'شخص أو غرفة أو كلمات من رسالة',
  last: 'آخر ما كنت فيه',
  people: 'أشخاص',
  rooms: 'غرف',
  messages: 'رسائل',
  nothing: (text) => `لم يُعثر على شيء عن «${text}»`,
  everything: (text) => `البحث عن «${text}» في كل الرسائل`,
  empty: 'لا شيء هنا بعد: اكتب اسمًا.',
  choose: 'اختيار',
  open: 'فتح',
  openFresh: 'في تبويب جديد',
};
