// What the menus in the head of a conversation hold.
import AppWindow from '@lucide/svelte/icons/app-window';
import Bell from '@lucide/svelte/icons/bell';
import BellOff from '@lucide/svelte/icons/bell-off';
import FileDown from '@lucide/svelte/icons/file-down';
import PinIcon from '@lucide/svelte/icons/pin';
import PinOff from '@lucide/svelte/icons/pin-off';
import History from '@lucide/svelte/icons/rotate-ccw-clock';
import Search from '@lucide/svelte/icons/search';
import Star from '@lucide/svelte/icons/star';
import Trash2 from '@lucide/svelte/icons/trash-2';
import Undo2 from '@lucide/svelte/icons/undo-2';
import type { ConversationHeader } from '../../ipc/generated/ConversationHeader';
import type { ExportFormat } from '../../ipc/generated/ExportFormat';
import type { NotifyLevel } from '../../ipc/generated/NotifyLevel';
import type { Preference } from '../../ipc/generated/Preference';
import { dates } from '../../shared/format';
import { language, locale, t } from '../../shared/i18n';
import { keysOf } from '../../shared/keys';
import { exportWords } from './exportWords';
import type { MenuEntry } from '../../shared/menu';
import { chordOf } from '../../shared/shortcuts';
import type { App } from '../../state/app.svelte';
import type { Talk } from '../../state/talk.svelte';
import { FOR_EVER, daysAgo, holds, inAnHour, tomorrow } from '../../shared/moments';

/** What the menus ask their head to open. */
export interface Asks {
  date: () => void;
  remove: () => void;
  favourite: () => void;
}

export function historyEntries(app: App, talk: Talk, head: ConversationHeader, asks: Asks): MenuEntry[] {
  const now = Date.now();
  const back = (id: string, days: number) => ({ id, label: t.history[id as 'yesterday' | 'week' | 'month'], run: () => talk.go({ time: daysAgo(days, now) }) });
  const format = (id: ExportFormat) => ({ id: `export-${id}`, label: t.history.formats[id], run: () => app.send({ do: 'export', conversation: talk.id, format: id, words: exportWords(t, language, locale) }) });
  return [
    { heading: t.history.goTo },
    back('yesterday', 1),
    back('week', 7),
    back('month', 30),
    { id: 'date', label: t.history.date, run: asks.date },
    {
      id: 'beginning',
      label: t.history.beginning,
      run: () => {
        // The rest comes from the server meanwhile; what is here is shown at once.
        if (!head.complete) app.send({ do: 'fillHistory', conversation: talk.id });
        talk.go({ time: 0 });
      },
    },
    'line',
    { id: 'find', label: t.history.find, icon: Search, keys: keysOf(chordOf('find')), run: () => talk.startFinding() },
    { id: 'export', label: t.history.export, icon: FileDown, more: [format('text'), format('html'), format('json')] },
    'line',
    { id: 'delete', label: t.history.remove, icon: Trash2, danger: true, run: asks.remove },
  ];
}

export function bellEntries(app: App, talk: Talk, head: ConversationHeader): MenuEntry[] {
  const now = Date.now();
  const { mutedUntil, notify } = head.preferences;
  const muted = holds(mutedUntil, now);
  const prefer = (preference: Preference) => app.send({ do: 'prefer', conversation: talk.id, preference });
  const mute = (id: 'hour' | 'tomorrow' | 'always', until: number) => ({
    id: `mute-${id}`,
    label: t.history.mutes[id],
    run: () => prefer({ name: 'mutedUntil', value: until }),
  });
  const level = (id: NotifyLevel) => ({
    id: `notify-${id}`,
    label: t.history.levels[id],
    checked: notify === id,
    run: () => prefer({ name: 'notify', value: id }),
  });
  // Between two people every message is meant for one.
  const levels: NotifyLevel[] = head.kind === 'room' ? ['all', 'mentions', 'none'] : ['all', 'none'];
  return [
    ...(muted
      ? [
          { heading: mutedWords(mutedUntil ?? 0, now) },
          { id: 'unmute', label: t.history.unmute, icon: Bell, run: () => prefer({ name: 'mutedUntil', value: null }) },
        ]
      : [{ heading: t.history.mute }, mute('hour', inAnHour(now)), mute('tomorrow', tomorrow(now)), mute('always', FOR_EVER)]),
    'line',
    { heading: t.history.level },
    ...levels.map(level),
  ];
}

export function mutedWords(until: number, now: number): string {
  return until >= FOR_EVER ? t.history.mutedAlways : t.history.mutedUntil(dates.moment(until, now));
}

/** A tab bar offers this itself; where there is room for one conversation only, there are no tabs. */
function reopenEntries(app: App): MenuEntry[] {
  if (app.alone || app.narrow || app.tabs.ids.length > 1 || app.tabs.closed.length === 0) return [];
  return [{ id: 'reopen', label: t.keys.does.reopenTab, icon: Undo2, keys: keysOf(chordOf('reopenTab')), run: () => app.reopenTab() }];
}

/** `small`: everything that has no button of its own in a narrow head is in here too. */
export function moreEntries(app: App, talk: Talk, head: ConversationHeader, asks: Asks, small: boolean): MenuEntry[] {
  const { pinned, favourite, mutedUntil } = head.preferences;
  const star: MenuEntry = { id: 'favourite', label: favourite ? t.history.unfavourite : t.history.favourite, icon: Star, run: asks.favourite };
  return [
    ...(small
      ? [
          { id: 'find', label: t.history.find, icon: Search, run: () => talk.startFinding() },
          { id: 'history', label: t.history.title, icon: History, more: historyEntries(app, talk, head, asks) },
          { id: 'bell', label: t.history.bell, icon: holds(mutedUntil, Date.now()) ? BellOff : Bell, more: bellEntries(app, talk, head) },
          ...(head.kind === 'person' ? [star] : []),
          'line' as const,
        ]
      : []),
    {
      id: 'pin',
      label: pinned ? t.history.unpinTop : t.history.pinTop,
      icon: pinned ? PinOff : PinIcon,
      run: () => app.send({ do: 'prefer', conversation: talk.id, preference: { name: 'pinned', value: !pinned } }),
    },
    ...(app.alone ? [] : [{ id: 'window', label: t.history.ownWindow, icon: AppWindow, run: () => app.send({ do: 'openWindow', conversation: talk.id }) }]),
    ...reopenEntries(app),
  ];
}
