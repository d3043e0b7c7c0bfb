// Who may do what with whom in a room.
import { describe, expect, it } from 'vitest';
import type { MemberRow } from '../../ipc/generated/MemberRow';
import type { RoomRow } from '../../ipc/generated/RoomRow';
import { deedsWith, removal } from './deeds';

function member(change: Partial<MemberRow> = {}): MemberRow {
  return {
    id: 'tom@example.com',
    address: 'tom@example.com',
    nick: 'Tom',
    name: 'Tom Adler',
    title: '',
    avatar: null,
    availability: 'available',
    affiliation: 'member',
    role: 'participant',
    me: false,
    ...change,
  };
}

function room(affiliation: RoomRow['affiliation'], can: RoomRow['can'], moderated = false): RoomRow {
  const options = { name: '', description: '', open: false, listed: false, moderated, anyoneInvites: true, anyoneSetsTopic: true, newcomersSeePast: true };
  return { id: 'r@rooms', name: 'R', topic: '', options, standing: { is: 'joined' }, affiliation, role: 'moderator', members: 2, online: 2, archived: true, can };
}

const ADMIN = ['write', 'invite', 'changeMembers', 'remove'] as const;
const admin = room('admin', [...ADMIN]);
const owner = room('owner', [...ADMIN, 'configure', 'destroy']);
const names = (deeds: ReturnType<typeof deedsWith>) => deeds.map((deed) => (typeof deed === 'string' ? deed : `${deed.rank}${deed.now ? '!' : ''}`));

describe('what may be done with somebody', () => {
  it('is nothing with oneself, and only writing without rights', () => {
    expect(names(deedsWith(member({ me: true }), owner))).toEqual([]);
    expect(names(deedsWith(member(), room('member', ['write'])))).toEqual(['write']);
    expect(names(deedsWith(member({ address: null, id: 'r@rooms/Tom' }), room('none', ['write'])))).toEqual([]);
  });
  it('ends for an administrator below their own height', () => {
    expect(names(deedsWith(member(), admin))).toEqual(['write', 'remove', 'ban']);
    expect(names(deedsWith(member({ affiliation: 'none' }), admin))).toEqual(['write', 'member', 'remove', 'ban']);
    expect(names(deedsWith(member({ affiliation: 'admin' }), admin))).toEqual(['write']);
    expect(names(deedsWith(member({ affiliation: 'owner' }), admin))).toEqual(['write']);
  });
  it('is everything for an owner', () => {
    expect(names(deedsWith(member({ affiliation: 'owner' }), owner))).toEqual(['write', 'owner!', 'admin', 'member', 'remove', 'ban']);
  });
  it('gives and takes the voice where only some may write', () => {
    const moderated = room('admin', [...ADMIN], true);
    expect(names(deedsWith(member({ role: 'visitor' }), moderated))).toContain('giveVoice');
    expect(names(deedsWith(member(), moderated))).toContain('takeVoice');
    expect(names(deedsWith(member({ availability: 'offline', role: 'none' }), moderated))).not.toContain('giveVoice');
  });
  it('lets the banned come back, and nothing else', () => {
    expect(names(deedsWith(member({ affiliation: 'outcast' }), admin))).toEqual(['unban']);
    expect(names(deedsWith(member({ affiliation: 'outcast' }), room('member', ['write'])))).toEqual([]);
  });
  it('takes out whoever belongs by their belonging, and a guest by sending them out', () => {
    expect(removal(member(), admin)).toBe('belonging');
    expect(removal(member({ affiliation: 'none' }), admin)).toBe('presence');
    expect(removal(member({ affiliation: 'none', availability: 'offline' }), admin)).toBe(null);
    expect(removal(member(), room('none', ['remove']))).toBe('presence');
  });
});
