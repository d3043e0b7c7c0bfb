// What the whole window shares: the views that are always open, the conversation chosen, the pane in
// sight, and the one way to send a command. Features read this and send commands; they hold no truth.
import type { Client } from '../ipc/client';
import type { Destination, MediaKind } from '../ipc/transport';
import type { Command } from '../ipc/generated/Command';
import type { ConversationRow } from '../ipc/generated/ConversationRow';
import type { Error as ApiError } from '../ipc/generated/Error';
import type { Setting } from '../ipc/generated/Setting';
import type { Settings } from '../ipc/generated/Settings';
import type { Span } from '../ipc/generated/Span';
import type { View } from '../ipc/generated/View';
import { Company } from './company.svelte';
import { Drafts } from './drafts.svelte';
import { UsedEmoji } from './emoji.svelte';
import { Front } from './front.svelte';
import { Layout } from './layout.svelte';
import { recall, remember } from './memory';
import { People } from './people.svelte';
import { Results } from './results.svelte';
import { NO_TABS, closed, moved, neighbour, nth, opened, readTabs, reopened, type Tabs } from './tabs';
import { Talk } from './talk.svelte';
import { TypingNotice } from './typing';
import { OpenView } from './view.svelte';

export type Link = Extract<Span, { is: 'link' }>;
export type Tab = 'recent' | 'contacts' | 'rooms';
export type Drawer = 'notifications' | 'settings';
/** What a person is beginning, in a dialog. */
export type Beginning = 'talk' | 'room' | 'publicRooms';
/** What lies over the whole window for a moment: the quick switcher, or the sheet of keys. */
export type Overlay = 'quick' | 'help';

/** Where a timeline was left: the row at the top of the window and how far its end stood below the edge. */
export interface Place {
  row: string;
  offset: number;
}

/** As long as the core has not said otherwise (crates/api, `Settings::default`). */
const DEFAULTS: Settings = {
  theme: 'system',
  density: 'comfortable',
  zoom: 100,
  sendKey: 'enter',
  showOffline: true,
  showGroups: true,
  offlineInRed: false,
  sounds: true,
  notifications: true,
  notificationPreview: true,
  readMarkers: false,
  typingNotices: true,
  autostart: true,
  closeToTray: true,
};

const TABS_KEY = 'hallway.tabs';

/** What the page does on its own while one reads and types: done again soon, so a refusal is not worth a word. */
const BY_THE_WAY: ReadonlySet<Command['do']> = new Set([
  'front',
  'typing',
  'markRead',
  'loadOlder',
  'loadNewer',
  'jumpTo',
  'filter',
  'dropStaged',
]);

export class App {
  readonly session: OpenView<'session'>;
  readonly update: OpenView<'update'>;
  readonly settingsView: OpenView<'settings'>;
  readonly front = new Front();
  readonly layout = new Layout();
  readonly drafts: Drafts;
  readonly typing: TypingNotice;
  readonly emoji = new UsedEmoji();

  /** The lists of whoever is signed in; closed and opened anew with the account. */
  company = $state.raw<Company | null>(null);
  unread = $state.raw<OpenView<'unread'> | null>(null);
  recent = $state.raw<OpenView<'conversations'> | null>(null);
  /** The rooms one belongs to. */
  rooms = $state.raw<OpenView<'rooms'> | null>(null);
  saved = $state.raw<OpenView<'saved'> | null>(null);
  talk = $state.raw<Talk | null>(null);
  /** What is open side by side; `talk` is the current one of these. */
  tabs = $state.raw<Tabs>(NO_TABS);
  /** This window is for one conversation: no lists, no tabs. */
  alone = $state(false);
  /** The next conversation chosen in a list is to have a tab of its own. */
  freshWanted = $state(false);

  tab = $state<Tab>('recent');
  drawer = $state<Drawer | null>(null);
  begins = $state<Beginning | null>(null);
  /** The room that a link leads into, while one is asked. */
  joins = $state<string | null>(null);
  overlay = $state<Overlay | null>(null);
  /** The search over everything, while its pane is open. */
  results = $state.raw<Results | null>(null);
  about = $state(false);
  /** Whether the person is being asked if they mean to sign out. */
  signingOut = $state(false);
  /** The last command that could not be carried out and that no form speaks for. */
  refused = $state.raw<ApiError | null>(null);
  /** The search field is to take the focus. */
  searchWanted = $state(false);
  /** Counts up when the composer is to take the focus. */
  composerWanted = $state(0);
  readonly places = new Map<string, Place>();

  #client: Client;
  #wanted: Destination | null = null;
  /** What a button went down on: it is there when the button comes up. */
  #coming: Talk | null = null;

