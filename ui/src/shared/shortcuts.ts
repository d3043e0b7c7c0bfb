// Every key of the window, in one table: what works anywhere is looked up here (`shortcut`), and what works where the
// focus is (`place`) stands here to be read. The sheet of keys shows the table. Pure.
import type { SendKey } from '../ipc/generated/SendKey';
import { alt, altShift, command, commandShift, fits, plain, shift, type Chord } from './keys';

/** What a key does anywhere in the window. */
export type Deed =
  | 'quick'
  | 'search'
  | 'begin'
  | 'find'
  | 'help'
  | 'previous'
  | 'next'
  | 'previousUnread'
  | 'nextUnread'
  | 'region'
  | 'regionBack'
  | 'mute'
  | 'escape'
  | 'larger'
  | 'smaller'
  | 'normal'
  | 'settings'
  | 'closeTab'
  | 'reopenTab'
  | 'freshTab'
  | 'ownWindow'
  | 'nextTab'
  | 'previousTab'
  | 'nthTab';

/** What a key does where the focus is: the place itself sees to it. */
export type LocalDeed =
  | 'send'
  | 'newLine'
  | 'correctLast'
  | 'bold'
  | 'italic'
  | 'code'
  | 'strike'
  | 'walk'
  | 'menu'
  | 'moveTab'
  | 'openRow'
  | 'openFresh';

export type KeyGroup = 'go' | 'tabs' | 'writing' | 'reading' | 'window';

export type KeyEntry = { readonly group: KeyGroup; readonly keys: readonly Chord[] } & (
  | { readonly does: Deed; readonly place?: undefined }
  | { readonly does: LocalDeed; readonly place: 'composer' | 'timeline' | 'list' | 'tabs' }
);

export const GROUPS: readonly KeyGroup[] = ['go', 'tabs', 'writing', 'reading', 'window'];

const ANYWHERE: readonly (KeyEntry & { place?: undefined })[] = [
  { does: 'quick', group: 'go', keys: [command('k')] },
  { does: 'search', group: 'go', keys: [commandShift('f'), plain('/')] },
  { does: 'begin', group: 'go', keys: [command('n')] },
  { does: 'find', group: 'go', keys: [command('f')] },
  { does: 'previous', group: 'go', keys: [alt('ArrowUp')] },
  { does: 'next', group: 'go', keys: [alt('ArrowDown')] },
  { does: 'previousUnread', group: 'go', keys: [altShift('ArrowUp')] },
  { does: 'nextUnread', group: 'go', keys: [altShift('ArrowDown')] },
  { does: 'region', group: 'go', keys: [plain('F6')] },
  { does: 'regionBack', group: 'go', keys: [shift('F6')] },
  { does: 'mute', group: 'reading', keys: [commandShift('m')] },
  { does: 'nextTab', group: 'tabs', keys: [command('Tab'), command('PageDown')] },
  { does: 'previousTab', group: 'tabs', keys: [commandShift('Tab'), command('PageUp')] },
  { does: 'nthTab', group: 'tabs', keys: [command('1-9')] },
  { does: 'freshTab', group: 'tabs', keys: [command('t')] },
  { does: 'closeTab', group: 'tabs', keys: [command('w')] },
  { does: 'reopenTab', group: 'tabs', keys: [commandShift('t')] },
  { does: 'ownWindow', group: 'tabs', keys: [commandShift('o')] },
  { does: 'larger', group: 'window', keys: [command('+'), command('=')] },
  { does: 'smaller', group: 'window', keys: [command('-')] },
  { does: 'normal', group: 'window', keys: [command('0')] },
  { does: 'settings', group: 'window', keys: [command(',')] },
  { does: 'help', group: 'window', keys: [command('/'), plain('F1')] },
  { does: 'escape', group: 'window', keys: [plain('Escape')] },
];

/** The whole table; what sends a message is a setting. */
export function keyTable(sendKey: SendKey): readonly KeyEntry[] {
  const [send, line] = sendKey === 'enter' ? [plain('Enter'), shift('Enter')] : [command('Enter'), plain('Enter')];
  return [
    ...ANYWHERE,
    { does: 'moveTab', group: 'tabs', place: 'tabs', keys: [commandShift('ArrowLeft'), commandShift('ArrowRight')] },
    { does: 'send', group: 'writing', place: 'composer', keys: [send] },
    { does: 'newLine', group: 'writing', place: 'composer', keys: [line] },
    { does: 'correctLast', group: 'writing', place: 'composer', keys: [plain('ArrowUp')] },
    { does: 'bold', group: 'writing', place: 'composer', keys: [command('b')] },
    { does: 'italic', group: 'writing', place: 'composer', keys: [command('i')] },
    { does: 'code', group: 'writing', place: 'composer', keys: [command('e')] },
    { does: 'strike', group: 'writing', place: 'composer', keys: [commandShift('x')] },
    { does: 'walk', group: 'reading', place: 'timeline', keys: [plain('ArrowUp'), plain('ArrowDown')] },
    { does: 'openRow', group: 'reading', place: 'list', keys: [plain('Enter')] },
    { does: 'openFresh', group: 'reading', place: 'list', keys: [command('Enter')] },
    { does: 'menu', group: 'reading', place: 'list', keys: [shift('F10'), plain('ContextMenu')] },
  ];
}

/** The first keys that do this: for hints. */
export function chordOf(does: Deed | Exclude<LocalDeed, 'send' | 'newLine'>): Chord {
  return keyTable('enter').find((entry) => entry.does === does)?.keys[0] ?? plain('');
}

export type Shortcut = Exclude<Deed, 'nextTab' | 'previousTab' | 'nthTab'> | { by: 1 | -1 } | { nth: number } | 'type';

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'isComposing'> & { code?: string };

/** `editing`: whether the focus is in a field where keys mean text. */
export function shortcut(event: Pressed, editing: boolean): Shortcut | null {
  if (event.isComposing) return null;
  const sign = [...event.key].length === 1 && !(event.ctrlKey || event.metaKey || event.altKey);
  if (sign && editing) return null;
  const does = ANYWHERE.find(({ keys }) => keys.some((chord) => fits(chord, event)))?.does;
  if (does === 'nextTab') return { by: 1 };
  if (does === 'previousTab') return { by: -1 };
  if (does === 'nthTab') return { nth: Number(event.key) };
  if (does !== undefined) return does as Shortcut;
  // A letter pressed while no field has the focus belongs to the composer.
  return sign && event.key !== ' ' ? 'type' : null;
}
