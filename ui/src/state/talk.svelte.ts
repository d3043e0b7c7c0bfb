// One open conversation: its head and its timeline, where the "New" divider stands, what was last marked as
// read, and what of it a person has asked to see. Invariant: opening tells the other side nothing; only a
// newest message that was seen in a window in front is marked read (XEP-0490).
import type { Client, RowOf } from '../ipc/client';
import type { Command } from '../ipc/generated/Command';
import type { Anchor } from '../ipc/generated/Anchor';
import type { Draft } from './drafts.svelte';
import { Find } from './find.svelte';
import { rewritten } from './mentions';
import { firstUnread, newestIncoming } from './unread';
import { OpenView } from './view.svelte';

export type TimelineRow = RowOf<'timeline'>;
export type Message = Extract<TimelineRow, { is: 'message' }>;
export type Notice = Extract<TimelineRow, { is: 'notice' }>;

/** Where the timeline is to go: a message (and what was searched for to find it), or the first one of a time on. */
export type Aim = { message: string; sought?: string } | { time: number };

const ASK_AGAIN_MS = 4000;

export class Talk {
  readonly id: string;
  readonly head: OpenView<'conversation'>;
  readonly timeline: OpenView<'timeline'>;
  readonly draft: Draft;
  /** The message above which "New" stands. */
  divider = $state<string | null>(null);
  #send: (command: Command) => void;
  #marked: string | null = null;
  #captured = $state(false);
  /** The core was asked to begin where the first unread message is, further up than the window reached. */
  #sought = $state(false);
  /** Counts up when the newest message is to be gone to: after sending. */
  newestWanted = $state(0);
  /** Where the timeline is on its way to; it takes this away once there. */
  aim = $state.raw<Aim | null>(null);
  /** The search in this conversation, while it is open. */
  find = $state.raw<Find | null>(null);
  /** Counts up when the field of that search is to take the focus. */
  findWanted = $state(0);
  /** What the room is like and what one may do in it; null between two people. */
  room = $state.raw<OpenView<'room'> | null>(null);
  /** Messages that something is shown of or asked about: information, the picture viewer, where to forward. */
  info = $state<string | null>(null);
  viewing = $state<string | null>(null);
  forwarding = $state.raw<Message | null>(null);
  #client: Client;
  /** Marked unread by hand: stays so until one turns to it again. */
  #kept = false;
  #asked = new Map<'loadOlder' | 'loadNewer', { edge: string; at: number }>();

  constructor(client: Client, id: string, send: (command: Command) => void, draft: Draft) {
    this.id = id;
    this.draft = draft;
    this.#client = client;
    this.#send = send;
    this.head = new OpenView(client, { of: 'conversation', conversation: id });
    this.timeline = new OpenView(client, { of: 'timeline', conversation: id });
  }

  get ready(): boolean {
    return this.timeline.ready && this.head.ready;
  }

  /** What is here is not where one begins to read: that is on its way. */
  get seeking(): boolean {
    return this.#sought && !this.#captured;
  }

  /** Whether it is known where to begin reading. */
  get captured(): boolean {
    return this.#captured;
  }

  /** Sets the divider from what was unread when the conversation was opened; it is done once. */
  capture(): void {
    if (this.#captured || !this.ready) return;
    const head = this.head.row;
    const { rows, before, after } = this.timeline;
    if (head && head.unread > 0) {
      this.divider = firstUnread(rows, head.readUpTo, head.unread, { before, after });
      if (this.divider === null && before > 0 && !this.#sought) {
        // More is unread than the window holds: the core is asked to begin there, once.
        this.#sought = true;
        this.jumpTo({ at: 'firstUnread' });
        return;
      }
    }
    this.#captured = true;
  }

  /** A message came in while nobody was looking: the first such stands under "New". */
  arrivedUnseen(message: string): void {
    if (this.#captured) this.divider ??= message;
  }

  /** The person turned to writing: what is above is no longer new. */
  seen(): void {
    this.divider = null;
    this.#kept = false;
  }

  /** Call when the newest message is in sight and the window is in front. */
  markRead(): void {
    if (this.#kept) return;
    const newest = newestIncoming(this.timeline.rows);
    const unread = this.head.row?.unread ?? 0;
    if (newest === null || unread === 0 || newest === this.#marked || this.timeline.after > 0) return;
    this.#marked = newest;
    this.#send({ do: 'markRead', conversation: this.id, message: newest });
  }

  /** From this message on, as if it had not been seen. */
  markUnread(message: string): void {
    this.#kept = true;
    this.#marked = null;
    this.divider = message;
    this.#send({ do: 'markUnread', conversation: this.id, message });
  }

  message(id: string): Message | null {
    const row = this.timeline.rows.find((each) => each.id === id);
    return row?.is === 'message' ? row : null;
  }

  go(aim: Aim): void {
    this.aim = aim;
  }

  reply(row: Message): void {
    this.draft.reply(row.id);
  }

  correct(row: Message): void {
    this.draft.correct(row.id, rewritten(row.body, row.text));
  }

  /** The last own message that may still be corrected, if one can be seen. */
  correctLast(): boolean {
    const last = this.timeline.rows.findLast((row): row is Message => row.is === 'message' && row.mine && row.can.includes('correct'));
    if (last) this.correct(last);
    return last !== undefined;
  }

  watchRoom(): void {
    this.room ??= new OpenView(this.#client, { of: 'room', room: this.id });
  }

  startFinding(): void {
    this.findWanted++;
    this.find ??= new Find(this.#client, this.id, this.#send);
  }

  stopFinding(): void {
    this.find?.close();
    this.find = null;
  }

  loadOlder(): void {
    if (this.timeline.before > 0) this.#ask('loadOlder', this.timeline.rows[0]?.id ?? '');
  }

  loadNewer(): void {
    if (this.timeline.after > 0) this.#ask('loadNewer', this.timeline.rows.at(-1)?.id ?? '');
  }

  jumpTo(anchor: Anchor): void {
    this.#asked.clear();
    this.#send({ do: 'jumpTo', view: this.timeline.id, anchor });
  }

  close(): void {
    this.stopFinding();
    this.room?.close();
    this.head.close();
    this.timeline.close();
  }

  /** Scrolling asks many times a second; the core is asked once for each edge. */
  #ask(what: 'loadOlder' | 'loadNewer', edge: string): void {
    const now = performance.now();
    const last = this.#asked.get(what);
    if (last && last.edge === edge && now - last.at < ASK_AGAIN_MS) return;
    this.#asked.set(what, { edge, at: now });
    this.#send({ do: what, view: this.timeline.id });
  }
}
