// Words in Arabic: files in messages, and files on their way.
import type { files as english } from '../en/files';
import { numberer } from '../language';

const number = numberer('ar');

export const files: typeof english = {
  uploading: (percent) => `جارٍ الإرسال، ${number(percent)} %`,
  downloading: (percent) => `جارٍ الجلب، ${number(percent)} %`,
  expired: 'لم يعد على الخادم',
  from: (host) => `من ${host}`,
  stopUpload: 'إيقاف الإرسال',
  stopDownload: 'إيقاف الجلب',
  again: 'إعادة المحاولة',
  save: (name) => `حفظ ${name} في التنزيلات`,
  saveShort: 'حفظ في التنزيلات',
  view: (about) => `عرض بحجم كبير: ${about}`,
  show: 'عرض الصورة',
  voice: 'رسالة صوتية',
  play: 'تشغيل',
  pause: 'إيقاف مؤقت',
  position: 'الموضع',
  speed: (times) => `السرعة ${times}×`,
  viewer: 'صورة',
  previous: 'الصورة السابقة',
  next: 'الصورة التالية',
  zoomIn: 'تكبير',
  zoomOut: 'تصغير',
  zoomFit: 'ملاءمة النافذة',
  ofMany: (n, all) => `${number(n)} من ${number(all)}`,
  fetching: 'جارٍ جلب الصورة…',
  saved: (name) => `حُفظ باسم ${name} في التنزيلات.`,
  notSaved: (name) => `تعذّر حفظ ${name}.`,
  showInFolder: 'عرض في المجلد',
  fetchVideo: 'جلب الفيديو',
};
