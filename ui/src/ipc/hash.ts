// Where the address's hash says what to show (`#conversation=…`, `#join=…`, `#pane=…`): how a fresh window is
// told, and how a page in a browser is (`&alone` there for a window of its own). The hash is taken away
// once read, so that it can come again.
import type { Destination } from './transport';

/** What a hash asks for, if anything. */
export function readHash(hash: string): Destination | null {
  const wanted = new URLSearchParams(hash.replace(/^#/, ''));
  const conversation = wanted.get('conversation');
  const words = wanted.get('words');
  if (conversation) return { conversation, ...(wanted.has('alone') && { alone: true }), ...(words && { words }) };
  const join = wanted.get('join');
  if (join) return { join };
  const pane = wanted.get('pane');
  return pane ? { pane } : null;
}

/** `alone`: whatever conversation this page is loaded for, it shows that one only. */
export function followHash(callback: (to: Destination) => void, alone: boolean): void {
  const follow = () => {
    const to = readHash(location.hash);
    if (!to) return;
    history.replaceState(null, '', location.pathname + location.search);
    callback(alone && 'conversation' in to ? { ...to, alone: true } : to);
  };
  addEventListener('hashchange', follow);
  follow();
}
