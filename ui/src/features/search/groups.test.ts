// Results under their headings.
import { describe, expect, it } from 'vitest';
import type { Found } from '../../state/results.svelte';
import { grouped } from './groups';

const found = (id: string, conversation: string, at: Date): Found => ({
  id,
  conversation,
  conversationName: conversation,
  room: false,
  author: 'anna',
  authorName: 'Anna',
  avatar: null,
  at: at.getTime(),
  text: '',
  matches: [],
  file: null,
});
const rows = [
  found('4', 'tom', new Date(2026, 4, 3, 9)),
  found('3', 'hall', new Date(2026, 4, 3, 0, 1)),
  found('2', 'tom', new Date(2026, 4, 2, 23, 59)),
  found('1', 'tom', new Date(2025, 4, 2)),
];
const shown = (by: 'day' | 'conversation') => grouped(rows, by).map(({ rows }) => rows.map(({ id }) => id).join(' '));

describe('results', () => {
  it('are arranged by day', () => expect(shown('day')).toEqual(['4 3', '2', '1']));
  it('are arranged by conversation, the one with the newest first', () => expect(shown('conversation')).toEqual(['4 2 1', '3']));
});
