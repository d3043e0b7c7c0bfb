// One thing that is tried for a person and may be refused: whether it is under way, and why it did not come to be.
// While one try is under way no other begins; the button that asks for it says so by `aria-disabled`, as one that is
// `disabled` would lose the focus.
import type { Error as ApiError } from '../ipc/generated/Error';
import { refusal } from './i18n';

export class Attempt {
  #busy = $state(false);
  #refused = $state<string | null>(null);

  get busy(): boolean {
    return this.#busy;
  }

  /** In words, until it is tried again. */
  get refused(): string | null {
    return this.#refused;
  }

  /** Whether it was done. `deed` rejects with an `ApiError`. */
  async run(deed: () => Promise<void>): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = true;
    this.#refused = null;
    try {
      await deed();
    } catch (error) {
      this.#refused = refusal((error as ApiError).code);
    }
    this.#busy = false;
    return this.#refused === null;
  }
}
