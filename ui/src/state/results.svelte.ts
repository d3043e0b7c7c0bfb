// A search over all messages, as its pane keeps it: the core finds and narrows, and says how much of the past it could
// look at.
import type { Client, RowOf } from '../ipc/client';
import type { Command } from '../ipc/generated/Command';
import { OpenView } from './view.svelte';

export type Found = RowOf<'search'>;

export class Results {
  readonly view: OpenView<'search'>;
  readonly archive: OpenView<'archive'>;
  #text = $state('');
  /** The result one went to last. */
  at = $state<string | null>(null);
  #send: (command: Command) => void;
  #asked = -1;

  constructor(client: Client, send: (command: Command) => void, text: string) {
    this.#send = send;
    this.#text = text;
    this.view = new OpenView(client, { of: 'search', text, conversation: null });
    this.archive = new OpenView(client, { of: 'archive' });
  }

  get text(): string {
    return this.#text;
  }

  search(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    this.at = null;
    this.#asked = -1;
    this.#send({ do: 'filter', view: this.view.id, text });
  }

  /** Older ones: once for each end that is reached. */
  more(): void {
    const { rows, after } = this.view;
    if (after === 0 || rows.length === this.#asked) return;
    this.#asked = rows.length;
    this.#send({ do: 'loadNewer', view: this.view.id });
  }

  close(): void {
    this.view.close();
    this.archive.close();
  }
}
