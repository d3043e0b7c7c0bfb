// What a menu is made of: actions, choices of which one is taken, headings, lines, and menus within.
import type Icon from '@lucide/svelte/icons/check';

export interface MenuAction {
  /** Names it in tests and keys it in the list. */
  id: string;
  label: string;
  icon?: typeof Icon;
  /** A second, quieter line. */
  hint?: string;
  /** The keys that do the same. */
  keys?: string;
  danger?: boolean;
  /** Where it is one of a few choices: whether it is the one taken. */
  checked?: boolean;
  disabled?: boolean;
  run?: () => void;
  /** A menu within this one, which then takes its place. */
  more?: readonly MenuEntry[];
}

export type MenuEntry = MenuAction | { heading: string } | 'line';

/** Where a menu opens: at the pointer, or under a button. */
export type MenuPlace = { x: number; y: number } | HTMLElement;

export function isAction(entry: MenuEntry): entry is MenuAction {
  return typeof entry === 'object' && 'id' in entry;
}

/** Where a menu that is asked for by key opens: inside the element it is about, at the beginning of its line. */
export function placeIn(about: Element): { x: number; y: number } {
  const box = about.getBoundingClientRect();
  const inward = Math.min(48, box.width / 2);
  const rtl = document.documentElement.dir === 'rtl';
  return { x: rtl ? box.right - inward : box.left + inward, y: Math.max(0, box.top) + Math.min(24, box.height / 2) };
}

/** Where the pointer is, or, for a menu asked for by key, inside the element it is about. */
export function placeOf(event: MouseEvent, about: Element): { x: number; y: number } {
  // A menu asked for by key comes without a pointer: no button, and no place worth the name.
  if (event.button === 2 || event.clientX !== 0 || event.clientY !== 0) return { x: event.clientX, y: event.clientY };
  return placeIn(about);
}
