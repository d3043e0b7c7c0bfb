// What is open for one of the messages: its menu, the emoji picker beside it, a question. Rows ask for it here; it
// is drawn once for the whole timeline (MessageDeeds.svelte).
import type { MenuPlace } from '../../../shared/menu';
import type { App } from '../../../state/app.svelte';
import type { Message, Talk } from '../../../state/talk.svelte';
import { named } from '../../../state/mentions';
import { AT_NOTHING, type Aimed } from './actions';

export class Deeds {
  menuFor = $state.raw<{ row: Message; at: MenuPlace; aimed: Aimed } | null>(null);
  picking = $state.raw<{ row: Message; anchor: HTMLElement } | null>(null);
  whoFor = $state.raw<{ row: Message; anchor: HTMLElement } | null>(null);
  asking = $state.raw<{ row: Message; what: 'retract' | 'moderate' } | null>(null);
  #app: App;
  #talk: Talk;

  constructor(app: App, talk: Talk) {
    this.#app = app;
    this.#talk = talk;
  }

  /** The message that something is open for: its tools stay in sight. */
  get busyWith(): string | null {
    return (this.menuFor ?? this.picking)?.row.id ?? null;
  }

  menu(row: Message, at: MenuPlace, aimed: Aimed = AT_NOTHING): void {
    this.picking = null;
    this.menuFor = { row, at, aimed };
  }

  /** What can be done with whoever wrote it. */
  who(row: Message, anchor: HTMLElement): void {
    this.whoFor = { row, anchor };
  }

  /** Names somebody at the end of what is being written (XEP-0372). */
  mention({ author, authorName }: Message): void {
    const { draft } = this.#talk;
    const { text, mentions } = draft.written;
    const begun = text === '' || /\s$/.test(text) ? text : `${text} `;
    draft.write(named({ text: begun, mentions }, begun.length, begun.length, `@${authorName}`, author));
    this.#app.composerWanted++;
  }

  /** The emoji picker, beside this element. */
  pick(row: Message, anchor: HTMLElement): void {
    this.menuFor = null;
    this.picking = { row, anchor };
  }

  react(row: Message, emoji: string, on: boolean): void {
    if (on) this.#app.emoji.used(emoji);
    this.#app.send({ do: 'react', message: row.id, emoji, on });
  }

  reply(row: Message): void {
    this.#talk.reply(row);
    this.#app.composerWanted++;
  }

  correct(row: Message): void {
    this.#talk.correct(row);
    this.#app.composerWanted++;
  }
}
