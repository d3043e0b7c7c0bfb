// Which keys mean what.
import { describe, expect, it } from 'vitest';
import { keysOf, pieces } from './keys';
import { chordOf, keyTable, shortcut } from './shortcuts';

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'isComposing', boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  ...held,
});

describe('shortcut', () => {
  it('knows the commands, on either kind of keyboard', () => {
    expect(shortcut(press('k', { ctrlKey: true }), true)).toBe('quick');
    expect(shortcut(press('k', { metaKey: true }), false)).toBe('quick');
    expect(shortcut(press('F', { ctrlKey: true, shiftKey: true }), true)).toBe('search');
    expect(shortcut(press('ArrowUp', { altKey: true }), true)).toBe('previous');
    expect(shortcut(press('ArrowDown', { altKey: true }), true)).toBe('next');
    expect(shortcut(press('=', { ctrlKey: true }), true)).toBe('larger');
  });
  it('goes through tabs as browsers do', () => {
    const control = (key: string, shiftKey = false) => shortcut(press(key, { ctrlKey: true, shiftKey }), true);
    expect([control('Tab'), control('Tab', true), control('PageDown'), control('PageUp')]).toEqual([{ by: 1 }, { by: -1 }, { by: 1 }, { by: -1 }]);
    expect([control('3'), control('9')]).toEqual([{ nth: 3 }, { nth: 9 }]);
    expect([control('n'), control('w'), control('t'), control('T', true), control('f')]).toEqual(['begin', 'closeTab', 'freshTab', 'reopenTab', 'find']);
    expect(control('0')).toBe('normal');
  });
  it('gives letters to the composer only where no field has them', () => {
    expect(shortcut(press('h'), false)).toBe('type');
    expect(shortcut(press('h'), true)).toBeNull();
    expect(shortcut(press('Enter'), false)).toBeNull();
    expect(shortcut(press(' '), false)).toBeNull();
    expect(shortcut(press('c', { ctrlKey: true }), false)).toBeNull();
  });
  it('knows keys on keyboards that lay them out otherwise', () => {
    // Shift and 7 in Germany; Ctrl and the letter that lies where K does.
    expect(shortcut(press('/', { ctrlKey: true, shiftKey: true }), true)).toBe('help');
    expect(shortcut({ ...press('ن', { ctrlKey: true }), code: 'KeyK' }, true)).toBe('quick');
    expect(shortcut({ ...press('ن'), code: 'KeyK' }, true)).toBeNull();
  });
  it('begins a search by a slash, where no field has it', () => {
    expect(shortcut(press('/'), false)).toBe('search');
    expect(shortcut(press('/'), true)).toBeNull();
  });
  it('leaves an input method alone', () => expect(shortcut(press('Escape', { isComposing: true }), true)).toBeNull());
});

describe('the table', () => {
  it('gives no keys two meanings in one place', () => {
    for (const sendKey of ['enter', 'ctrlEnter'] as const) {
      const all = keyTable(sendKey).flatMap(({ place, keys }) => keys.map((chord) => `${place ?? 'anywhere'} ${keysOf(chord, false)}`));
      expect(all.filter((each, at) => all.indexOf(each) !== at)).toEqual([]);
    }
  });
  it('is read as keyboards are printed', () => {
    expect(keysOf(chordOf('reopenTab'), false)).toBe('Ctrl+Shift+T');
    expect(keysOf(chordOf('reopenTab'), true)).toBe('⇧⌘T');
    expect(pieces(chordOf('nextTab'), true)).toEqual(['⌃', '⇥']);
    expect(keysOf(chordOf('previous'), false)).toBe('Alt+↑');
  });
});
