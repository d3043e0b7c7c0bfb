// Where one reads in a conversation: which rows are in the document, whether one is at the newest, and the way to
// a message or a day that is asked for. Invariants: at the newest one stays at the newest; anywhere else the line
// one reads does not move, whatever comes or goes.
import { tick } from 'svelte';
import type { App } from '../../state/app.svelte';
import type { Aim, Talk } from '../../state/talk.svelte';
import { hold, restore, rowOf, type Held } from './anchor';
import { goal } from './goal';
import { AT_END, FOLLOWING, MOST, around, bounds, downwards, pin, upwards, type Slice } from './slice';

/** So near to the lower edge (CSS pixels) counts as being at the newest. */
const AT_NEWEST = 24;
/** More is fetched when less than this many window heights are left. */
const AHEAD = 1.2;
/** At the newest, what lies further above than so many window heights is let go: well beyond what is fetched ahead. */
const TRIM_ABOVE = 3;
/** No row is lower than this (CSS pixels): so many of them fill a window. */
const LOWEST_ROW = 20;
/** How long a message one has jumped to is lit. */
const FLASH_MS = 1800;

export class Reading {
  slice = $state.raw<Slice>(FOLLOWING);
  following = $state(true);
  /** Whether it has been decided where to begin. */
  placed = $state(false);
  /** What is drawn around where one reads is enough: what comes now was said now. */
  filled = $state(false);
  /** The message one has just jumped to. */
  flashed = $state<string | null>(null);
  /** What was searched for to find it. */
  sought = $state('');
  #app: App;
  #talk: Talk;
  #scroller: () => HTMLElement;
  #placing = false;
  /** On the way to the newest rows, which the window does not hold yet. */
  #heading = false;
  #held: Held[] = [];
  /** Where the scroller stood last, and which way the person went from there. */
  #top = 0;
  #way: 'up' | 'down' | null = null;
  /** What is older was asked for by hand: it stays in the document at the newest, too. */
  #unfolded = false;
  #asked: Aim | null = null;
  #dim: ReturnType<typeof setTimeout> | undefined;
  #looking = 0;

  constructor(app: App, talk: Talk, scroller: () => HTMLElement) {
    this.#app = app;
    this.#talk = talk;
    this.#scroller = scroller;
  }

