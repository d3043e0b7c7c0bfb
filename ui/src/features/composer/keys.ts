// What the Enter key does in the composer: pure.
import type { SendKey } from '../../ipc/generated/SendKey';

/** In bytes of UTF-8. The core refuses longer texts (a stanza has a limit); said here before it is tried. */
const LONGEST = 60_000;

/** By about how many characters a text is too long; 0 where it is not. */
export function excess(text: string): number {
  // No character of UTF-16 takes more than three bytes: most texts need not be counted.
  if (text.length * 3 <= LONGEST) return 0;
  const bytes = new TextEncoder().encode(text).length;
  return bytes <= LONGEST ? 0 : Math.ceil(((bytes - LONGEST) * text.length) / bytes);
}

type Pressed = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing' | 'keyCode'>;

/** `send`; `break`: a new line that the browser would not make by itself; null: not ours. */
export function sends(event: Pressed, key: SendKey): 'send' | 'break' | null {
  // 229: the Enter that ends an input method's composition in WebKit, after `isComposing` is false again.
  if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229) return null;
  const control = event.ctrlKey || event.metaKey;
  if (event.shiftKey || event.altKey) return null;
  if (key === 'enter') return control ? 'break' : 'send';
  return control ? 'send' : null;
}
