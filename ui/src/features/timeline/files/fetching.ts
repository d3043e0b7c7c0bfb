// What a click on a file's main button asks the core for, and what is going on: pure.
import type { FileRow } from '../../../ipc/generated/FileRow';

/** Percent of what is on its way, up or down; null where nothing is. */
export function underWay(file: FileRow): number | null {
  return file.state.is === 'uploading' || file.state.is === 'downloading' ? file.state.percent : null;
}

/** How a picture or film fits: its own size where it is smaller, never above the most. Pixels. */
export function fitted(width: number | null, height: number | null, most: { width: number; height: number }): { width: number; height: number } {
  if (width === null || height === null || width <= 0 || height <= 0) return { width: most.width * 0.75, height: most.height * 0.75 };
  const scale = Math.min(1, most.width / width, most.height / height);
  // A very long strip is cut to something one can see and click.
  return { width: Math.max(48, Math.round(width * scale)), height: Math.max(48, Math.round(height * scale)) };
}