  get #rows() {
    return this.#talk.timeline.rows;
  }

  get span(): { from: number; to: number } {
    return bounds(this.#rows, this.slice);
  }

  /** Notes where the rows stand, before the document changes. */
  note(): void {
    if (this.placed && !this.following) this.#held = hold(this.#scroller());
  }

  /** Where one begins: where one left, or at the first unread message, or at the newest. */
  async place(): Promise<void> {
    if (this.#placing) return;
    this.#placing = true;
    const rows = this.#rows;
    const left = this.#app.places.get(this.#talk.id);
    const start = left && rows.some((row) => row.id === left.row) ? left.row : this.#talk.divider;
    if (start !== null) {
      this.slice = this.#around(start);
    } else if (left) {
      // One left further up than the window now reaches.
      this.#talk.aim ??= { message: left.row };
    }
    await tick();
    const scroller = this.#scroller();
    this.toBottom();
    if (left && start === left.row) {
      this.#restore([{ key: left.row, offset: left.offset }]);
    } else if (start !== null) {
      const divider = rowOf(scroller, 'new') ?? rowOf(scroller, start);
      const above = divider ? divider.getBoundingClientRect().top - scroller.getBoundingClientRect().top : 0;
      // At the newest, unless that would hide where the unread part begins.
      if (above < 0) scroller.scrollTop += above - scroller.clientHeight * 0.15;
    }
    this.placed = true;
    // On the way elsewhere one has not seen what is newest.
    if (this.#talk.aim) this.following = false;
    else this.scrolled();
    await this.reach();
  }

  /** After rows came or went. */
  async settle(): Promise<void> {
    const { from, to } = this.span;
    if (this.#talk.timeline.after === 0) this.#heading = false;
    // An answer to what was asked for before has moved the window away from the newest.
    else if (this.following && !this.#heading) this.#head();
    const scroller = this.#scroller();
    const much = to - from > AT_END * 2 && scroller.scrollTop > scroller.clientHeight * TRIM_ABOVE;
    if (this.following && much && !this.#unfolded) this.slice = FOLLOWING;
    // The rows themselves may still change their height (a line that no longer begins a group).
    await tick();
    this.resized();
    this.#lookSoon();
    await this.reach();
  }

  /** After something changed its height. */
  resized(): void {
    if (!this.placed) return;
    if (this.following) this.toBottom();
    else this.#restore(this.#held);
  }

  toBottom(): void {
    const scroller = this.#scroller();
    scroller.scrollTop = scroller.scrollHeight;
    this.#top = scroller.scrollTop;
  }

  toNewest(): void {
    this.#talk.aim = null;
    this.following = true;
    this.slice = FOLLOWING;
    this.#unfolded = false;
    if (this.#talk.timeline.after > 0) this.#head();
    void tick().then(() => this.toBottom());
  }

  /** What is older, asked for by hand. */
  older(): void {
    this.#unfolded = true;
    // Of a full window what is newest is let go, so one does not stay there.
    if (this.following && this.#full) {
      const { from, to } = this.span;
      this.slice = pin(this.#rows, from, to);
      this.following = false;
    }
    const slice = upwards(this.#rows, this.slice);
    if (slice) this.slice = slice;
    else this.#talk.loadOlder();
  }

  scrolled(): void {
    if (!this.placed || this.#heading) return;
    const scroller = this.#scroller();
    const { from, to } = this.span;
    const below = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
    const upwards = scroller.scrollTop < this.#top;
    if (scroller.scrollTop !== this.#top) this.#way = upwards ? 'up' : 'down';
    this.#top = scroller.scrollTop;
    // Who was at the newest and did not go up is there still: rows came, or the field below took some of the height.
    const near = below < AT_NEWEST || (this.following && !upwards);
    const atNewest = near && to === this.#rows.length && this.#talk.timeline.after === 0;
    if (atNewest && below >= AT_NEWEST) this.toBottom();
    if (atNewest !== this.following) {
      this.slice = atNewest ? FOLLOWING : pin(this.#rows, from, to);
      this.following = atNewest;
      this.#unfolded = false;
    }
    if (!this.following) this.#held = hold(scroller);
    this.#lookSoon();
  }

  /** Goes where one asked to go, as soon as that is in the window; asks the core for it once. */
  async reach(): Promise<void> {
    const { aim } = this.#talk;
    if (aim === null || !this.placed) return;
    const found = goal(this.#rows, this.#talk.timeline, aim, this.#asked === aim);
    if (found !== null) {
      this.#talk.aim = null;
      await this.#show(found, 'message' in aim ? (aim.sought ?? '') : null);
      return;
    }
    if (this.#asked === aim) return;
    this.#asked = aim;
    const anchor = 'message' in aim ? ({ at: 'message', id: aim.message } as const) : ({ at: 'time', atMs: aim.time } as const);
    try {
      await this.#app.execute({ do: 'jumpTo', view: this.#talk.timeline.id, anchor });
    } catch (error) {
      if (this.#talk.aim === aim) this.#talk.aim = null;
      this.#app.refuse(error);
      this.scrolled();
    }
  }

  /** What one left, to be found again. */
  leave(): void {
    clearTimeout(this.#dim);
    cancelAnimationFrame(this.#looking);
    const place = this.#held.find(({ key }) => this.#rows.some((row) => row.id === key));
    if (this.placed && !this.following && place) this.#app.places.set(this.#talk.id, { row: place.key, offset: place.offset });
    else if (this.placed) this.#app.places.delete(this.#talk.id);
  }

  /** `sought`: what was searched for; null where one goes to a day, and no message is lit. */
  async #show(id: string, sought: string | null): Promise<void> {
    const lit = sought !== null;
    this.following = false;
    this.#heading = false;
    const { from, to } = this.span;
    if (!this.#rows.slice(from, to).some((row) => row.id === id)) this.slice = this.#around(id);
    else this.slice = pin(this.#rows, from, to);
    await tick();
    const scroller = this.#scroller();
    const row = rowOf(scroller, lit ? id : `day ${id}`) ?? rowOf(scroller, id);
    if (row) {
      const frame = scroller.getBoundingClientRect();
      const at = row.getBoundingClientRect();
      const margin = lit ? Math.max(0, (frame.height - at.height) * 0.35) : 8;
      if (!lit || at.top < frame.top || at.bottom > frame.bottom) scroller.scrollTop += at.top - frame.top - margin;
    }
    if (lit) this.#flash(id, sought);
    this.#held = hold(scroller);
    this.scrolled();
  }

  #restore(held: readonly Held[]): void {
    const scroller = this.#scroller();
    restore(scroller, held);
    this.#top = scroller.scrollTop;
  }

  /** To the newest rows, which the window does not hold. */
  #head(): void {
    this.#heading = true;
    this.#talk.jumpTo({ at: 'newest' });
  }

  /** The window holds as many rows as it may: it lets go of some at one end for those that come at the other. */
  get #full(): boolean {
    return this.#rows.length >= MOST;
  }

  /** With what fills a window below it, so that it can stand anywhere in there. */
  #around(id: string): Slice {
    return around(this.#rows, id, Math.ceil(this.#scroller().clientHeight / LOWEST_ROW));
  }

  #flash(id: string, sought: string): void {
    clearTimeout(this.#dim);
    this.flashed = id;
    this.sought = sought;
    this.#dim = setTimeout(() => {
      this.flashed = null;
      this.sought = '';
    }, FLASH_MS);
  }

  /** Once a frame: what comes in is drawn, and takes its place, before it is asked whether that is enough. */
  #lookSoon(): void {
    if (this.#looking !== 0) return;
    this.#looking = requestAnimationFrame(() => {
      this.#looking = 0;
      this.#look();
    });
  }

  /** Brings more into the document, or into the window, where an end is near. */
  #look(): void {
    const scroller = this.#scroller();
    const ahead = scroller.clientHeight * AHEAD;
    const below = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
    const near = scroller.scrollTop < ahead;
    const older = near ? upwards(this.#rows, this.slice) : null;
    this.filled = older === null;
    // A full one moves only the way one goes: both its ends may be near, and each would let go of the other.
    if (older) this.slice = older;
    else if (near && !(this.#full && (this.following || this.#way !== 'up'))) this.#talk.loadOlder();
    if (!this.following && below < ahead) {
      const next = downwards(this.#rows, this.slice, this.#talk.timeline.after > 0);
      if (next) this.slice = next;
      else if (!(this.#full && this.#way !== 'down')) this.#talk.loadNewer();
    }
  }
}
