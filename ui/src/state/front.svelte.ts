// Whether this window is in front of the person, and telling the core what they are looking at, so that
// nothing is announced that they already see.
import type { Command } from '../ipc/generated/Command';

export class Front {
  inFront = $state(inFrontNow());
  /** When the window last came to the front (page time, ms): the browser then gives the focus back by itself. */
  since = 0;
  #said: string | null | undefined;

  constructor() {
    const look = () => {
      const now = inFrontNow();
      if (now && !this.inFront) this.since = performance.now();
      this.inFront = now;
    };
    addEventListener('focus', look);
    addEventListener('blur', look);
    document.addEventListener('visibilitychange', look);
  }

  /** Says what is looked at, where that is news. */
  tell(conversation: string | null, send: (command: Command) => void): void {
    const seen = this.inFront ? conversation : null;
    if (seen === this.#said) return;
    this.#said = seen;
    send({ do: 'front', conversation: seen });
  }
}

function inFrontNow(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}
