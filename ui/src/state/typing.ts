// The typing notice (XEP-0085): renewed while a person writes, withdrawn when they stop.
import type { Command } from '../ipc/generated/Command';

export const TYPING_RENEW_MS = 5000;
export const TYPING_PAUSE_MS = 6000;

type Send = (command: Command) => void;

/** Says at most every few seconds that the person writes, and once that they stopped. */
export class TypingNotice {
  #send: Send;
  #now: () => number;
  #writingIn: string | null = null;
  #saidAt = 0;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(send: Send, now: () => number = () => performance.now()) {
    this.#send = send;
    this.#now = now;
  }

  typed(conversation: string, text: string): void {
    if (this.#writingIn !== null && this.#writingIn !== conversation) this.stopped();
    if (text.trim() === '') {
      this.stopped();
      return;
    }
    const due = this.#writingIn === null || this.#now() - this.#saidAt >= TYPING_RENEW_MS;
    if (due) {
      this.#writingIn = conversation;
      this.#saidAt = this.#now();
      this.#send({ do: 'typing', conversation, active: true });
    }
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.stopped(), TYPING_PAUSE_MS);
  }

  stopped(): void {
    clearTimeout(this.#pause);
    if (this.#writingIn === null) return;
    const conversation = this.#writingIn;
    this.#writingIn = null;
    this.#send({ do: 'typing', conversation, active: false });
  }

  /** The message went out: it says itself that the writing is over. */
  sent(): void {
    clearTimeout(this.#pause);
    this.#writingIn = null;
  }
}
