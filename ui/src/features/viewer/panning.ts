// How far a picture is magnified and where it lies in the window: pure. `scale` is in pixels of the window for each of
// the picture; `x` and `y` are from the window's middle to the picture's.

export interface Lie {
  scale: number;
  x: number;
  y: number;
}

export interface Extent {
  width: number;
  height: number;
}

/** Larger than that nobody looks at pixels. */
const MOST = 8;

/** In the middle, all of it, never larger than it is. */
export function fit(picture: Extent, window: Extent): Lie {
  const scale = Math.min(1, window.width / Math.max(1, picture.width), window.height / Math.max(1, picture.height));
  return { scale, x: 0, y: 0 };
}

/** Magnified about a point of the window (from its middle), which keeps showing the same spot. */
export function magnified(lie: Lie, by: number, picture: Extent, window: Extent, at = { x: 0, y: 0 }): Lie {
  const least = fit(picture, window).scale;
  const scale = Math.min(MOST, Math.max(least, lie.scale * by));
  const ratio = scale / lie.scale;
  return kept({ scale, x: at.x - (at.x - lie.x) * ratio, y: at.y - (at.y - lie.y) * ratio }, picture, window);
}

/** Never out of sight: a picture smaller than the window stands in its middle, a larger one covers it. */
export function kept(lie: Lie, picture: Extent, window: Extent): Lie {
  const limit = (size: number, room: number) => Math.max(0, (size * lie.scale - room) / 2);
  const [x, y] = [limit(picture.width, window.width), limit(picture.height, window.height)];
  return { scale: lie.scale, x: Math.max(-x, Math.min(x, lie.x)), y: Math.max(-y, Math.min(y, lie.y)) };
}
