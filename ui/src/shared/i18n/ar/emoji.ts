// Words in Arabic: the emoji picker.
import type { emoji as english } from '../en/emoji';

export const emoji: typeof english = {
  label: 'الرموز التعبيرية',
  search: 'البحث عن رمز',
  recent: 'المستخدمة مؤخرًا',
  nothing: 'لا رمز بهذا الاسم.',
  groupsLabel: 'المجموعات',
  groups: {
    smileys: 'الوجوه والمشاعر',
    people: 'الأشخاص والإيماءات',
    nature: 'الحيوانات والطبيعة',
    food: 'الطعام والشراب',
    travel: 'السفر والأماكن',
    activities: 'الأنشطة',
    objects: 'الأشياء',
    symbols: 'الرموز',
    flags: 'الأعلام',
  },
  tone: 'لون البشرة',
  tones: { 0: 'بلا لون', 1: 'فاتح', 2: 'فاتح متوسط', 3: 'متوسط', 4: 'داكن متوسط', 5: 'داكن' },
};
