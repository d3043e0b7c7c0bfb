// Keeps the line one is reading where it is while rows come and go above it. Browsers' own scroll anchoring
// is switched off: WebKit has none, and two at once would fight.

export interface Held {
  key: string;
  /** From the top of the scroller to the lower edge of the row, in CSS pixels: the author above a line comes and goes. */
  offset: number;
}

/** The rows in sight and where they stand, topmost first: any that survives will do to hold on to. */
export function hold(scroller: HTMLElement): Held[] {
  const frame = scroller.getBoundingClientRect();
  const held: Held[] = [];
  const rows = scroller.firstElementChild?.children ?? [];
  for (let n = firstBelow(rows, frame.top); n < rows.length; n++) {
    const row = rows[n];
    const at = row?.getBoundingClientRect();
    if (!at || at.top >= frame.bottom) break;
    if (row instanceof HTMLElement && row.dataset['key'] !== undefined) held.push({ key: row.dataset['key'], offset: at.bottom - frame.top });
  }
  return held;
}

/** The first of the rows, which stand one below the other, that ends below `edge`; found in few looks, as it is asked at every scroll. */
function firstBelow(rows: ArrayLike<Element>, edge: number): number {
  let [from, to] = [0, rows.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((rows[middle]?.getBoundingClientRect().bottom ?? 0) <= edge) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Puts the first of the held rows that is still there back where it stood; false where none is. */
export function restore(scroller: HTMLElement, held: readonly Held[]): boolean {
  const top = scroller.getBoundingClientRect().top;
  for (const { key, offset } of held) {
    const row = rowOf(scroller, key);
    if (!row) continue;
    const shift = row.getBoundingClientRect().bottom - top - offset;
    if (Math.abs(shift) >= 0.5) scroller.scrollTop += shift;
    return true;
  }
  return false;
}

export function rowOf(scroller: HTMLElement, key: string): HTMLElement | null {
  return scroller.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
}
