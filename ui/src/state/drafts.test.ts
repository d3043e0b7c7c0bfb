// Drafts against a clock of our own: when they are written down, and what answers and corrections do to them.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Command } from '../ipc/generated/Command';
import { DRAFT_PAUSE_MS, Drafts } from './drafts.svelte';

let sent: Command[] = [];
const drafts = () => new Drafts((command) => void sent.push(command), () => Promise.resolve('staged'));
const plain = (text: string) => ({ text, mentions: [] });

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
    expect(sent).toEqual([{ do: 'saveDraft', conversation: 'tom@x', text: 'Hi', of: null }]);
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
    draft.load('kept', { is: 'reply', to: '7' });
    expect([draft.text, draft.of]).toEqual(['kept', { is: 'reply', to: '7' }]);
    draft.type('', 0);
    draft.load('kept', null);
    expect(draft.text).toBe('');
  });

  it('says what it answers, and no more once that is left', () => {
    const draft = drafts().of('tom@x');
    draft.type('yes', 3);
    draft.reply('7');
    draft.flush();
    draft.leave();
    draft.flush();
    expect(sent.map((command) => (command.do === 'saveDraft' ? [command.text, command.of] : null))).toEqual([
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
