// Addresses of new rooms: readable, unique, and always an address.
import { describe, expect, it } from 'vitest';
import { roomAddress } from './roomAddress';

const at = (name: string, chance = [0, 1, 2, 3, 4, 5, 6, 7]) => roomAddress(name, 'rooms.example', new Uint8Array(chance));

describe('the address of a new room', () => {
  it('is readable, and ends in chance', () => {
    expect(at('Summer party 2027!')).toBe('summer-party-2027-abcdefgh@rooms.example');
    expect(at('Größe & Maße')).toBe('grosse-masse-abcdefgh@rooms.example');
    expect(at('Lunch', [31, 30, 62, 255, 9, 9, 9, 9])).not.toBe(at('Lunch'));
  });
  it('holds only what addresses hold, whatever the name is', () => {
    expect(at('حفل الصيف')).toBe('room-abcdefgh@rooms.example');
    expect(at('"@/<>&\' ')).toBe('room-abcdefgh@rooms.example');
    expect(at('x'.repeat(500))).toBe(`${'x'.repeat(32)}-abcdefgh@rooms.example`);
    expect(at('a'.repeat(31) + ' b')).toBe(`${'a'.repeat(31)}-abcdefgh@rooms.example`);
  });
});
