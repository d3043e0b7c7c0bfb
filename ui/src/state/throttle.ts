// Two small clocks for what a person types: the draft that is written down soon after a pause, and the
// typing notice (XEP-0085) that is renewed while they write and withdrawn when they stop.
import type { Command } from '../ipc/generated/Command';

export const DRAFT_PAUSE_MS = 400;
export const TYPING_RENEW_MS = 5000;
export const TYPING_PAUSE_MS = 6000;

type Send = (command: Command) => void;

/** Keeps what is unsent in each conversation, and has it written down when the person pauses or leaves. */
export class Drafts {
  #texts = new Map<string, string>();
  #unsaved = new Map<string, ReturnType<typeof setTimeout>>();
  #send: Send;

  constructor(send: Send) {
    this.#send = send;
  }

  /** What was typed since the page started; undefined where nothing was, so that the stored draft counts. */
  get(conversation: string): string | undefined {
    return this.#texts.get(conversation);
  }

  set(conversation: string, text: string): void {
    this.#texts.set(conversation, text);
    clearTimeout(this.#unsaved.get(conversation));
    this.#unsaved.set(
      conversation,
      setTimeout(() => this.flush(conversation), DRAFT_PAUSE_MS),
    );
  }

  flush(conversation: string): void {
    const timer = this.#unsaved.get(conversation);
    if (timer === undefined) return;
    clearTimeout(timer);
    this.#unsaved.delete(conversation);
    this.#send({ do: 'saveDraft', conversation, text: this.#texts.get(conversation) ?? '', of: null });
  }

  flushAll(): void {
    for (const conversation of [...this.#unsaved.keys()]) this.flush(conversation);
  }

  /** Another account may sign in here: nothing of this one stays. */
  forget(): void {
    for (const timer of this.#unsaved.values()) clearTimeout(timer);
    this.#unsaved.clear();
    this.#texts.clear();
  }
}

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
