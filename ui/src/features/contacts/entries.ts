// What can be done with somebody from the contacts.
import BellIcon from '@lucide/svelte/icons/bell';
import BellOff from '@lucide/svelte/icons/bell-off';
import Info from '@lucide/svelte/icons/info';
import MessageCircle from '@lucide/svelte/icons/message-circle';
import SquarePlus from '@lucide/svelte/icons/square-plus';
import Star from '@lucide/svelte/icons/star';
import StarOff from '@lucide/svelte/icons/star-off';
import UserMinus from '@lucide/svelte/icons/user-minus';
import UserPlus from '@lucide/svelte/icons/user-plus';
import type { ConversationHeader } from '../../ipc/generated/ConversationHeader';
import { t } from '../../shared/i18n';
import type { MenuEntry } from '../../shared/menu';
import { FOR_EVER, holds, inAnHour, tomorrow } from '../../shared/moments';
import type { App } from '../../state/app.svelte';

/** What the menu asks the list to do. */
export interface Asks {
  open: () => void;
  favourite: () => void;
  remove: () => void;
}

export function personEntries(app: App, head: ConversationHeader, asks: Asks): MenuEntry[] {
  const conversation = head.id;
  const now = Date.now();
  const { favourite, mutedUntil } = head.preferences;
  const mute = (until: number | null) => app.send({ do: 'prefer', conversation, preference: { name: 'mutedUntil', value: until } });
  const muting = (id: 'hour' | 'tomorrow' | 'always', until: number): MenuEntry => ({ id: `mute-${id}`, label: t.history.mutes[id], run: () => mute(until) });
  const information = () => {
    asks.open();
    app.layout.showDetails(true);
  };
  return [
    { id: 'chat', label: t.lists.chat, icon: MessageCircle, run: asks.open },
    ...(app.narrow ? [] : [{ id: 'fresh', label: t.tabs.openFresh, icon: SquarePlus, run: () => app.open(conversation, true) }]),
    { id: 'information', label: t.lists.information, icon: Info, run: information },
    'line',
    { id: 'favourite', label: favourite ? t.history.unfavourite : t.history.favourite, icon: favourite ? StarOff : Star, run: asks.favourite },
    holds(mutedUntil, now)
      ? { id: 'unmute', label: t.history.unmute, icon: BellIcon, run: () => mute(null) }
      : {
          id: 'mute',
          label: t.history.mute,
          icon: BellOff,
          more: [muting('hour', inAnHour(now)), muting('tomorrow', tomorrow(now)), muting('always', FOR_EVER)],
        },
    ...(head.ownContact
      ? (['line', { id: 'remove', label: t.lists.remove, icon: UserMinus, danger: true, run: asks.remove }] as const)
      : head.listed
        ? []
        : (['line', { id: 'request', label: t.lists.request, icon: UserPlus, run: () => app.send({ do: 'requestContact', address: conversation }) }] as const)),
  ];
}
