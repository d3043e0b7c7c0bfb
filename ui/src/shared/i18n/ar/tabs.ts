// Words in Arabic: the conversations open side by side.
import type { tabs as english } from '../en/tabs';

export const tabs: typeof english = {
  label: 'المحادثات المفتوحة',
  close: (name) => `إغلاق ${name}`,
  closeShort: 'إغلاق التبويب',
  closeOthers: 'إغلاق البقية',
  reopen: 'إعادة فتح التبويب المغلق',
  fresh: 'تبويب جديد',
  all: 'كل المحادثات المفتوحة',
  openFresh: 'فتح في تبويب جديد',
};
