// Words in English: the emoji picker.
export const emoji = {
  label: 'Emoji',
  search: 'Search emoji',
  recent: 'Used lately',
  nothing: 'No emoji of that name.',
  groupsLabel: 'Groups',
  groups: {
    smileys: 'Smileys and feelings',
    people: 'People and gestures',
    nature: 'Animals and nature',
    food: 'Food and drink',
    travel: 'Travel and places',
    activities: 'Activities',
    objects: 'Objects',
    symbols: 'Symbols',
    flags: 'Flags',
  },
  tone: 'Skin tone',
  tones: { 0: 'No tone', 1: 'Light', 2: 'Medium-light', 3: 'Medium', 4: 'Medium-dark', 5: 'Dark' } as Record<number, string>,
};
