// Heights of list rows in CSS pixels: virtual lists need them as numbers, and whole pixels keep them sharp.
import type { Density } from '../ipc/generated/Density';

const ROWS = {
  comfortable: { contact: 34, conversation: 60 },
  compact: { contact: 28, conversation: 46 },
} as const;

/** `zoom` is in percent. */
export function rowHeight(kind: 'contact' | 'conversation', density: Density, zoom: number): number {
  return Math.round((ROWS[density][kind] * zoom) / 100);
}
