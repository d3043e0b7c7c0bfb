// What one may do with somebody in a room, by one's rights there and by what both are to it. Pure. Invariant: nothing
// is offered that the room would refuse for what is known here (XEP-0045 §5.2, §9, §10).
import type { Affiliation } from '../../ipc/generated/Affiliation';
import type { MemberRow } from '../../ipc/generated/MemberRow';
import type { RoomRow } from '../../ipc/generated/RoomRow';

/** What somebody is made to be. */
export type Rank = Extract<Affiliation, 'owner' | 'admin' | 'member'>;
export type Deed = 'write' | { rank: Rank; now: boolean } | 'giveVoice' | 'takeVoice' | 'remove' | 'ban' | 'unban';

const HEIGHT: Record<Affiliation, number> = { owner: 3, admin: 2, member: 1, none: 0, outcast: -1 };

export function deedsWith(member: MemberRow, room: RoomRow): Deed[] {
  if (member.me) return [];
  const may = (right: RoomRow['can'][number]) => room.can.includes(right);
  const owner = room.affiliation === 'owner';
  // An administrator has no power over the owners and the other administrators.
  const above = owner || HEIGHT[room.affiliation] > HEIGHT[member.affiliation];
  const there = member.availability !== 'offline';
  const deeds: Deed[] = [];
  if (member.affiliation === 'outcast') return may('changeMembers') && member.address !== null ? ['unban'] : [];
  if (member.address !== null) deeds.push('write');
  if (!above) return deeds;
  if (may('changeMembers') && member.address !== null) {
    const ranks: Rank[] = owner ? ['owner', 'admin', 'member'] : ['member'];
    const known = ranks.length > 1 || member.affiliation === 'none';
    if (known) deeds.push(...ranks.map((rank) => ({ rank, now: member.affiliation === rank })));
  }
  if (may('remove') && room.options.moderated && there && HEIGHT[member.affiliation] < HEIGHT.admin) {
    deeds.push(member.role === 'visitor' ? 'giveVoice' : 'takeVoice');
  }
  if (removal(member, room) !== null) deeds.push('remove');
  if (may('changeMembers') && member.address !== null) deeds.push('ban');
  return deeds;
}

/** How somebody is taken out: from a private room by no longer belonging to it, from a public one by being sent out. */
export function removal(member: MemberRow, room: RoomRow): 'belonging' | 'presence' | null {
  const belongs = member.affiliation !== 'none' && member.address !== null;
  if (belongs && room.can.includes('changeMembers')) return 'belonging';
  return room.can.includes('remove') && member.availability !== 'offline' ? 'presence' : null;
}
