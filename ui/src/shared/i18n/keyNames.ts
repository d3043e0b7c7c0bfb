// What is printed on keys where a language is written. Arabic keyboards have them in English.
import type { Language } from './language';

const english = {
  Control: 'Ctrl',
  Shift: 'Shift',
  Alt: 'Alt',
  Enter: 'Enter',
  Escape: 'Esc',
  Tab: 'Tab',
  Delete: 'Del',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
  ContextMenu: 'Menu',
};

export const keyNames: Record<Language, typeof english> = {
  en: english,
  de: {
    Control: 'Strg',
    Shift: 'Umschalt',
    Alt: 'Alt',
    Enter: 'Enter',
    Escape: 'Esc',
    Tab: 'Tab',
    Delete: 'Entf',
    PageUp: 'Bild ↑',
    PageDown: 'Bild ↓',
    ContextMenu: 'Menü',
  },
  ar: english,
};
