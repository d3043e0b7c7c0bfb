// The menu of a room: what may be done with it as a whole.
import Bell from '@lucide/svelte/icons/bell';
import Eraser from '@lucide/svelte/icons/eraser';
import LogOut from '@lucide/svelte/icons/log-out';
import Pencil from '@lucide/svelte/icons/pencil';
import Settings from '@lucide/svelte/icons/settings';
import Trash2 from '@lucide/svelte/icons/trash-2';
import UserRoundPlus from '@lucide/svelte/icons/user-round-plus';
import type { ConversationHeader } from '../../ipc/generated/ConversationHeader';
import type { NotifyLevel } from '../../ipc/generated/NotifyLevel';
import type { RoomRow } from '../../ipc/generated/RoomRow';
import { t } from '../../shared/i18n';
import type { MenuEntry } from '../../shared/menu';
import type { App } from '../../state/app.svelte';

/** What is asked about, or opens a dialog. */
export type RoomDeed = 'invite' | 'topic' | 'settings' | Question;
export type Question = 'leave' | 'clear' | 'destroy';

const LEVELS: readonly NotifyLevel[] = ['all', 'mentions', 'none'];

export function roomEntries(app: App, room: RoomRow, head: ConversationHeader | null, wish: (deed: RoomDeed) => void): MenuEntry[] {
  const may = (right: RoomRow['can'][number]) => room.can.includes(right);
  const level = (value: NotifyLevel): MenuEntry => ({
    id: `level-${value}`,
    label: t.history.levels[value],
    checked: head?.preferences.notify === value,
    run: () => app.send({ do: 'prefer', conversation: room.id, preference: { name: 'notify', value } }),
  });
  const groups: MenuEntry[][] = [
    [
      ...(may('invite') ? [{ id: 'invite', label: t.rooms.invite, icon: UserRoundPlus, run: () => wish('invite') }] : []),
      ...(may('setTopic') ? [{ id: 'topic', label: t.rooms.topicEdit, icon: Pencil, run: () => wish('topic') }] : []),
      ...(may('configure') ? [{ id: 'settings', label: t.rooms.settings, icon: Settings, run: () => wish('settings') }] : []),
      ...(head ? [{ id: 'notify', label: t.rooms.notify, icon: Bell, more: LEVELS.map(level) }] : []),
    ],
    [
      ...(may('deleteMessages') ? [{ id: 'clear', label: t.rooms.clear, icon: Eraser, danger: true, run: () => wish('clear') }] : []),
      ...(may('destroy') ? [{ id: 'destroy', label: t.rooms.destroy, icon: Trash2, danger: true, run: () => wish('destroy') }] : []),
    ],
    room.standing.is === 'outside' ? [] : [{ id: 'leave', label: t.rooms.leave, icon: LogOut, run: () => wish('leave') }],
  ];
  return groups.filter((group) => group.length > 0).flatMap((group, at): MenuEntry[] => (at > 0 ? ['line', ...group] : group));
}
