// What can be done with a conversation from the list of recent ones.
import AppWindow from '@lucide/svelte/icons/app-window';
import Bell from '@lucide/svelte/icons/bell';
import BellOff from '@lucide/svelte/icons/bell-off';
import Mail from '@lucide/svelte/icons/mail';
import MailOpen from '@lucide/svelte/icons/mail-open';
import Pin from '@lucide/svelte/icons/pin';
import PinOff from '@lucide/svelte/icons/pin-off';
import SquarePlus from '@lucide/svelte/icons/square-plus';
import X from '@lucide/svelte/icons/x';
import type { ConversationRow } from '../../ipc/generated/ConversationRow';
import type { Preference } from '../../ipc/generated/Preference';
import { t } from '../../shared/i18n';
import type { MenuEntry } from '../../shared/menu';
import { FOR_EVER, inAnHour, tomorrow } from '../../shared/moments';
import type { App } from '../../state/app.svelte';

export function recentEntries(app: App, row: ConversationRow): MenuEntry[] {
  const conversation = row.id;
  const now = Date.now();
  const prefer = (preference: Preference) => app.send({ do: 'prefer', conversation, preference });
  const mute = (id: 'hour' | 'tomorrow' | 'always', until: number): MenuEntry => ({
    id: `mute-${id}`,
    label: t.history.mutes[id],
    run: () => prefer({ name: 'mutedUntil', value: until }),
  });
  const unread = row.unread > 0 || row.marked;
  const message = row.lastMessage;
  return [
    ...(app.narrow ? [] : [{ id: 'fresh', label: t.tabs.openFresh, icon: SquarePlus, run: () => app.open(conversation, true) }]),
    { id: 'window', label: t.history.ownWindow, icon: AppWindow, run: () => app.send({ do: 'openWindow', conversation }) },
    'line',
    ...(message === null
      ? []
      : [
          unread
            ? { id: 'read', label: t.lists.markRead, icon: MailOpen, run: () => app.send({ do: 'markRead', conversation, message }) }
            : { id: 'unread', label: t.lists.markUnread, icon: Mail, run: () => app.markUnread(conversation, message) },
        ]),
    row.pinned
      ? { id: 'pin', label: t.history.unpinTop, icon: PinOff, run: () => prefer({ name: 'pinned', value: false }) }
      : { id: 'pin', label: t.history.pinTop, icon: Pin, run: () => prefer({ name: 'pinned', value: true }) },
    row.muted
      ? { id: 'unmute', label: t.history.unmute, icon: Bell, run: () => prefer({ name: 'mutedUntil', value: null }) }
      : {
          id: 'mute',
          label: t.history.mute,
          icon: BellOff,
          more: [mute('hour', inAnHour(now)), mute('tomorrow', tomorrow(now)), mute('always', FOR_EVER)],
        },
    ...(app.tabs.ids.includes(conversation)
      ? (['line', { id: 'close', label: t.tabs.closeShort, icon: X, run: () => app.closeTab(conversation) }] as const)
      : []),
  ];
}
