// The menu of somebody in a room.
import Ban from '@lucide/svelte/icons/ban';
import Eye from '@lucide/svelte/icons/eye';
import MessageCircle from '@lucide/svelte/icons/message-circle';
import PencilLine from '@lucide/svelte/icons/pencil-line';
import RotateCcw from '@lucide/svelte/icons/rotate-ccw';
import UserRoundCog from '@lucide/svelte/icons/user-round-cog';
import UserRoundMinus from '@lucide/svelte/icons/user-round-minus';
import type { Affiliation } from '../../ipc/generated/Affiliation';
import type { MemberRow } from '../../ipc/generated/MemberRow';
import type { Role } from '../../ipc/generated/Role';
import type { RoomRow } from '../../ipc/generated/RoomRow';
import { t } from '../../shared/i18n';
import type { MenuEntry } from '../../shared/menu';
import type { App } from '../../state/app.svelte';
import { deedsWith, type Deed } from './deeds';

type Ranked = Exclude<Deed, string>;

/** `ask`: before somebody is taken out. */
export function memberEntries(app: App, room: RoomRow, member: MemberRow, ask: (what: 'remove' | 'ban', member: MemberRow) => void): MenuEntry[] {
  const deeds = deedsWith(member, room);
  const may = (deed: Deed) => deeds.includes(deed);
  const address = member.address ?? '';
  const be = (affiliation: Affiliation) => app.send({ do: 'setAffiliation', room: room.id, address, affiliation });
  const speak = (role: Role) => app.send({ do: 'setRole', room: room.id, member: member.id, role });
  const ranks = deeds.filter((deed): deed is Ranked => typeof deed === 'object');
  const rank = ({ rank: id, now }: Ranked): MenuEntry => ({ id, label: t.rooms.be[id], hint: t.rooms.beHints[id], checked: now, run: () => be(id) });
  const first: MenuEntry[] = may('write') ? [{ id: 'write', label: t.rooms.write(member.name), icon: MessageCircle, run: () => app.open(address) }] : [];
  const rest: MenuEntry[] = [
    ...(ranks.length > 0 ? [{ id: 'rank', label: t.rooms.role, icon: UserRoundCog, more: ranks.map(rank) }] : []),
    ...(may('giveVoice') ? [{ id: 'voice', label: t.rooms.giveVoice, icon: PencilLine, run: () => speak('participant') }] : []),
    ...(may('takeVoice') ? [{ id: 'hush', label: t.rooms.takeVoice, icon: Eye, run: () => speak('visitor') }] : []),
    ...(may('unban') ? [{ id: 'unban', label: t.rooms.unban, icon: RotateCcw, run: () => be('none') }] : []),
    ...(may('remove') ? [{ id: 'remove', label: t.rooms.remove, icon: UserRoundMinus, danger: true, run: () => ask('remove', member) }] : []),
    ...(may('ban') ? [{ id: 'ban', label: t.rooms.ban, icon: Ban, danger: true, run: () => ask('ban', member) }] : []),
  ];
  return first.length > 0 && rest.length > 0 ? [...first, 'line', ...rest] : [...first, ...rest];
}
