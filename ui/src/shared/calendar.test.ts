// Months as people hang them on walls.
import { describe, expect, it } from 'vitest';
import { dayOf, firstWeekday, isBefore, plusDays, plusMonths, startOf, weeksOf, type Day } from './calendar';

const day = (year: number, month: number, day: number): Day => ({ year, month: month - 1, day });
const text = ({ year, month, day }: Day) => `${year}-${month + 1}-${day}`;

describe('the calendar', () => {
  it('shows whole weeks', () => {
    const weeks = weeksOf(day(2026, 11, 23), 1);
    expect(weeks).toHaveLength(6);
    expect([text(weeks[0]![0]!), text(weeks[0]![6]!), text(weeks[5]![6]!)]).toEqual(['2026-10-26', '2026-11-1', '2026-12-6']);
    expect(weeksOf(day(2026, 2, 1), 7)).toHaveLength(4);
    expect(weeksOf(day(2026, 2, 1), 1)).toHaveLength(5);
  });

  it('goes over the ends of months and years', () => {
    expect(text(plusDays(day(2026, 12, 31), 1))).toBe('2027-1-1');
    expect(text(plusDays(day(2028, 3, 1), -1))).toBe('2028-2-29');
    expect(text(plusMonths(day(2026, 1, 31), 1))).toBe('2026-2-28');
    expect(text(plusMonths(day(2026, 1, 31), -2))).toBe('2025-11-30');
  });

  it('knows what comes first', () => {
    expect(isBefore(day(2026, 2, 28), day(2026, 3, 1))).toBe(true);
    expect(dayOf(startOf(day(2026, 3, 29)))).toEqual(day(2026, 3, 29));
    expect([firstWeekday('de-DE'), firstWeekday('en-US'), firstWeekday('ar-EG')]).toEqual([1, 7, 6]);
  });
});
