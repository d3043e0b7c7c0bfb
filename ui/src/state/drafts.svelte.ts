// What is being written in each conversation: the text with the people it names, what it answers or corrects,
// and the files that go with it. Kept while the page lives, written down by the core soon after a pause, as a whole.
import type { Command } from '../ipc/generated/Command';
import type { DraftOf } from '../ipc/generated/DraftOf';
import type { DraftRow } from '../ipc/generated/DraftRow';
import type { Words } from '../ipc/generated/Words';
import { edited, type Written } from './mentions';
import { Staging, type Stage } from './staging.svelte';

export const DRAFT_PAUSE_MS = 400;
const NOTHING: Written = { text: '', mentions: [] };

const words = ({ text, mentions }: Written): Words => ({ text, mentions: [...mentions] });

/** Where the words stand already, they do not come twice. */
function below({ text, mentions }: Written, more: string): Written {
  if (text.endsWith(more)) return { text, mentions };
  return { text: text.trim() === '' ? more : `${text.trimEnd()}\n${more}`, mentions: text.trim() === '' ? [] : mentions };
}

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
  /** The core has said what it kept. */
  #loaded = false;
  /** Words that came before it had. */
  #suggested: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #send: Send;

  constructor(conversation: string, send: Send, stage: Stage) {
    this.conversation = conversation;
    this.#send = send;
    this.staging = new Staging(stage, (file) => send({ do: 'dropStaged', file }), () => this.#filesChanged());
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
  load({ words, of, files, aside }: DraftRow): void {
    if (!this.#touched && (words.text !== '' || of !== null || files.length > 0)) {
      this.#touched = true;
      this.#written = words;
      this.#of = of;
      this.#aside = aside;
      this.staging.load(files);
    }
    this.#loaded = true;
    const suggested = this.#suggested;
    this.#suggested = null;
    if (suggested !== null) this.suggest(suggested);
  }

  /** Words that somebody else would have one write: below what is written already, and not into a correction. */
  suggest(text: string): void {
    if (!this.#loaded && !this.#touched) {
      this.#suggested = text;
    } else if (this.correcting === null) {
      this.write(below(this.#written, text));
    } else {
      this.#aside = below(this.#aside ?? NOTHING, text);
      this.#changed();
    }
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

  /** Sent: the field is empty, or has back what was set aside. The core takes what it sends out of what it kept. */
  sent(): void {
    const corrected = this.correcting !== null;
    this.#written = (corrected ? this.#aside : null) ?? NOTHING;
    this.#aside = null;
    this.#of = null;
    this.#touched = true;
    this.#rest();
    if (corrected) this.#changed();
  }

  /** It could not be sent: it is back, unless something else was begun meanwhile. */
  giveBack(written: Written, of: DraftOf | null): void {
    if (this.#written.text === '') this.#written = written;
    this.#of ??= of;
    this.#changed();
  }

  flush(): void {
    if (this.#timer === undefined) return;
    this.#rest();
    const aside = this.correcting !== null && this.#aside ? words(this.#aside) : null;
    this.#send({ do: 'saveDraft', conversation: this.conversation, words: words(this.#written), of: this.#of, files: this.staging.ids, aside });
  }

  /** Nothing is written down any more, and no file waits. */
  forget(): void {
    this.staging.clear();
    this.#rest();
  }

  #backFromCorrection(): void {
    if (this.correcting !== null) this.#written = this.#aside ?? NOTHING;
    this.#aside = null;
  }

  /** Rare, and not to be lost to what comes next: written down at once. */
  #filesChanged(): void {
    this.#changed();
    this.flush();
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
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
