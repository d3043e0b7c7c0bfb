// The beginning of the unread part, as the "New" divider needs it.
import { describe, expect, it } from 'vitest';
import { firstUnread, newestIncoming } from './unread';
import type { TimelineRow } from '../ipc/generated/TimelineRow';

const message = (id: string, mine = false): TimelineRow => ({
  is: 'message',
  id,
  mine,
  author: 'tom@x',
  authorName: 'Tom',
  avatar: null,
  body: id,
  text: { blocks: [], big: false, action: false },
  at: 0,
  state: null,
  reply: null,
  forwarded: null,
  file: null,
  reactions: [],
  edited: false,
  retracted: null,
  mentionsMe: false,
  pinned: false,
  can: [],
});
const whole = { before: 0, after: 0 };
const rows = [message('a'), message('b', true), message('c'), message('d', true), message('e')];

describe('firstUnread', () => {
  it('is the first foreign message behind the last one read', () => {
    expect(firstUnread(rows, 'a', 2, whole)).toBe('c');
    expect(firstUnread(rows, 'c', 1, whole)).toBe('e');
  });
  it('is none where everything behind is one’s own', () => {
    expect(firstUnread(rows.slice(0, 2), 'a', 0, whole)).toBeNull();
  });
  it('counts from the end where the last one read is not in the window', () => {
    expect(firstUnread(rows, 'gone', 2, whole)).toBe('c');
    expect(firstUnread(rows, null, 3, whole)).toBe('a');
    expect(firstUnread(rows, null, 9, whole)).toBeNull();
  });
  it('is not counted in a window that does not reach the end', () => {
    expect(firstUnread(rows, null, 150, { before: 0, after: 145 })).toBe('a');
    expect(firstUnread(rows, 'gone', 2, { before: 5, after: 145 })).toBeNull();
  });
});

describe('newestIncoming', () => {
  it('passes over own messages and gaps', () => {
    expect(newestIncoming([...rows, message('f', true), { is: 'gap', id: 'g', lost: false }])).toBe('e');
    expect(newestIncoming([message('f', true)])).toBeNull();
  });
});
