// Finding people to pick some of them: those one talked with last, and by name the company, narrowed by the core as one
// types. Somebody in two departments is one person here, and oneself is nobody.
import type { Client } from '../ipc/client';
import type { ConversationRow } from '../ipc/generated/ConversationRow';
import type { Person } from './company.svelte';
import { OpenView } from './view.svelte';

const MOST = 50;

export type Found = Pick<Person, 'address' | 'name' | 'title' | 'avatar' | 'availability' | 'matches'>;

/** What is known of whoever looks for somebody. */
interface Self {
  readonly address: string | null;
  readonly recent: readonly ConversationRow[];
}

export class People {
  #text = $state('');
  #view: OpenView<'contacts'>;
  #client: Client;
  #self: () => Self;
  #filtered: Promise<void> = Promise.resolve();

  constructor(client: Client, self: () => Self) {
    this.#client = client;
    this.#self = self;
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

  /** Those who fit; while nothing is searched for, those one talked with last. */
  get found(): readonly Found[] {
    const { address, recent } = this.#self();
    if (this.#text.trim() === '') {
      return recent
        .filter((row) => row.kind === 'person' && row.id !== address)
        .map(({ id, name, avatar, availability }) => ({ address: id, name, title: '', avatar, availability, matches: [] }));
    }
    const known = new Set([address]);
    return this.#view.rows
      .flatMap((row) => (row.is === 'person' && !known.has(row.address) && known.add(row.address) ? [row] : []))
      .slice(0, MOST);
  }

  /** The address that was typed, where it is a whole one of nobody who was found. */
  get typed(): string | null {
    const address = this.#text.trim().toLowerCase();
    if (!isAddress(address) || address === this.#self().address) return null;
    return this.found.some((each) => each.address === address) ? null : address;
  }

  close(): void {
    this.#view.close();
  }
}

export function isAddress(text: string): boolean {
  return /^[^\s@/<>"'&:]+@[^\s@/<>"'&:]+$/.test(text);
}
