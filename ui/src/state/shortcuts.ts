// Keys that work anywhere in the window, as names of what they do: pure.
export type Shortcut =
  | 'search'
  | 'begin'
  | 'find'
  | 'previous'
  | 'next'
  | 'escape'
  | 'larger'
  | 'smaller'
  | 'normal'
  | 'settings'
  | 'closeTab'
  | 'reopenTab'
  | 'freshTab'
  /** A tab: the next (1) or the one before (-1), or by its number. */
  | { by: 1 | -1 }
  | { nth: number }
  | 'type';

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'isComposing'>;

/** `editing`: whether the focus is in a field where keys mean text. */
export function shortcut(event: Pressed, editing: boolean): Shortcut | null {
  if (event.isComposing) return null;
  const command = event.ctrlKey || event.metaKey;
  if (command && !event.altKey) {
    if (/^[1-9]$/.test(event.key) && !event.shiftKey) return { nth: Number(event.key) };
    switch (event.key) {
      case 'Tab':
      case 'PageDown':
        return { by: event.key === 'Tab' && event.shiftKey ? -1 : 1 };
      case 'PageUp':
        return { by: -1 };
      case 'f':
      case 'F':
        return event.shiftKey ? null : 'find';
      case 'n':
      case 'N':
        return event.shiftKey ? null : 'begin';
      case 'w':
      case 'W':
        return event.shiftKey ? null : 'closeTab';
      case 't':
      case 'T':
        return event.shiftKey ? 'reopenTab' : 'freshTab';
      case 'k':
      case 'K':
        return event.shiftKey ? null : 'search';
      case '+':
      case '=':
        return 'larger';
      case '-':
        return 'smaller';
      case '0':
        return 'normal';
      case ',':
        return 'settings';
      default:
        return null;
    }
  }
  if (event.altKey && !command && !event.shiftKey) {
    if (event.key === 'ArrowUp') return 'previous';
    if (event.key === 'ArrowDown') return 'next';
    return null;
  }
  if (event.key === 'Escape') return 'escape';
  // A letter pressed while no field has the focus belongs to the composer.
  const letter = [...event.key].length === 1 && event.key !== ' ';
  return letter && !editing && !event.altKey && !command ? 'type' : null;
}
