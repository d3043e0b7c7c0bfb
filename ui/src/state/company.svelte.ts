// The contacts view: the company's tree, or what is left of it under a filter. The core holds a window
// of it; whoever shows it says which rows are in sight, and the window is moved there.
import type { Client, RowOf } from '../ipc/client';
import type { Command } from '../ipc/generated/Command';
import { OpenView } from './view.svelte';

export type ContactRow = RowOf<'contacts'>;
export type Person = Extract<ContactRow, { is: 'person' }>;
export type Department = Extract<ContactRow, { is: 'department' }>;

const ASK_AGAIN_MS = 250;

export class Company {
  readonly view: OpenView<'contacts'>;
  #filter = $state('');
  #send: (command: Command) => void;
  #asked = { index: -1, at: 0 };
  #client: Client;
  /** Settled once the rows are those of the filter. */
  filtered: Promise<void> = Promise.resolve();

  constructor(client: Client, send: (command: Command) => void) {
    this.#client = client;
    this.#send = send;
    this.view = new OpenView(client, { of: 'contacts', filter: '' });
  }

  get filter(): string {
    return this.#filter;
  }

  set filter(text: string) {
    if (text === this.#filter) return;
    this.#filter = text;
    this.filtered = this.#client.execute({ do: 'filter', view: this.view.id, text }).catch(() => undefined);
  }

  /** Rows `first` to `last` of the whole list are in sight. */
  inSight(first: number, last: number): void {
    const { before, after, rows } = this.view;
    const end = before + rows.length;
    const missing = (first < before && before > 0) || (last >= end && after > 0);
    if (!missing) return;
    const index = Math.max(0, Math.floor((first + last) / 2));
    const now = performance.now();
    if (index === this.#asked.index && now - this.#asked.at < ASK_AGAIN_MS) return;
    this.#asked = { index, at: now };
    this.#send({ do: 'jumpTo', view: this.view.id, anchor: { at: 'index', index } });
  }

  fold(group: string, folded: boolean): void {
    this.#send({ do: 'fold', group, folded });
  }

  close(): void {
    this.view.close();
  }
}
