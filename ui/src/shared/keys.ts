// Keys pressed together, as people read them: words and plus signs, or the signs of a Mac. Pure.
import { keyNames } from './i18n/keyNames';
import { language } from './i18n';

export interface Chord {
  /** As `KeyboardEvent.key` names it, letters small; `1-9` is any of these. */
  readonly key: string;
  /** Ctrl, or Command on a Mac. */
  readonly command?: boolean;
  readonly shift?: boolean;
  readonly alt?: boolean;
}

export const command = (key: string): Chord => ({ key, command: true });
export const commandShift = (key: string): Chord => ({ key, command: true, shift: true });
export const alt = (key: string): Chord => ({ key, alt: true });
export const altShift = (key: string): Chord => ({ key, alt: true, shift: true });
export const plain = (key: string): Chord => ({ key });
export const shift = (key: string): Chord => ({ key, shift: true });

export const MAC = typeof navigator !== 'undefined' && /mac/i.test(navigator.userAgent);

const ARROWS: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' };
const MAC_SIGNS: Record<string, string> = {
  ...ARROWS,
  Enter: '↩',
  Escape: 'esc',
  Tab: '⇥',
  PageUp: '⇞',
  PageDown: '⇟',
  Delete: '⌦',
  '1-9': '1 … 9',
};

/** The keys one by one, in the order one presses them. */
export function pieces(chord: Chord, mac = MAC): string[] {
  if (mac) {
    // Command and Tab is the system's own there.
    const main = chord.command ? (chord.key === 'Tab' ? '⌃' : '⌘') : '';
    return [chord.alt ? '⌥' : '', chord.shift ? '⇧' : '', main, MAC_SIGNS[chord.key] ?? upper(chord.key)].filter((piece) => piece !== '');
  }
  const names = keyNames[language];
  const own = ARROWS[chord.key] ?? names[chord.key as keyof typeof names] ?? (chord.key === '1-9' ? '1 … 9' : upper(chord.key));
  return [chord.command ? names.Control : '', chord.alt ? names.Alt : '', chord.shift ? names.Shift : '', own].filter((piece) => piece !== '');
}

export function keysOf(chord: Chord, mac = MAC): string {
  return pieces(chord, mac).join(mac ? '' : '+');
}

function upper(key: string): string {
  return key.length === 1 ? key.toUpperCase() : key;
}

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'> & { code?: string };

/** Whether these are the keys that are held. */
export function fits(chord: Chord, event: Pressed): boolean {
  if ((chord.command ?? false) !== (event.ctrlKey || event.metaKey) || (chord.alt ?? false) !== event.altKey) return false;
  const key = latin(event);
  if (chord.key === '1-9' ? !/^[1-9]$/.test(key) : chord.key !== key) return false;
  // Where other signs lie, and whether they need Shift, is the keyboard's affair.
  const sign = key.length === 1 && !/[a-z]/.test(key);
  return sign || (chord.shift ?? false) === event.shiftKey;
}

/** The letter as keyboards of other scripts have it printed beside their own. */
function latin({ key, code, ctrlKey, metaKey }: Pressed): string {
  const place = /^Key([A-Z])$/.exec(code ?? '')?.[1];
  const foreign = key.length === 1 && key.charCodeAt(0) > 127;
  if (place && foreign && (ctrlKey || metaKey)) return place.toLowerCase();
  return key.length === 1 ? key.toLowerCase() : key;
}