  constructor(client: Client) {
    this.#client = client;
    this.session = new OpenView(client, { of: 'session' });
    this.settingsView = new OpenView(client, { of: 'settings' });
    this.update = new OpenView(client, { of: 'update' });
    this.drafts = new Drafts(this.send, (file, name, told, signal) => client.stage(file, name, told, signal));
    this.typing = new TypingNotice(this.send);
    client.onNavigate((to) => this.go(to));
    client.onParting(() => this.drafts.flushAll());
    addEventListener('pagehide', () => this.drafts.flushAll());
    // A window that is put away may not come back.
    document.addEventListener('visibilitychange', () => document.hidden && this.drafts.flushAll());
  }

  get settings(): Settings {
    return this.settingsView.row?.settings ?? DEFAULTS;
  }

  get signedIn(): boolean {
    return this.session.row?.phase.is === 'signedIn';
  }

  get online(): boolean {
    return this.session.row?.connection.is !== 'offline' && this.session.row?.connection.is !== 'connecting';
  }

  get current(): string | null {
    return this.talk?.id ?? null;
  }

  get narrow(): boolean {
    return !this.alone && this.layout.narrow(this.settings.zoom);
  }

  /** For what has no form of its own: a refusal is said in the notice bar, if a person asked for it. */
  send = (command: Command): void => {
    this.#client.execute(command).catch((error: ApiError) => {
      if (!BY_THE_WAY.has(command.do)) this.refused = error;
    });
  };

  /** For forms: rejects with an `ApiError`. */
  execute(command: Command): Promise<void> {
    return this.#client.execute(command);
  }

  /** Says in the notice bar why something was not done. */
  refuse(error: unknown): void {
    this.refused = error as ApiError;
  }

  set(setting: Setting): void {
    this.send({ do: 'set', setting });
  }

  /** Hands a file over to the core; answers with what `sendText` calls it. Rejects with an `ApiError`. */
  stage(file: Blob, name: string): Promise<string> {
    return this.#client.stage(file, name);
  }

  mediaUrl = (kind: MediaKind, id: string): string => this.#client.mediaUrl(kind, id);

  /** For a part of the window that shows something more; whoever opens it closes it. */
  watch<Of extends View['of']>(view: Extract<View, { of: Of }>): OpenView<Of> {
    return new OpenView(this.#client, view);
  }

  /** People to pick from, found by name; whoever asks closes it. */
  people(): People {
    return new People(this.#client, () => ({ address: this.session.row?.address ?? null, recent: this.recent?.rows ?? [] }));
  }

  /** Opens what belongs to an account. */
  enter(): void {
    if (this.company) return;
    this.unread = new OpenView(this.#client, { of: 'unread' });
    this.recent = new OpenView(this.#client, { of: 'conversations' });
    this.rooms = new OpenView(this.#client, { of: 'rooms' });
    this.saved = new OpenView(this.#client, { of: 'saved' });
    this.company = new Company(this.#client, this.send);
    if (!this.alone) this.#recallTabs();
    this.arrive();
  }

  /** Goes where the shell wanted to before that could be shown. */
  arrive(): void {
    const wanted = this.#wanted;
    this.#wanted = null;
    if (wanted) this.go(wanted);
  }

  /** Closes it again: after a sign-out nothing of the account stays in the page. */
  leave(): void {
    this.#leaveTalk();
    this.talk = null;
    this.#coming?.close();
    this.#coming = null;
    this.tabs = NO_TABS;
    // Who was sent out (a password that changed) finds the tabs again; who signed out leaves nothing.
    const phase = this.session.row?.phase;
    if (this.company && phase?.is === 'signedOut' && phase.reason === null) remember(TABS_KEY, null);
    this.company?.close();
    this.recent?.close();
    this.unread?.close();
    this.rooms?.close();
    this.rooms = null;
    this.saved?.close();
    this.saved = null;
    this.company = null;
    this.recent = null;
    this.unread = null;
    this.drawer = null;
    this.begins = null;
    this.joins = null;
    this.overlay = null;
    this.stopSearching();
    this.about = false;
    this.signingOut = false;
    this.refused = null;
    this.places.clear();
    this.drafts.forget();
  }

  /** A link of a message: into a room only after a question, everything else as the core sees fit. */
  follow({ url, room }: Link): void {
    if (room === null) this.send({ do: 'openLink', url });
    else this.#enterRoom(room);
  }

  /** Is likely to be opened in a moment: its rows are asked for already. Opening tells nobody anything. */
  expect(conversation: string): void {
    if (this.alone || conversation === this.current || conversation === this.#coming?.id) return;
    this.#coming?.close();
    this.#coming = this.#talkOf(conversation);
  }

  /** In the current tab, or (`fresh`) in one of its own. */
  open(conversation: string, fresh = this.freshWanted): void {
    this.freshWanted = false;
    // A window for one conversation stays that; another one has a window, or gets it.
    if (this.alone && this.current !== null && this.current !== conversation) {
      this.send({ do: 'openWindow', conversation });
      return;
    }
    if (this.narrow) {
      this.drawer = null;
      this.stopSearching();
    }
    this.#turnTo(opened(this.tabs, conversation, fresh));
    this.composerWanted++;
  }

  /** From this message on, as if it had not been seen; the conversation that is open stays so until one turns to it. */
  markUnread(conversation: string, message: string): void {
    if (this.talk?.id === conversation) this.talk.markUnread(message);
    else this.send({ do: 'markUnread', conversation, message });
  }

  /** To a message, wherever it was said; `sought` is what was searched for to find it. */
  openMessage({ conversation, message, sought = '' }: { conversation: string; message: string; sought?: string }, fresh = false): void {
    this.open(conversation, fresh || this.freshWanted);
    if (this.current === conversation) this.talk?.go({ message, sought });
  }

  /** Opens the pane of the search over everything. */
  startSearching(text: string): void {
    if (this.results) this.results.search(text);
    else this.results = new Results(this.#client, this.send, text);
    this.drawer = null;
  }

  stopSearching(): void {
    this.results?.close();
    this.results = null;
  }

  /** Away from the conversation, to nothing (or, in a narrow window, to the lists). */
  close(): void {
    if (this.current !== null) this.#turnTo({ ...closed(this.tabs, this.current), current: null });
  }

  /** The next conversation chosen, wherever, gets a tab of its own. */
  wantFresh(): void {
    this.freshWanted = !this.freshWanted;
    if (this.freshWanted) this.searchWanted = true;
  }

  /** Closes a tab; a window for one conversation closes as a whole. */
  closeTab(id = this.current): void {
    if (this.alone) {
      this.send({ do: 'closeWindow' });
    } else if (id !== null) this.#turnTo(closed(this.tabs, id));
  }

  /** The current conversation in a window of its own. */
  ownWindow(): void {
    if (!this.alone && this.current !== null) this.send({ do: 'openWindow', conversation: this.current });
  }

  reopenTab(): void {
    if (!this.alone) this.#turnTo(reopened(this.tabs));
  }

  moveTab(id: string, to: number): void {
    this.#turnTo(moved(this.tabs, id, to));
  }

  /** The next (1) or previous (-1) tab, or the one with this number. */
  toTab(which: { by: 1 | -1 } | { nth: number }): void {
    const id = 'by' in which ? neighbour(this.tabs, which.by) : nth(this.tabs, which.nth);
    if (id !== null) this.open(id, false);
  }

  go(to: Destination): void {
    if ('conversation' in to && to.alone) this.alone = true;
    if ('pane' in to && to.pane === 'about') {
      this.about = true;
      return;
    }
    if (!this.company || ('join' in to && !this.rooms?.ready)) {
      this.#wanted = to;
      return;
    }
    this.about = false;
    if (!('pane' in to)) {
      this.drawer = null;
      if ('join' in to) this.#enterRoom(to.join);
      else this.open(to.conversation);
      if ('words' in to && to.words) this.drafts.of(to.conversation).suggest(to.words);
      return;
    }
    this.signingOut = to.pane === 'signOut';
    this.drawer = to.pane === 'notifications' || to.pane === 'settings' ? to.pane : null;
    if (to.pane === 'messages') {
      this.tab = 'recent';
      if (this.narrow) this.close();
    }
  }

  /** The conversation above (-1) or below (+1) in Recent, of those that are `wanted`. */
  step(by: 1 | -1, wanted: (row: ConversationRow) => boolean = () => true): void {
    const rows = this.recent?.rows ?? [];
    const at = rows.findIndex((row) => row.id === this.current);
    const next = at < 0 ? rows.find(wanted) : by > 0 ? rows.slice(at + 1).find(wanted) : rows.slice(0, at).findLast(wanted);
    if (next) this.open(next.id);
  }

  toggleDrawer(drawer: Drawer): void {
    this.drawer = this.drawer === drawer ? null : drawer;
  }

  /** A room one belongs to is opened; about any other one is asked. */
  #enterRoom(room: string): void {
    if (this.rooms?.rows.some((row) => row.id === room)) this.open(room);
    else this.joins = room;
  }

  #leaveTalk(): void {
    if (!this.talk) return;
    this.typing.stopped();
    this.talk.draft.flush();
    this.talk.close();
  }

  #talkOf(conversation: string): Talk {
    return new Talk(this.#client, conversation, this.send, this.drafts.of(conversation));
  }

  #turnTo(tabs: Tabs): void {
    this.tabs = tabs;
    const { current } = tabs;
    if (current !== this.talk?.id) {
      this.#leaveTalk();
      const coming = this.#coming?.id === current ? this.#coming : null;
      if (coming) this.#coming = null;
      this.talk = current === null ? null : (coming ?? this.#talkOf(current));
    }
    if (this.alone) return;
    const account = this.session.row?.account ?? '';
    remember(TABS_KEY, tabs.ids.length === 0 ? null : JSON.stringify({ account, ids: tabs.ids, current }));
  }

  /** What was open when this person last had the window. */
  #recallTabs(): void {
    const { account, ids, current } = readTabs(recall(TABS_KEY));
    if (account === this.session.row?.account) this.#turnTo({ ids, current: this.narrow ? null : current, closed: [] });
  }
}
