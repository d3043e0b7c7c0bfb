// Finding people by name, to pick some of them: the company, narrowed by the core as one types. Somebody in two
// departments is one person here.
import type { Client } from '../ipc/client';
import type { Person } from './company.svelte';
import { OpenView } from './view.svelte';

const MOST = 50;

export class People {
  #text = $state('');
  #view: OpenView<'contacts'>;
  #client: Client;
  #filtered: Promise<void> = Promise.resolve();

  constructor(client: Client) {
    this.#client = client;
    this.#view = new OpenView(client, { of: 'contacts', filter: '' });
  }

  get text(): string {
    return this.#text;
  }

  /** Answers once those who are found fit this text. */
  search(text: string): Promise<void> {
    if (text !== this.#text) {
      this.#text = text;
      this.#filtered = this.#client.execute({ do: 'filter', view: this.#view.id, text: text.trim() }).catch(() => undefined);
    }
    return this.#filtered;
  }

  /** Those who fit; nobody while nothing is searched for. */
  get found(): readonly Person[] {
    if (this.#text.trim() === '') return [];
    const known = new Set<string>();
    return this.#view.rows
      .flatMap((row) => (row.is === 'person' && !known.has(row.address) && known.add(row.address) ? [row] : []))
      .slice(0, MOST);
  }

  /** The address that was typed, where it is a whole one of nobody who was found. */
  get typed(): string | null {
    const address = this.#text.trim().toLowerCase();
    return isAddress(address) && !this.found.some((each) => each.address === address) ? address : null;
  }

  close(): void {
    this.#view.close();
  }
}

export function isAddress(text: string): boolean {
  return /^[^\s@/<>"'&:]+@[^\s@/<>"'&:]+$/.test(text);
}
