// Times, dates and numbers in the person's language. Relative words only where they stay true without a timer:
// "Yesterday", never "3 minutes ago".
import { locale } from './i18n';

type Options = Intl.DateTimeFormatOptions;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export class Dates {
  #time: Intl.DateTimeFormat;
  #exact: Intl.DateTimeFormat;
  #day: Intl.DateTimeFormat;
  #dayOfYear: Intl.DateTimeFormat;
  #date: Intl.DateTimeFormat;
  #dateOfYear: Intl.DateTimeFormat;
  #weekday: Intl.DateTimeFormat;
  #short: Intl.DateTimeFormat;
  #there: Intl.DateTimeFormat;
  #relative: Intl.RelativeTimeFormat;

  /** `timeZone` is the computer's where left out. */
  constructor(language: string, timeZone?: string) {
    const zone: Options = timeZone === undefined ? {} : { timeZone };
    const format = (options: Options) => new Intl.DateTimeFormat(language, { ...options, ...zone });
    this.#time = format({ hour: '2-digit', minute: '2-digit' });
    this.#exact = format({ dateStyle: 'full', timeStyle: 'medium' });
    this.#day = format({ weekday: 'long', day: 'numeric', month: 'long' });
    this.#dayOfYear = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
    this.#date = format({ day: 'numeric', month: 'long' });
    this.#dateOfYear = format({ day: 'numeric', month: 'long', year: 'numeric' });
    this.#weekday = format({ weekday: 'short' });
    this.#short = format({ day: '2-digit', month: '2-digit', year: '2-digit' });
    this.#there = new Intl.DateTimeFormat(language, { weekday: 'short', hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });
    this.#relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  }

  time(at: number): string {
    return this.#time.format(at);
  }

  /** Everything: for the title on hover. */
  exact(at: number): string {
    return this.#exact.format(at);
  }

  /** The words of a day divider. `today` is any time of today. */
  day(at: number, today: number): string {
    const ago = daysBetween(at, today);
    if (ago === 0 || ago === 1) return this.#near(ago);
    const sameYear = new Date(at).getFullYear() === new Date(today).getFullYear();
    return (sameYear ? this.#day : this.#dayOfYear).format(at);
  }

  /** A day in a sentence: "3 May". `today` is any time of today. */
  date(at: number, today: number): string {
    const sameYear = new Date(at).getFullYear() === new Date(today).getFullYear();
    return (sameYear ? this.#date : this.#dateOfYear).format(at);
  }

  /** The narrow time of a list's row. */
  brief(at: number, today: number): string {
    const ago = daysBetween(at, today);
    if (ago <= 0) return this.time(at);
    if (ago === 1) return this.#near(1);
    return ago < 7 ? this.#weekday.format(at) : this.#short.format(at);
  }

  /** A time of today as it is, any other with its day. */
  moment(at: number, today: number): string {
    const ago = daysBetween(at, today);
    return ago <= 0 ? this.time(at) : `${this.brief(at, today)}, ${this.time(at)}`;
  }

  /** A time to come, in a sentence: today's as it is, one within days with its weekday, a later one by its day. */
  upcoming(at: number, today: number): string {
    const days = -daysBetween(at, today);
    if (days === 0) return this.time(at);
    return days < 7 ? `${this.#weekday.format(at)} ${this.time(at)}` : this.date(at, today);
  }

  /** What a clock elsewhere shows, so many minutes east of Greenwich: "Tue 23:40 (UTC+05:30)". */
  elsewhere(at: number, offset: number): string {
    const size = Math.abs(offset);
    const two = (n: number) => String(n).padStart(2, '0');
    return `${this.#there.format(at + offset * MINUTE_MS)} (UTC${offset < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)})`;
  }

  #near(daysAgo: number): string {
    const words = this.#relative.format(-daysAgo, 'day');
    return words.charAt(0).toLocaleUpperCase() + words.slice(1);
  }
}

export function sameDay(a: number, b: number): boolean {
  return daysBetween(a, b) === 0;
}

/** Whole calendar days from `at` to `today`, by the computer's own midnight. */
export function daysBetween(at: number, today: number): number {
  const midnight = (ms: number) => new Date(ms).setHours(0, 0, 0, 0);
  // Rounded, because a day of the year has 23 hours and another 25.
  return Math.round((midnight(today) - midnight(at)) / DAY_MS);
}

export const dates = new Dates(locale);

const amounts = new Intl.NumberFormat(locale);

/** A number as the person writes it. */
export const number = (n: number): string => amounts.format(n);
