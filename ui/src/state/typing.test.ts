// Typing notices against a clock of our own.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TYPING_PAUSE_MS, TYPING_RENEW_MS, TypingNotice } from './typing';
import type { Command } from '../ipc/generated/Command';

let sent: Command[] = [];
const send = (command: Command) => void sent.push(command);

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
});
afterEach(() => vi.useRealTimers());

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
