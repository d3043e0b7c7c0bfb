// The name of a group, made from the names of its people.
import { describe, expect, it } from 'vitest';
import { groupName } from './groupName';

const join = (names: readonly string[]) => names.join(', ');

describe('the name of a group', () => {
  it('is the first names of its people', () => {
    expect(groupName(['Anna Berg', 'Tom Adler', 'eve@other.example'], join)).toBe('Anna, Tom, eve');
    expect(groupName(['', '  Zoë  Ångström', 'Bob'], join)).toBe('Zoë, Bob');
  });
  it('stays short', () => {
    expect(groupName(['A', 'B', 'C', 'D', 'E', 'F'], join)).toBe('A, B, C, +3');
    expect([...groupName(['😀'.repeat(300)], join)]).toHaveLength(100);
  });
});
