// Dates as people read them, in three languages.
import { describe, expect, it } from 'vitest';
import { Dates, daysBetween } from './format';

const at = (text: string): number => new Date(text).getTime();
const now = at('2026-11-18T10:00:00');

describe('Dates', () => {
  const en = new Dates('en-GB');

  it('names near days and spells out far ones', () => {
    expect(en.day(at('2026-11-18T00:01:00'), now)).toBe('Today');
    expect(en.day(at('2026-11-17T23:59:00'), now)).toBe('Yesterday');
    expect(en.day(at('2026-11-09T12:00:00'), now)).toMatch(/^Monday,? 9 November$/);
    expect(en.day(at('2025-11-10T12:00:00'), now)).toMatch(/^Monday,? 10 November 2025$/);
    expect(new Dates('de').day(at('2026-11-17T12:00:00'), now)).toBe('Gestern');
    expect(new Dates('ar').day(at('2026-11-18T12:00:00'), now)).toBe('اليوم');
  });

  it('is brief in lists', () => {
    expect(en.brief(at('2026-11-18T09:05:00'), now)).toBe('09:05');
    expect(en.brief(at('2026-11-17T09:05:00'), now)).toBe('Yesterday');
    expect(en.brief(at('2026-11-13T09:05:00'), now)).toBe('Fri');
    expect(en.brief(at('2026-11-01T09:05:00'), now)).toBe('01/11/26');
  });

  it('says of a time to come as little as is needed', () => {
    expect(en.upcoming(at('2026-11-18T14:30:00'), now)).toBe('14:30');
    expect(en.upcoming(at('2026-11-19T08:05:00'), now)).toBe('Thu 08:05');
    expect(en.upcoming(at('2026-11-25T08:05:00'), now)).toBe('25 November');
    expect(en.upcoming(at('2027-01-02T08:05:00'), now)).toBe('2 January 2027');
  });

  it('does not stumble over a clock that is ahead', () => {
    expect(en.brief(now + 3 * 86_400_000, now)).toBe('10:00');
  });

  it('counts days across a change of the clocks', () => {
    expect(daysBetween(at('2026-10-24T12:00:00'), at('2026-10-26T00:30:00'))).toBe(2);
  });
});
