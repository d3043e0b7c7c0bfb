// Words in German: the emoji picker.
import type { emoji as english } from '../en/emoji';

export const emoji: typeof english = {
  label: 'Emoji',
  search: 'Emoji suchen',
  recent: 'Zuletzt benutzt',
  nothing: 'Kein Emoji mit diesem Namen.',
  groupsLabel: 'Gruppen',
  groups: {
    smileys: 'Smileys und Gefühle',
    people: 'Menschen und Gesten',
    nature: 'Tiere und Natur',
    food: 'Essen und Trinken',
    travel: 'Reisen und Orte',
    activities: 'Aktivitäten',
    objects: 'Gegenstände',
    symbols: 'Symbole',
    flags: 'Flaggen',
  },
  tone: 'Hautton',
  tones: { 0: 'Ohne Hautton', 1: 'Hell', 2: 'Mittelhell', 3: 'Mittel', 4: 'Mitteldunkel', 5: 'Dunkel' },
};
