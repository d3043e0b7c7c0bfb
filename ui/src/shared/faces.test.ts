// Hue (test vectors of XEP-0392 §A), initials and short names.
import { describe, expect, it } from 'vitest';
import { hueOf, sha1 } from './hue';
import { initials, shortName } from './initials';

const hex = (words: number[]): string => words.map((word) => word.toString(16).padStart(8, '0')).join('');

describe('hueOf', () => {
  it.each([
    ['Romeo', 327.255249],
    ['juliet@capulet.lit', 209.410400],
    ['😺', 331.199341],
    ['council', 359.994507],
  ])('%s', (address, degrees) => expect(hueOf(address)).toBeCloseTo(degrees, 5));

  it('hashes as RFC 3174 says, over more than one block too', () => {
    expect(hex(sha1(new TextEncoder().encode('abc')))).toBe('a9993e364706816aba3e25717850c26c9cd0d89d');
    expect(hex(sha1(new TextEncoder().encode('a'.repeat(1000))))).toBe('291e9a6c66994949b57ba5e650361e98fc36b1ba');
  });
});

describe('initials', () => {
  it.each([
    ['Anna Berg', 'AB'],
    ['Jean-Luc de la Tour', 'JT'],
    ['anna.berg', 'AB'],
    ['Cher', 'C'],
    ['Tom Adler (Sales)', 'TA'],
    ['سارة حداد', 'سح'],
    ['李小龙', '李'],
    ['𝒜nna Berg', '𝒜B'],
    ['!!!', '!'],
    ['', '?'],
  ])('%s', (name, letters) => expect(initials(name)).toBe(letters));
});

describe('shortName', () => {
  it.each([
    ['Beatrix von Hohenberg', 'Beatrix'],
    ['Dr. Anna Berg', 'Anna'],
    ['王小明', '王小明'],
    ['anna.berg', 'anna.berg'],
    ['B.', 'B.'],
  ])('%s', (name, short) => expect(shortName(name)).toBe(short));
});
