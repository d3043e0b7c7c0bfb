// Days and hours as menus mean them.
import { expect, it } from 'vitest';
import { FOR_EVER, daysAgo, holds, inAnHour, tomorrow } from './moments';

const now = new Date(2026, 2, 30, 14, 5).getTime();

it('days ago begin at midnight, whatever the clock did in between', () => {
  expect(new Date(daysAgo(1, now))).toEqual(new Date(2026, 2, 29, 0, 0));
  expect(new Date(daysAgo(30, now))).toEqual(new Date(2026, 1, 28, 0, 0));
});

it('tomorrow is when people are back', () => expect(new Date(tomorrow(now))).toEqual(new Date(2026, 2, 31, 8, 0)));

it('a mute ends by itself, or never', () => {
  expect([holds(null, now), holds(now - 1, now), holds(inAnHour(now), now), holds(FOR_EVER, now)]).toEqual([false, false, true, true]);
});
