// Drafts and typing notices against a clock of our own.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DRAFT_PAUSE_MS, Drafts, TYPING_PAUSE_MS, TYPING_RENEW_MS, TypingNotice } from './throttle';
import type { Command } from '../ipc/generated/Command';

let sent: Command[] = [];
const send = (command: Command) => void sent.push(command);

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
});
afterEach(() => vi.useRealTimers());

describe('Drafts', () => {
  it('writes down once, after the pause', () => {
    const drafts = new Drafts(send);
    drafts.set('tom@x', 'H');
    vi.advanceTimersByTime(DRAFT_PAUSE_MS - 1);
    drafts.set('tom@x', 'Hi');
    vi.advanceTimersByTime(DRAFT_PAUSE_MS);
    expect(sent).toEqual([{ do: 'saveDraft', conversation: 'tom@x', text: 'Hi', of: null }]);
  });

  it('writes down at once on leaving, and not again', () => {
    const drafts = new Drafts(send);
    drafts.set('tom@x', 'Hi');
    drafts.flush('tom@x');
    drafts.flush('tom@x');
    vi.advanceTimersByTime(DRAFT_PAUSE_MS * 2);
    expect(sent).toHaveLength(1);
  });

  it('keeps conversations apart and remembers an emptied one', () => {
    const drafts = new Drafts(send);
    drafts.set('tom@x', 'Hi');
    drafts.set('eve@x', '');
    drafts.flushAll();
    expect(sent).toHaveLength(2);
    expect(drafts.get('eve@x')).toBe('');
    expect(drafts.get('ann@x')).toBeUndefined();
  });
});

describe('TypingNotice', () => {
  const typing = () => sent.map((command) => (command.do === 'typing' ? command.active : null));

  it('says it once, renews while writing goes on, and says when it stopped', () => {
    const notice = new TypingNotice(send, () => Date.now());
    notice.typed('tom@x', 'H');
    notice.typed('tom@x', 'He');
    expect(typing()).toEqual([true]);
    vi.advanceTimersByTime(TYPING_RENEW_MS);
    notice.typed('tom@x', 'Hel');
    expect(typing()).toEqual([true, true]);
    vi.advanceTimersByTime(TYPING_PAUSE_MS);
    expect(typing()).toEqual([true, true, false]);
  });

  it('stops on an emptied field, and says nothing after a sent message', () => {
    const notice = new TypingNotice(send, () => Date.now());
    notice.typed('tom@x', 'H');
    notice.typed('tom@x', ' ');
    expect(typing()).toEqual([true, false]);
    notice.typed('tom@x', 'H');
    notice.sent();
    vi.advanceTimersByTime(TYPING_PAUSE_MS * 2);
    expect(typing()).toEqual([true, false, true]);
  });

  it('stops in one conversation before it starts in another', () => {
    const notice = new TypingNotice(send, () => Date.now());
    notice.typed('tom@x', 'H');
    notice.typed('eve@x', 'H');
    expect(sent.map((command) => (command.do === 'typing' ? `${command.conversation} ${command.active}` : ''))).toEqual([
      'tom@x true',
      'tom@x false',
      'eve@x true',
    ]);
  });
});
