// What the quick switcher shows of what was found.
import { describe, expect, it } from 'vitest';
import type { QuickRow } from '../../ipc/generated/QuickRow';
import { parts, placeOf, shownRows } from './lines';

const nothing = { unread: 0, mentions: 0, marked: false, calling: 0 };
const person = (address: string): QuickRow => ({
  is: 'person',
  id: `person:${address}`,
  address,
  name: address,
  title: '',
  avatar: null,
  availability: 'offline',
  ...nothing,
  matches: [],
});
const room = (room: string): QuickRow => ({ is: 'room', id: `room:${room}`, room, name: room, ...nothing, matches: [] });
const rows = [person('anna'), room('hall'), person('tom')];

describe('the quick switcher', () => {
  it('offers where one was last, and not where one is', () => {
    const last = shownRows(rows, ' ', 'anna');
    expect(last.map((row) => placeOf(row).conversation)).toEqual(['hall', 'tom']);
    expect(parts(last, '').map(({ kind, rows }) => [kind, rows.length])).toEqual([['last', 2]]);
  });
  it('shows what was found by kind, each line with its place in the whole', () => {
    const found = [person('anna'), person('tom'), room('hall')];
    expect(shownRows(found, 'a', 'anna')).toBe(found);
    expect(parts(found, 'a').map(({ kind, rows }) => [kind, rows.map(({ index }) => index)])).toEqual([
      ['person', [0, 1]],
      ['room', [2]],
    ]);
  });
});
