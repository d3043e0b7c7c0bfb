// Words in Arabic: signing in.
import type { signin as english } from '../en/signin';

export const signin: typeof english = {
  title: 'تسجيل الدخول',
  lead: 'بالحساب الذي تستخدمه في شبكتك الداخلية.',
  url: 'عنوان الشبكة الداخلية',
  urlExample: 'intranet.example.com',
  account: 'البريد الإلكتروني أو اسم الحساب',
  accountExample: 'anna.berg@example.com',
  password: 'كلمة المرور',
  reveal: 'إظهار كلمة المرور',
  conceal: 'إخفاء كلمة المرور',
  submit: 'تسجيل الدخول',
  busy: 'جارٍ تسجيل الدخول…',
  looking: 'جارٍ البحث عن الشبكة الداخلية…',
  found: 'عُثر على الشبكة الداخلية',
  forgot: 'هل نسيت كلمة المرور؟',
  urlMissing: 'أدخل عنوان شبكتك الداخلية.',
  accountMissing: 'أدخل بريدك الإلكتروني أو اسم حسابك.',
  passwordMissing: 'أدخل كلمة المرور.',
  starting: 'جارٍ الفتح…',
};
