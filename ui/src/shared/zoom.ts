// Steps of the text size: pure. The bounds are the core's (crates/api, `Settings::with`).
export const ZOOM_STEP = 10;
const LEAST = 80;
const MOST = 200;

export function zoomed(zoom: number, by: number): number {
  return Math.min(MOST, Math.max(LEAST, Math.round((zoom + by) / ZOOM_STEP) * ZOOM_STEP));
}
