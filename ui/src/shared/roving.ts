// Arrow keys within a group of buttons of which one is a tab stop (tabs, radios, menus): ARIA's roving
// tabindex. The direction of reading decides what "next" is.

/** Moves the focus among `items` for the key pressed; true where it was one of ours. */
export function rove(event: KeyboardEvent, items: readonly HTMLElement[], axis: 'row' | 'column'): HTMLElement | null {
  const rtl = axis === 'row' && document.documentElement.dir === 'rtl';
  const [next, previous] = axis === 'column' ? ['ArrowDown', 'ArrowUp'] : rtl ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft'];
  const at = items.findIndex((item) => item === document.activeElement);
  const target =
    event.key === next
      ? (items[at + 1] ?? items[0])
      : event.key === previous
        ? (items[at - 1] ?? items.at(-1))
        : event.key === 'Home'
          ? items[0]
          : event.key === 'End'
            ? items.at(-1)
            : undefined;
  if (!target) return null;
  event.preventDefault();
  target.focus();
  return target;
}
