// Words in Arabic: where one writes.
import type { composer as english } from '../en/composer';
import { counter } from '../language';

const count = counter('ar');

export const composer: typeof english = {
  placeholder: (name) => `اكتب إلى ${name}`,
  label: (name) => `رسالة إلى ${name}`,
  send: 'إرسال',
  enterSends: 'Enter للإرسال',
  ctrlEnterSends: 'Ctrl+Enter للإرسال',
  toggle: 'تغيير مفتاح الإرسال',
  tooLong: (n) =>
    count(n, { one: 'حرف زائد', two: 'حرفان زائدان', few: '# أحرف زائدة', many: '# حرفًا زائدًا', other: '# حرف زائد' }),
};
