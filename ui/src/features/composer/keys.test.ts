// Enter in its combinations.
import { describe, expect, it } from 'vitest';
import { excess, sends } from './keys';

const none = { key: 'Enter', shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, keyCode: 13 };

describe('excess', () => {
  it('counts bytes and speaks of characters', () => {
    expect(excess('a'.repeat(60_000))).toBe(0);
    expect(excess('a'.repeat(60_010))).toBe(10);
    expect(excess('é'.repeat(30_000))).toBe(0);
    expect(excess('é'.repeat(30_005))).toBe(5);
  });
});

describe('sends', () => {
  it('with Enter', () => {
    expect(sends(none, 'enter')).toBe('send');
    expect(sends({ ...none, ctrlKey: true }, 'enter')).toBe('break');
  });
  it('with Ctrl+Enter', () => {
    expect(sends(none, 'ctrlEnter')).toBeNull();
    expect(sends({ ...none, ctrlKey: true }, 'ctrlEnter')).toBe('send');
    expect(sends({ ...none, metaKey: true }, 'ctrlEnter')).toBe('send');
  });
  it('never with Shift, nor while an input method composes', () => {
    for (const key of ['enter', 'ctrlEnter'] as const) {
      expect(sends({ ...none, shiftKey: true }, key)).toBeNull();
      expect(sends({ ...none, isComposing: true }, key)).toBeNull();
      expect(sends({ ...none, keyCode: 229 }, key)).toBeNull();
    }
  });
  it('leaves other keys alone', () => expect(sends({ ...none, key: 'a' }, 'enter')).toBeNull());
});
