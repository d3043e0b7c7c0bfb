// Grouping and dividers.
import { describe, expect, it } from 'vitest';
import { layOut, type Item } from './items';
import type { TimelineRow } from '../../state/talk.svelte';

const at = (text: string): number => new Date(`2026-11-${text}`).getTime();
function message(id: string, author: string, when: string): TimelineRow {
  const mine = author === 'me';
  return { is: 'message', id, mine, author, authorName: author, avatar: null, body: id, text: { blocks: [], big: false, action: false }, at: at(when), state: null, reply: null, forwarded: null, file: null, reactions: [], edited: false, retracted: null, mentionsMe: false, pinned: false, can: [] };
}
const shape = (items: Item[]): string =>
  items.map((item) => (item.kind === 'message' ? `${item.head ? '[' : ''}${item.key}${item.tail ? ']' : ''}` : item.kind)).join(' ');

describe('layOut', () => {
  it('groups lines of one author within five minutes', () => {
    const rows = [message('a', 'tom', '16T09:00'), message('b', 'tom', '16T09:05'), message('c', 'tom', '16T09:11'), message('d', 'me', '16T09:12')];
    expect(shape(layOut(rows, null))).toBe('day [a b] [c] [d]');
  });

  it('divides days, even for one author at midnight', () => {
    const rows = [message('a', 'tom', '16T23:59'), message('b', 'tom', '17T00:01')];
    expect(shape(layOut(rows, null))).toBe('day [a] day [b]');
  });

  it('puts New above the divider’s message and begins a group there', () => {
    const rows = [message('a', 'tom', '16T09:00'), message('b', 'tom', '16T09:01')];
    expect(shape(layOut(rows, 'b'))).toBe('day [a] new [b]');
    expect(shape(layOut(rows, 'a'))).toBe('day new [a b]');
  });

  it('marks what others said below New, wherever that stands', () => {
    const rows = [message('a', 'tom', '16T09:00'), message('b', 'tom', '16T09:01'), message('c', 'me', '16T09:02'), message('d', 'tom', '16T09:03')];
    const fresh = (items: Item[]) => items.flatMap((item) => (item.kind === 'message' && item.fresh ? [item.key] : []));
    expect(fresh(layOut(rows, 'b'))).toEqual(['b', 'd']);
    expect(fresh(layOut(rows, null))).toEqual([]);
    expect(fresh(layOut(rows.slice(2), 'b', [], true))).toEqual(['d']);
    // What was fresh is drawn again once it is not.
    const [before, after] = [layOut(rows, 'b'), layOut(rows, null, layOut(rows, 'b'))];
    expect(after.at(-1)).not.toBe(before.at(-1));
    expect(fresh(after)).toEqual([]);
  });

  it('puts together who came one after the other', () => {
    const notice = (id: string, is: 'joined' | 'left', when: string): TimelineRow => ({ is: 'notice', id, at: at(when), notice: { is, who: id } });
    const rows = [notice('a', 'joined', '16T09:00'), notice('b', 'joined', '16T09:01'), notice('c', 'left', '16T09:02'), notice('d', 'left', '16T09:30'), message('e', 'tom', '16T09:31')];
    const notices = layOut(rows, null).flatMap((item) => (item.kind === 'notice' ? [item.rows.map(({ id }) => id).join('+')] : []));
    expect(notices).toEqual(['a+b', 'c', 'd']);
  });

  it('breaks groups at gaps', () => {
    const rows: TimelineRow[] = [message('a', 'tom', '16T09:00'), { is: 'gap', id: 'g', lost: false }, message('b', 'tom', '16T09:01')];
    expect(shape(layOut(rows, null))).toBe('day [a] gap [b]');
  });

  it('draws a gap anew when what was to come turns out to be lost', () => {
    const rows = (lost: boolean): TimelineRow[] => [{ is: 'gap', id: 'g', lost }, message('a', 'tom', '16T09:00')];
    const before = layOut(rows(false), null);
    expect(layOut(rows(false), null, before)[0]).toBe(before[0]);
    expect(layOut(rows(true), null, before)[0]).toEqual({ kind: 'gap', key: 'g', lost: true });
  });

  it('hands back what is as it was, and makes anew only what changed', () => {
    const notice = (id: string): TimelineRow => ({ is: 'notice', id, at: at('16T09:20'), notice: { is: 'joined', who: id } });
    const rows = [message('a', 'tom', '16T09:00'), message('b', 'tom', '16T09:01'), { is: 'gap', id: 'g', lost: false } as const, notice('n'), message('c', 'tom', '16T09:30')];
    const before = layOut(rows, 'c');
    const fresh = (items: Item[]) => items.filter((item) => !before.includes(item)).map((item) => item.key);
    expect(fresh(layOut(rows, 'c', before))).toEqual([]);
    // A line more ends another group; a line that says something else is another row.
    expect(fresh(layOut([...rows, message('d', 'tom', '16T09:31')], 'c', before))).toEqual(['c', 'd']);
    expect(fresh(layOut(rows.with(0, message('a', 'tom', '16T09:00')), 'c', before))).toEqual(['a']);
    expect(fresh(layOut(rows.toSpliced(4, 0, notice('m')), 'c', before))).toEqual(['n']);
    expect(fresh(layOut(rows.slice(1), 'c', before))).toEqual(['day b', 'b']);
  });

  it('never uses a key twice, also where times run backwards', () => {
    const rows = [message('a', 'tom', '16T09:00'), message('b', 'tom', '17T09:00'), message('c', 'tom', '16T10:00')];
    const keys = layOut(rows, null).map((item) => item.key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
