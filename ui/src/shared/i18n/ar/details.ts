// Words in Arabic: the pane about a person.
import type { details as english } from '../en/details';

export const details: typeof english = {
  title: 'المسمى الوظيفي',
  department: 'القسم',
  phone: 'الهاتف',
  email: 'البريد الإلكتروني',
  address: 'عنوان المحادثة',
  localTime: 'التوقيت المحلي',
  lastSeen: 'آخر ظهور',
  status: 'الحالة',
  files: 'الملفات',
  allFiles: 'كل الملفات',
  profile: 'فتح الملف الشخصي في الشبكة الداخلية',
  nothing: 'لا معلومات أخرى عن هذا الشخص في الشبكة الداخلية.',
};
