// What the whole window shares: the views that are always open, the conversation chosen, the pane in
// sight, and the one way to send a command. Features read this and send commands; they hold no truth.
import type { Client } from '../ipc/client';
import type { Destination, MediaKind } from '../ipc/transport';
import type { Command } from '../ipc/generated/Command';
import type { Error as ApiError } from '../ipc/generated/Error';
import type { Setting } from '../ipc/generated/Setting';
import type { Settings } from '../ipc/generated/Settings';
import { Company } from './company.svelte';
import { Front } from './front.svelte';
import { Layout } from './layout.svelte';
import { Talk } from './talk.svelte';
import { Drafts, TypingNotice } from './throttle';
import { OpenView } from './view.svelte';

export type Tab = 'recent' | 'contacts';
export type Drawer = 'notifications' | 'settings';

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
  readMarkers: true,
  typingNotices: true,
  autostart: true,
  closeToTray: true,
};

/** What the page does on its own while one reads and types: done again soon, so a refusal is not worth a word. */
const BY_THE_WAY: ReadonlySet<Command['do']> = new Set(['front', 'typing', 'markRead', 'loadOlder', 'loadNewer', 'jumpTo', 'filter']);

export class App {
  readonly session: OpenView<'session'>;
  readonly update: OpenView<'update'>;
  readonly settingsView: OpenView<'settings'>;
  readonly front = new Front();
  readonly layout = new Layout();
  readonly drafts: Drafts;
  readonly typing: TypingNotice;

  /** The lists of whoever is signed in; closed and opened anew with the account. */
  company = $state.raw<Company | null>(null);
  unread = $state.raw<OpenView<'unread'> | null>(null);
  recent = $state.raw<OpenView<'conversations'> | null>(null);
  talk = $state.raw<Talk | null>(null);

  tab = $state<Tab>('recent');
  drawer = $state<Drawer | null>(null);
  about = $state(false);
  /** Whether the person is being asked if they mean to sign out. */
  signingOut = $state(false);
  /** The last command that could not be carried out and that no form speaks for. */
  refused = $state.raw<ApiError | null>(null);
  /** Counts up when the search field, or the composer, is to take the focus. */
  searchWanted = $state(0);
  composerWanted = $state(0);
  readonly places = new Map<string, Place>();

  #client: Client;
  #wanted: Destination | null = null;

  constructor(client: Client) {
    this.#client = client;
    this.session = new OpenView(client, { of: 'session' });
    this.settingsView = new OpenView(client, { of: 'settings' });
    this.update = new OpenView(client, { of: 'update' });
    this.drafts = new Drafts(this.send);
    this.typing = new TypingNotice(this.send);
    client.onNavigate((to) => this.go(to));
    addEventListener('pagehide', () => this.drafts.flushAll());
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
    return this.layout.narrow(this.settings.zoom);
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

  set(setting: Setting): void {
    this.send({ do: 'set', setting });
  }

  mediaUrl = (kind: MediaKind, id: string): string => this.#client.mediaUrl(kind, id);

  /** Open only while it is looked at: what this view shows counts as viewed. */
  openNotifications(): OpenView<'notifications'> {
    return new OpenView(this.#client, { of: 'notifications', filter: { show: 'all' } });
  }

  /** Opens what belongs to an account. */
  enter(): void {
    if (this.company) return;
    this.unread = new OpenView(this.#client, { of: 'unread' });
    this.recent = new OpenView(this.#client, { of: 'conversations' });
    this.company = new Company(this.#client, this.send);
    const wanted = this.#wanted;
    this.#wanted = null;
    if (wanted) this.go(wanted);
  }

  /** Closes it again: after a sign-out nothing of the account stays in the page. */
  leave(): void {
    this.close();
    this.company?.close();
    this.recent?.close();
    this.unread?.close();
    this.company = null;
    this.recent = null;
    this.unread = null;
    this.drawer = null;
    this.about = false;
    this.signingOut = false;
    this.refused = null;
    this.places.clear();
    this.drafts.forget();
  }

  open(conversation: string): void {
    if (this.narrow) this.drawer = null;
    if (this.talk?.id !== conversation) {
      this.#leaveTalk();
      this.talk = new Talk(this.#client, conversation, this.send);
    }
    this.composerWanted++;
  }

  close(): void {
    this.#leaveTalk();
    this.talk = null;
  }

  go(to: Destination): void {
    if ('pane' in to && to.pane === 'about') {
      this.about = true;
      return;
    }
    if (!this.company) {
      this.#wanted = to;
      return;
    }
    if ('conversation' in to) {
      this.drawer = null;
      this.about = false;
      this.open(to.conversation);
      return;
    }
    this.about = false;
    this.signingOut = to.pane === 'signOut';
    this.drawer = to.pane === 'notifications' || to.pane === 'settings' ? to.pane : null;
    if (to.pane === 'messages') {
      this.tab = 'recent';
      if (this.narrow) this.close();
    }
  }

  /** The conversation above (-1) or below (+1) in Recent. */
  step(by: 1 | -1): void {
    const rows = this.recent?.rows ?? [];
    const at = rows.findIndex((row) => row.id === this.current);
    const next = at < 0 ? rows[0] : rows[at + by];
    if (next) this.open(next.id);
  }

  toggleDrawer(drawer: Drawer): void {
    this.drawer = this.drawer === drawer ? null : drawer;
  }

  #leaveTalk(): void {
    if (!this.talk) return;
    this.typing.stopped();
    this.drafts.flush(this.talk.id);
    this.talk.close();
  }
}
