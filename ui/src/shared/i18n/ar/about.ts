// Words in Arabic: the product.
import type { about as english } from '../en/about';
import { numberer } from '../language';

const number = numberer('ar');

export const about: typeof english = {
  title: 'حول Hallway',
  version: (version) => `الإصدار ${version}`,
  tagline: 'برنامج المراسلة لشبكتك الداخلية.',
  check: 'البحث عن تحديثات',
  checking: 'جارٍ البحث عن تحديثات…',
  upToDate: 'هذا أحدث إصدار.',
  noFeed: 'تأتي التحديثات ممن ثبّت Hallway على هذا الجهاز.',
  available: (version) => `الإصدار ${version} متاح.`,
  install: 'تثبيت',
  installing: (percent) => `جارٍ التثبيت، ${number(percent)}٪`,
  restart: (version) => `ثُبّت الإصدار ${version}، وسيبدأ عند فتح Hallway في المرة القادمة.`,
  licence: 'برنامج حر برخصة أباتشي 2.0.',
};
