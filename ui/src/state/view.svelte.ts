// An open view as reactive state: the window of rows that the core last sent, and nothing else.
import type { Client, OpenedView, PatchesOf, RowOf } from '../ipc/client';
import type { Error as ApiError } from '../ipc/generated/Error';
import type { Patch } from '../ipc/generated/Patch';
import type { View } from '../ipc/generated/View';
import { keepInSight } from './inSight';
import { NOTHING, apply, type Window } from './patches';

export class OpenView<Of extends View['of']> {
  #window = $state.raw<Window<RowOf<Of>>>(NOTHING);
  #ready = $state(false);
  #refused = $state.raw<ApiError | null>(null);
  #opened: OpenedView;
  /** To be told which rows of the whole list are in sight: those that are not here are asked for. */
  readonly inSight: (first: number, last: number) => void;

  constructor(client: Client, view: Extract<View, { of: Of }>) {
    const take = (patches: PatchesOf<Of>) => {
      // The compiler cannot see through the mapped type that these patches are of these rows.
      const typed = patches as unknown as Patch<RowOf<Of> & { id: string }>[];
      this.#window = apply(this.#window as Window<RowOf<Of> & { id: string }>, typed);
      this.#ready = true;
    };
    this.#opened = client.open<Of>(view, take, (error) => (this.#refused = error));
    this.inSight = keepInSight(this, (command) => client.execute(command));
  }

  get id(): number {
    return this.#opened.id;
  }

  get rows(): readonly RowOf<Of>[] {
    return this.#window.rows;
  }

  get before(): number {
    return this.#window.before;
  }

  get after(): number {
    return this.#window.after;
  }

  /** The only row of a view that has one. */
  get row(): RowOf<Of> | null {
    return this.#window.rows[0] ?? null;
  }

  /** Whether the core has sent the first rows. */
  get ready(): boolean {
    return this.#ready;
  }

  get refused(): ApiError | null {
    return this.#refused;
  }

  close(): void {
    this.#opened.close();
  }
}
