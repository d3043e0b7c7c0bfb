// Tabs as people know them from browsers.
import { describe, expect, it } from 'vitest';
import { NO_TABS, closed, moved, neighbour, nth, opened, readTabs, reopened, type Tabs } from './tabs';

const of = (ids: string, current: string | null = null): Tabs => ({ ids: [...ids], current, closed: [] });
const shown = ({ ids, current }: Tabs) => ids.map((id) => (id === current ? `[${id}]` : id)).join('');

describe('tabs', () => {
  it('a choice changes the tab one is in; a new one stands behind it', () => {
    expect(shown(opened(NO_TABS, 'a', false))).toBe('[a]');
    expect(shown(opened(of('abc', 'b'), 'x', false))).toBe('a[x]c');
    expect(shown(opened(of('abc', 'b'), 'x', true))).toBe('ab[x]c');
    expect(shown(opened(of('abc', 'b'), 'c', false))).toBe('ab[c]');
    expect(shown(opened(of('abc', 'b'), 'a', true))).toBe('[a]bc');
  });

  it('the neighbour takes over', () => {
    expect(shown(closed(of('abc', 'b'), 'b'))).toBe('a[c]');
    expect(shown(closed(of('abc', 'c'), 'c'))).toBe('a[b]');
    expect(shown(closed(of('abc', 'c'), 'a'))).toBe('b[c]');
    expect(closed(of('a', 'a'), 'a').current).toBeNull();
    expect(closed(of('a', 'a'), 'x')).toEqual(of('a', 'a'));
  });

  it('what was closed comes back where it stood, latest first', () => {
    const left = closed(closed(of('abc', 'b'), 'b'), 'a');
    expect(shown(left)).toBe('[c]');
    expect(shown(reopened(left))).toBe('[a]c');
    expect(shown(reopened(reopened(left)))).toBe('a[b]c');
    expect(reopened(NO_TABS)).toEqual(NO_TABS);
  });

  it('goes round', () => {
    expect(neighbour(of('abc', 'c'), 1)).toBe('a');
    expect(neighbour(of('abc', 'a'), -1)).toBe('c');
    expect(neighbour(of('abc'), 1)).toBe('a');
    expect(neighbour(NO_TABS, 1)).toBeNull();
    expect([nth(of('abc'), 1), nth(of('abc'), 4), nth(of('abc'), 9)]).toEqual(['a', null, 'c']);
  });

  it('is put in another order', () => {
    expect(shown(moved(of('abc', 'a'), 'a', 2))).toBe('bc[a]');
    expect(shown(moved(of('abc', 'a'), 'c', 0))).toBe('c[a]b');
    expect(shown(moved(of('abc', 'a'), 'x', 0))).toBe('[a]bc');
  });

  it('remembers, and forgives what it cannot read', () => {
    expect(readTabs('{"ids":["a","a",3,"b"],"current":"b","account":"me"}')).toEqual({ ids: ['a', 'b'], current: 'b', account: 'me' });
    expect(readTabs('{"ids":["a"],"current":"z"}')).toEqual({ ids: ['a'], current: null, account: '' });
    for (const text of [null, '', '{', '[]', '{"ids":4}']) expect(readTabs(text).ids).toEqual([]);
  });
});
