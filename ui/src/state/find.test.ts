// A search in one conversation: what is counted, and that the hit one is at stays the same message.
import { describe, expect, it } from 'vitest';
import type { Client } from '../ipc/client';
import type { Command } from '../ipc/generated/Command';
import type { SearchRow } from '../ipc/generated/SearchRow';
import { Find } from './find.svelte';

const row = (n: number): SearchRow => ({
  id: String(n),
  conversation: 'bob',
  conversationName: 'Bob',
  room: false,
  author: 'bob',
  authorName: 'Bob',
  avatar: null,
  at: n,
  text: '',
  matches: [],
  file: null,
});

/** A search whose core answers with these hits, newest first, and more behind them or not. */
function found() {
  const asked: Command[] = [];
  let take: (patches: unknown[]) => void = () => undefined;
  const client = {
    execute: (command: Command) => (asked.push(command), Promise.resolve()),
    open: (_view: unknown, onPatches: typeof take) => ((take = onPatches), { id: 1, close: () => undefined }),
  };
  const find = new Find(client as unknown as Client, 'bob', (command) => asked.push(command));
  const answer = (ids: number[], after: number) => take([{ op: 'reset', rows: ids.map(row), before: 0, after }]);
  return { find, asked, answer };
}

describe('a search in a conversation', () => {
  it('counts only what was found, and says where there is more', async () => {
    const { find, answer } = found();
    answer([], 0);
    find.search('word');
    expect(find.nothing).toBe(false);
    answer([], 1);
    await Promise.resolve();
    expect([find.hits.length, find.nothing]).toEqual([0, false]);
    answer([9, 8], 1);
    expect([find.hits.length, find.more]).toEqual([2, true]);
    answer([9, 8, 7], 0);
    expect([find.hits.length, find.more]).toEqual([3, false]);
  });

  it('shows nothing of what was asked before', async () => {
    const { find, answer } = found();
    find.search('word');
    answer([9], 0);
    await Promise.resolve();
    expect(find.hits.length).toBe(1);
    find.search('words');
    expect([find.hits.length, find.nothing]).toEqual([0, false]);
    answer([], 0);
    await Promise.resolve();
    expect(find.nothing).toBe(true);
  });

  it('stays at the same hit when others come', async () => {
    const { find, answer } = found();
    find.search('word');
    answer([9, 8, 7], 0);
    await Promise.resolve();
    expect(find.turnTo(0)).toBe('9');
    answer([10, 9, 8, 7], 0);
    expect(find.at).toBe(1);
    expect(find.step(true)).toBe('8');
    answer([12, 11, 10, 9, 8, 7], 0);
    expect(find.at).toBe(4);
    // One that is gone leaves its place to the next.
    answer([9, 7], 0);
    expect(find.at).toBe(1);
  });

  it('goes around the end only where that is the end', async () => {
    const { find, asked, answer } = found();
    find.search('word');
    answer([9, 8], 1);
    await Promise.resolve();
    find.turnTo(0);
    expect(find.step(false)).toBe(null);
    expect(asked.at(-1)).toEqual({ do: 'loadNewer', view: 1 });
    answer([9, 8], 0);
    expect(find.step(false)).toBe('8');
    expect(find.step(true)).toBe('9');
  });
});
