// A search within one conversation: the core finds and narrows, this keeps which of the hits one is at.
import type { Client, RowOf } from '../ipc/client';
import type { Command } from '../ipc/generated/Command';
import { OpenView } from './view.svelte';

export type Hit = RowOf<'search'>;

const ASK_AGAIN_MS = 250;

export class Find {
  readonly view: OpenView<'search'>;
  text = $state('');
  /** Of the rows at hand, newest first. */
  at = $state(0);
  #send: (command: Command) => void;
  #asked = 0;

  constructor(client: Client, conversation: string, send: (command: Command) => void) {
    this.#send = send;
    this.view = new OpenView(client, { of: 'search', text: '', conversation });
  }

  get total(): number {
    const { before, rows, after } = this.view;
    return before + rows.length + after;
  }

  get hit(): Hit | null {
    return this.text.trim() === '' ? null : (this.view.rows[this.at] ?? null);
  }

  search(text: string): void {
    this.text = text;
    this.at = 0;
    this.#send({ do: 'filter', view: this.view.id, text });
  }

  /** To the next older hit, or the next newer one; around the end where all are at hand. */
  step(older: boolean): void {
    const { rows, after } = this.view;
    if (rows.length === 0) return;
    const next = this.at + (older ? 1 : -1);
    if (next >= rows.length && after > 0) {
      const now = performance.now();
      if (now - this.#asked > ASK_AGAIN_MS) this.#send({ do: 'loadNewer', view: this.view.id });
      this.#asked = now;
      return;
    }
    this.at = (next + rows.length) % rows.length;
    if (rows.length - this.at < 5 && after > 0) this.#send({ do: 'loadNewer', view: this.view.id });
  }

  close(): void {
    this.view.close();
  }
}
