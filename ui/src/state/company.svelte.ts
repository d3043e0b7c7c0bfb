// The contacts view: the company's tree, or what is left of it under a filter.
import type { Client, RowOf } from '../ipc/client';
import type { Command } from '../ipc/generated/Command';
import { OpenView } from './view.svelte';

export type ContactRow = RowOf<'contacts'>;
export type Person = Extract<ContactRow, { is: 'person' }>;
export type Department = Extract<ContactRow, { is: 'department' }>;

export class Company {
  readonly view: OpenView<'contacts'>;
  #filter = $state('');
  #send: (command: Command) => void;
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

  fold(group: string, folded: boolean): void {
    this.#send({ do: 'fold', group, folded });
  }

  close(): void {
    this.view.close();
  }
}
