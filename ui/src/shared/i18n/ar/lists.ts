// Words in Arabic: Recent and Contacts.
import type { lists as english } from '../en/lists';
import { counter, numberer } from '../language';

const count = counter('ar');
const number = numberer('ar');

export const lists: typeof english = {
  recent: 'الأخيرة',
  contacts: 'جهات الاتصال',
  unread: (n) =>
    count(n, {
      zero: 'لا رسائل غير مقروءة',
      one: 'رسالة غير مقروءة',
      two: 'رسالتان غير مقروءتين',
      few: '# رسائل غير مقروءة',
      many: '# رسالة غير مقروءة',
      other: '# رسالة غير مقروءة',
    }),
  online: (online, total) => `${number(online)} من ${number(total)} متصلون`,
  draft: 'مسودة:',
  writing: 'يكتب…',
  noRecentTitle: 'لا محادثات بعد',
  noRecentText: 'زملاؤك هنا بالفعل. اختر أحدهم وألقِ التحية.',
  noRecentAction: 'عرض جهات الاتصال',
  noContactsTitle: 'لا أحد هنا بعد',
  noContactsText: 'يظهر الأشخاص هنا حالما تعرفهم شبكتك الداخلية.',
  allOfflineText: 'لا أحد متصل الآن، وغير المتصلين مخفيون.',
  showOffline: 'إظهار غير المتصلين',
  pinned: 'مثبّتة في الأعلى',
  muted: 'مكتومة',
  marked: 'معلّمة كغير مقروءة',
  named: (n) => count(n, { one: 'رسالة تذكرك', two: 'رسالتان تذكرانك', few: '# رسائل تذكرك', many: '# رسالة تذكرك', other: '# رسالة تذكرك' }),
  markRead: 'تعليم كمقروءة',
  markUnread: 'تعليم كغير مقروءة',
  favourites: 'المفضلة',
  unlisted: 'خارج القائمة',
  favour: (name) => `إضافة ${name} إلى المفضلة`,
  unfavour: (name) => `إزالة ${name} من المفضلة`,
  information: 'معلومات',
  chat: 'محادثة',
  request: 'طلب الإضافة إلى جهات الاتصال',
  remove: 'إزالة من القائمة…',
  removeTitle: (name) => `هل تريد إزالة ${name} من قائمتك؟`,
  removeText: 'لن يرى أحدكما حالة الآخر بعد ذلك. ويبقى ما قيل.',
  removeDo: 'إزالة',
};
