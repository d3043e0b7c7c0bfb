// What is being written in each conversation: the text with the people it names, what it answers or corrects,
// and the files that go with it. Kept while the page lives, written down by the core soon after a pause.
import type { Command } from '../ipc/generated/Command';
import type { DraftOf } from '../ipc/generated/DraftOf';
import { edited, type Written } from './mentions';
import { Staging, type Stage } from './staging.svelte';

export const DRAFT_PAUSE_MS = 400;
const NOTHING: Written = { text: '', mentions: [] };

type Send = (command: Command) => void;

export class Draft {
  readonly conversation: string;
  readonly staging: Staging;
  /** It is on its way out, and waits for its files to be handed over: what is written stands still until then. */
  leaving = $state(false);
  #written = $state.raw<Written>(NOTHING);
  #of = $state.raw<DraftOf | null>(null);
  /** Typed here since the page started: the stored draft is older. */
  #touched = false;
  /** What was being written when a correction began. */
  #aside: Written | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #send: Send;

  constructor(conversation: string, send: Send, stage: Stage) {
    this.conversation = conversation;
    this.#send = send;
    this.staging = new Staging(stage, (file) => send({ do: 'dropStaged', file }));
  }

  get text(): string {
    return this.#written.text;
  }

  get written(): Written {
    return this.#written;
  }

  get of(): DraftOf | null {
    return this.#of;
  }

  get correcting(): string | null {
    return this.#of?.is === 'correction' ? this.#of.of : null;
  }

  /** What the field now holds; the caret stands behind what was typed. */
  type(text: string, caret: number): void {
    this.write(edited(this.#written, text, caret));
  }

  write(written: Written): void {
    this.#written = written;
    this.#changed();
  }

  /** The draft the core kept; what was typed here meanwhile is newer. */
  load(text: string, of: DraftOf | null): void {
    if (this.#touched || (text === '' && of === null)) return;
    this.#touched = true;
    this.#written = { text, mentions: [] };
    this.#of = of;
  }

  reply(to: string): void {
    this.#backFromCorrection();
    this.#of = { is: 'reply', to };
    this.#changed();
  }

  correct(of: string, written: Written): void {
    if (this.correcting === null) this.#aside = this.#written;
    this.#written = written;
    this.#of = { is: 'correction', of };
    this.#changed();
  }

  /** Neither an answer nor a correction any more; what was set aside for a correction is back. */
  leave(): void {
    this.#backFromCorrection();
    this.#of = null;
    this.#changed();
  }

  /** Sent: the field is empty, or has back what was set aside. */
  sent(): void {
    const corrected = this.correcting !== null;
    this.#written = (corrected ? this.#aside : null) ?? NOTHING;
    this.#aside = null;
    this.#of = null;
    this.#changed();
    this.flush();
  }

  /** It could not be sent: it is back, unless something else was begun meanwhile. */
  giveBack(written: Written, of: DraftOf | null): void {
    if (this.#written.text === '') this.#written = written;
    this.#of ??= of;
    this.#changed();
  }

  flush(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#send({ do: 'saveDraft', conversation: this.conversation, text: this.text, of: this.#of });
  }

  /** Nothing is written down any more, and no file waits. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.staging.clear();
  }

  #backFromCorrection(): void {
    if (this.correcting !== null) this.#written = this.#aside ?? NOTHING;
    this.#aside = null;
  }

  #changed(): void {
    this.#touched = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), DRAFT_PAUSE_MS);
  }
}

export class Drafts {
  #drafts = new Map<string, Draft>();
  #send: Send;
  #stage: Stage;

  constructor(send: Send, stage: Stage) {
    this.#send = send;
    this.#stage = stage;
  }

  of(conversation: string): Draft {
    let draft = this.#drafts.get(conversation);
    if (!draft) {
      draft = new Draft(conversation, this.#send, this.#stage);
      this.#drafts.set(conversation, draft);
    }
    return draft;
  }

  flushAll(): void {
    for (const draft of this.#drafts.values()) draft.flush();
  }

  /** Another account may sign in here: nothing of this one stays. */
  forget(): void {
    for (const draft of this.#drafts.values()) draft.forget();
    this.#drafts.clear();
  }
}
