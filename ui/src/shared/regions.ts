// The parts of the window that a key goes through (F6, Shift+F6): whatever is marked `data-region`, in the order in
// which it stands. A part says with `data-region-start` where its focus begins; else that is the first thing in it
// that can have one.

const FIRST = '[data-region-start], [tabindex="0"], input, textarea, button';

function seen(element: HTMLElement): boolean {
  return element.getClientRects().length > 0;
}

function beginning(region: HTMLElement): HTMLElement | null {
  const inside = [...region.querySelectorAll<HTMLElement>('[data-region-start]'), ...region.querySelectorAll<HTMLElement>(FIRST)];
  return region.matches('[data-region-start]') ? region : (inside.find(seen) ?? null);
}

/** Moves the focus to the next (1) or the previous (-1) part, around the end. */
export function turnTo(by: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(seen);
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const count = regions.length;
  const next = at < 0 ? (by > 0 ? 0 : count - 1) : (at + by + count) % count;
  const region = regions[next];
  if (region) beginning(region)?.focus();
}
