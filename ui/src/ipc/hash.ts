// Where the address's hash says what to show (`#conversation=…`, `#pane=…`): how a fresh window is
// told, and how a page in a browser is. The hash is taken away once read, so that it can come again.
import type { Destination } from './transport';

/** What a hash asks for, if anything. */
export function readHash(hash: string): Destination | null {
  const wanted = new URLSearchParams(hash.replace(/^#/, ''));
  const conversation = wanted.get('conversation');
  if (conversation) return { conversation };
  const pane = wanted.get('pane');
  return pane ? { pane } : null;
}

export function followHash(callback: (to: Destination) => void): void {
  const follow = () => {
    const to = readHash(location.hash);
    if (!to) return;
    history.replaceState(null, '', location.pathname + location.search);
    callback(to);
  };
  addEventListener('hashchange', follow);
  follow();
}
