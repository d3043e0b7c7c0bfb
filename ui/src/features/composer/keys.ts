// What the Enter key does in the composer: pure.
import type { SendKey } from '../../ipc/generated/SendKey';

/** The core refuses longer texts (a stanza has a limit); said here before it is tried. */
export const LONGEST = 60_000;

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
