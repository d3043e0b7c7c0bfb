// Media types in people's words.
import { expect, it } from 'vitest';
import { kinds } from './kinds';

it('names each kind once, and a type without a word as it is', () => {
  const types = ['application/x-zip-compressed', 'image/png', 'image/jpeg', 'application/msword', 'application/zip', 'model/stl'];
  expect(kinds(types)).toEqual(['pictures', 'office documents', 'archives', 'model/stl']);
  expect(kinds([])).toEqual([]);
});
