// A month as a grid of days, and moving about in it: pure. Days are local, as the person's own calendar.

export interface Day {
  year: number;
  /** 0 to 11, as JavaScript counts. */
  month: number;
  day: number;
}

export function dayOf(at: number): Day {
  const date = new Date(at);
  return { year: date.getFullYear(), month: date.getMonth(), day: date.getDate() };
}

/** Its first moment. Milliseconds since 1970. */
export function startOf({ year, month, day }: Day): number {
  return new Date(year, month, day).getTime();
}

export function plusDays({ year, month, day }: Day, days: number): Day {
  return dayOf(new Date(year, month, day + days, 12).getTime());
}

/** The same day of another month, or that month's last. */
export function plusMonths({ year, month, day }: Day, months: number): Day {
  const last = new Date(year, month + months + 1, 0).getDate();
  return dayOf(new Date(year, month + months, Math.min(day, last), 12).getTime());
}

export function isBefore(a: Day, b: Day): boolean {
  return startOf(a) < startOf(b);
}

export function isSame(a: Day, b: Day): boolean {
  return a.year === b.year && a.month === b.month && a.day === b.day;
}

/** 1 (Monday) to 7 (Sunday): what a week begins with there. */
export function firstWeekday(locale: string): number {
  try {
    const { weekInfo, getWeekInfo } = new Intl.Locale(locale) as Intl.Locale & { weekInfo?: { firstDay: number }; getWeekInfo?: () => { firstDay: number } };
    const info = getWeekInfo ? getWeekInfo.call(new Intl.Locale(locale)) : weekInfo;
    return info?.firstDay ?? 1;
  } catch {
    return 1;
  }
}

/** Whole weeks that hold the month, from the week's first day on. */
export function weeksOf({ year, month }: Pick<Day, 'year' | 'month'>, first: number): Day[][] {
  const start: Day = { year, month, day: 1 };
  const weekday = new Date(year, month, 1, 12).getDay() || 7;
  let at = plusDays(start, -((weekday - first + 7) % 7));
  const weeks: Day[][] = [];
  do {
    weeks.push(Array.from({ length: 7 }, (_, offset) => plusDays(at, offset)));
    at = plusDays(at, 7);
  } while (at.month === month && at.year === year);
  return weeks;
}
