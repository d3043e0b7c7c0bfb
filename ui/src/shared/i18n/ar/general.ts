// Words in Arabic: everywhere.
import type { general as english } from '../en/general';
import { numberer } from '../language';

const number = numberer('ar');

export const general: typeof english = {
  product: 'Hallway',
  titleUnread: (messages, besides) =>
    [messages > 0 ? `رسائل غير مقروءة (${number(messages)})` : '', besides > 0 ? `الإشعارات (${number(besides)})` : ''].filter(Boolean).join(' · '),
  titleTalk: (name, n) => `${n > 0 ? `(${number(n)}) ` : ''}${name} – Hallway`,
  close: 'إغلاق',
  cancel: 'إلغاء',
  back: 'رجوع',
  moreInformation: 'مزيد من المعلومات',
  you: 'أنت',
};
