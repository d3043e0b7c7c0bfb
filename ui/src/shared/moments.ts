// The moments that the menus of a conversation speak of: pure. Milliseconds since 1970, the computer's own days.

/** crates/api, `FOR_EVER`: until it is switched off by hand. */
export const FOR_EVER = 253_402_300_799_999;
const HOUR = 3_600_000;
/** When people are back at work. */
const MORNING = 8;

/** The first moment of the day that many days ago. */
export function daysAgo(days: number, now: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - days).getTime();
}

export function inAnHour(now: number): number {
  return now + HOUR;
}

export function tomorrow(now: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1, MORNING).getTime();
}

/** Whether a mute still holds. */
export function holds(mutedUntil: number | null, now: number): boolean {
  return mutedUntil !== null && mutedUntil > now;
}
