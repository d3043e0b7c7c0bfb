// A search within one conversation: the core finds and narrows, this keeps which of the hits one is at. Invariant: that
// stays the same message, whatever else comes to match.
import type { Client, RowOf } from '../ipc/client';
import type { Command } from '../ipc/generated/Command';
import { counted, type Counted } from './counted';
import { OpenView } from './view.svelte';

export type Hit = RowOf<'search'>;

const ASK_AGAIN_MS = 250;

export class Find {
  readonly view: OpenView<'search'>;
  text = $state('');
  /** What the rows at hand answer. */
  #answered = $state('');
  #hit = $state<string | null>(null);
  /** Where that was last, should it be gone. */
  #place = 0;
  #client: Client;
  #send: (command: Command) => void;
  #asked = -Infinity;

  constructor(client: Client, conversation: string, send: (command: Command) => void) {
    this.#client = client;
    this.#send = send;
    this.view = new OpenView(client, { of: 'search', text: '', conversation });
  }

  get asked(): boolean {
    return this.text.trim() !== '';
  }

  /** What was found so far, newest first; nothing of what was asked before. */
  get hits(): readonly Hit[] {
    return this.asked && this.#answered === this.text && this.view.ready ? this.view.rows : [];
  }

  /** How many there are. */
  get counted(): Counted {
    return counted(this.hits.length, this.view.after);
  }

  /** There are more than are here, or it is still being looked. */
  get more(): boolean {
    return this.view.after > 0;
  }

  /** The whole past that is here was looked through, and there is nothing. */
  get nothing(): boolean {
    return this.asked && this.#answered === this.text && this.view.ready && this.view.rows.length === 0 && !this.more;
  }

  /** Of the hits. */
  get at(): number {
    const found = this.hits.findIndex(({ id }) => id === this.#hit);
    return found >= 0 ? found : Math.max(0, Math.min(this.#place, this.hits.length - 1));
  }

  /** Whether one is at a hit of this search. */
  get begun(): boolean {
    return this.#hit !== null;
  }

  search(text: string): void {
    this.text = text;
    this.#hit = null;
    this.#place = 0;
    const answered = () => {
      if (this.text === text) this.#answered = text;
    };
    this.#client.execute({ do: 'filter', view: this.view.id, text }).then(answered, answered);
  }

  /** To this one of the hits; answers with its message. */
  turnTo(at: number): string | null {
    const hit = this.hits[at]?.id ?? null;
    if (hit !== null) {
      this.#hit = hit;
      this.#place = at;
    }
    return hit;
  }

  /** To the next older hit, or the next newer one; around the end where all are at hand. */
  step(older: boolean): string | null {
    const { hits, more } = this;
    if (hits.length === 0) return null;
    const next = this.at + (older ? 1 : -1);
    if (more && (next < 0 || next >= hits.length - 5)) this.#askForMore();
    if (more && (next < 0 || next >= hits.length)) return null;
    return this.turnTo((next + hits.length) % hits.length);
  }

  close(): void {
    this.view.close();
  }

  #askForMore(): void {
    const now = performance.now();
    if (now - this.#asked > ASK_AGAIN_MS) this.#send({ do: 'loadNewer', view: this.view.id });
    this.#asked = now;
  }
}
