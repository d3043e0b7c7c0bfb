// Drafts against a clock of our own: when they are written down, and what answers and corrections do to them.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Command } from '../ipc/generated/Command';
import type { DraftFile } from '../ipc/generated/DraftFile';
import type { DraftOf } from '../ipc/generated/DraftOf';
import type { DraftRow } from '../ipc/generated/DraftRow';
import { DRAFT_PAUSE_MS, Drafts } from './drafts.svelte';

let sent: Command[] = [];
const drafts = () => new Drafts((command) => void sent.push(command), () => Promise.resolve('staged'));
const plain = (text: string) => ({ text, mentions: [] });
const row = (text: string, of: DraftOf | null = null): DraftRow => ({ words: plain(text), of, files: [], aside: null });
const kept = (id: string, gone = false): DraftFile => ({ id, name: `${id}.png`, size: 3, thumbnail: !gone, gone });

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
});
afterEach(() => vi.useRealTimers());

describe('a draft', () => {
  it('is written down once, after the pause', () => {
    const draft = drafts().of('tom@x');
    draft.type('H', 1);
    vi.advanceTimersByTime(DRAFT_PAUSE_MS - 1);
    draft.type('Hi', 2);
    vi.advanceTimersByTime(DRAFT_PAUSE_MS);
    expect(sent).toEqual([{ do: 'saveDraft', conversation: 'tom@x', words: plain('Hi'), of: null, files: [], aside: null }]);
  });

  it('is written down at once on leaving, and not again', () => {
    const draft = drafts().of('tom@x');
    draft.type('Hi', 2);
    draft.flush();
    draft.flush();
    vi.advanceTimersByTime(DRAFT_PAUSE_MS * 2);
    expect(sent).toHaveLength(1);
  });

  it('is another one in each conversation', () => {
    const all = drafts();
    all.of('tom@x').type('Hi', 2);
    all.of('eve@x').type('', 0);
    all.flushAll();
    expect(sent).toHaveLength(2);
    expect(all.of('tom@x').text).toBe('Hi');
    expect(all.of('ann@x').text).toBe('');
  });

  it('comes from the core until something was typed', () => {
    const draft = drafts().of('tom@x');
    draft.load(row('kept', { is: 'reply', to: '7' }));
    expect([draft.text, draft.of]).toEqual(['kept', { is: 'reply', to: '7' }]);
    draft.type('', 0);
    draft.load(row('kept'));
    expect(draft.text).toBe('');
  });

  it('has what a link would have one write below what is there, once', () => {
    const draft = drafts().of('tom@x');
    draft.suggest('Hello Tom');
    expect(draft.text).toBe('');
    draft.load(row('kept', { is: 'reply', to: '7' }));
    expect([draft.text, draft.of]).toEqual(['kept\nHello Tom', { is: 'reply', to: '7' }]);
    draft.suggest('Hello Tom');
    expect(draft.text).toBe('kept\nHello Tom');
    draft.flush();
    expect(sent).toEqual([
      { do: 'saveDraft', conversation: 'tom@x', words: plain('kept\nHello Tom'), of: { is: 'reply', to: '7' }, files: [], aside: null },
    ]);
    const empty = drafts().of('eve@x');
    empty.load(row(''));
    empty.suggest('Hello Eve');
    expect(empty.text).toBe('Hello Eve');
  });

  it('keeps what a link would have one write out of a correction', () => {
    const draft = drafts().of('tom@x');
    draft.type('half a thought', 14);
    draft.correct('3', plain('teh'));
    draft.suggest('Hello Tom');
    expect(draft.text).toBe('teh');
    draft.leave();
    expect(draft.text).toBe('half a thought\nHello Tom');
  });

  it('is gone on with as a whole: people it names, files, what a correction set aside', async () => {
    const draft = drafts().of('tom@x');
    const mentions = [{ begin: 0, end: 4, address: 'eve@x' }];
    const words = { text: '@Eve the', mentions };
    draft.load({ words, of: { is: 'correction', of: '3' }, files: [kept('a'), kept('b', true)], aside: plain('half a thought') });
    expect(draft.written).toEqual(words);
    expect(draft.staging.files.map(({ name, thumbnail, ready, why }) => [name, thumbnail, ready, why])).toEqual([
      ['a.png', 'a', true, null],
      ['b.png', null, false, 'notFound'],
    ]);
    expect(await draft.staging.handedOver(draft.staging.files)).toBeNull();
    draft.type('@Eve then', 9);
    draft.flush();
    draft.leave();
    draft.staging.remove(draft.staging.files[1]!);
    draft.flush();
    const common = { do: 'saveDraft', conversation: 'tom@x' };
    expect(sent).toEqual([
      { ...common, words: { text: '@Eve then', mentions }, of: { is: 'correction', of: '3' }, files: ['a', 'b'], aside: plain('half a thought') },
      { ...common, words: plain('half a thought'), of: null, files: ['a'], aside: null },
    ]);
    expect(await draft.staging.handedOver(draft.staging.files)).toEqual(['a']);
  });

  it('is written down when a file has been handed over', async () => {
    const draft = drafts().of('tom@x');
    draft.staging.add([new File(['abc'], 'a.png')], null);
    await draft.staging.files[0]!.done;
    await Promise.resolve();
    draft.flush();
    expect(sent).toEqual([{ do: 'saveDraft', conversation: 'tom@x', words: plain(''), of: null, files: ['staged'], aside: null }]);
  });

  it('that was sent is taken out by the core; nothing is written down after that', () => {
    const draft = drafts().of('tom@x');
    draft.type('Hi', 2);
    draft.sent();
    vi.advanceTimersByTime(DRAFT_PAUSE_MS * 2);
    expect(sent).toEqual([]);
  });

  it('leaves nothing to be written down once the account is gone', () => {
    const all = drafts();
    all.of('tom@x').load({ ...row('x'), files: [kept('a')] });
    all.forget();
    vi.advanceTimersByTime(DRAFT_PAUSE_MS * 2);
    expect(sent.filter((command) => command.do === 'saveDraft')).toEqual([]);
  });

  it('says what it answers, and no more once that is left', () => {
    const draft = drafts().of('tom@x');
    draft.type('yes', 3);
    draft.reply('7');
    draft.flush();
    draft.leave();
    draft.flush();
    expect(sent.map((command) => (command.do === 'saveDraft' ? [command.words.text, command.of] : null))).toEqual([
      ['yes', { is: 'reply', to: '7' }],
      ['yes', null],
    ]);
  });

  it('steps aside for a correction and comes back', () => {
    const draft = drafts().of('tom@x');
    draft.type('half a thought', 14);
    draft.correct('3', plain('teh'));
    draft.type('the', 3);
    expect([draft.text, draft.correcting]).toEqual(['the', '3']);
    draft.correct('2', plain('older'));
    draft.leave();
    expect([draft.text, draft.of]).toEqual(['half a thought', null]);
    draft.correct('3', plain('teh'));
    draft.sent();
    expect([draft.text, draft.of]).toEqual(['half a thought', null]);
    draft.sent();
    expect(draft.text).toBe('');
  });

  it('is back where it could not be sent, unless something else was begun', () => {
    const draft = drafts().of('tom@x');
    draft.reply('7');
    draft.sent();
    draft.giveBack(plain('lost?'), { is: 'reply', to: '7' });
    expect([draft.text, draft.of]).toEqual(['lost?', { is: 'reply', to: '7' }]);
    draft.giveBack(plain('older'), null);
    expect(draft.text).toBe('lost?');
  });
});
