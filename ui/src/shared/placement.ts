// Where something that floats stands: beside its anchor or at the pointer, always inside the window. Pure.

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Size {
  width: number;
  height: number;
}

/** From the window's edges, and between an anchor and what floats beside it. CSS pixels. */
const MARGIN = 8;

/** Above the anchor where there is room, otherwise below; its beginning where the anchor begins (`rtl`: its end). */
export function beside(anchor: Box, size: Size, window: Size, rtl: boolean): { left: number; top: number } {
  const above = anchor.top - size.height - MARGIN;
  const below = anchor.bottom + MARGIN;
  return {
    left: inside(rtl ? anchor.right - size.width : anchor.left, size.width, window.width),
    top: above >= MARGIN ? above : inside(below, size.height, window.height),
  };
}

/** Below the anchor where there is room, otherwise above; its end where the anchor ends. */
export function under(anchor: Box, size: Size, window: Size, rtl: boolean): { left: number; top: number } {
  const below = anchor.bottom + MARGIN / 2;
  const fits = below + size.height + MARGIN <= window.height;
  return {
    left: inside(rtl ? anchor.left : anchor.right - size.width, size.width, window.width),
    top: inside(fits ? below : anchor.top - size.height - MARGIN / 2, size.height, window.height),
  };
}

/** With its corner at the pointer, on the side where there is room. */
export function atPoint(x: number, y: number, size: Size, window: Size, rtl: boolean): { left: number; top: number } {
  const left = rtl ? x - size.width : x;
  const turned = rtl ? x : x - size.width;
  const fits = left >= MARGIN && left + size.width + MARGIN <= window.width;
  const below = y + size.height + MARGIN <= window.height;
  return {
    left: inside(fits ? left : turned, size.width, window.width),
    top: inside(below ? y : y - size.height, size.height, window.height),
  };
}

function inside(start: number, length: number, room: number): number {
  return Math.max(MARGIN, Math.min(start, room - length - MARGIN));
}
