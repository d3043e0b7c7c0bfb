// Sizes of files and lengths of recordings in the person's language: pure.
import { locale } from './i18n';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** With at most one decimal, in steps of 1000 as file managers count. */
export function size(bytes: number, language: string = locale): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  // Rounded as shown: 999.96 kB would else be "1,000 kB".
  while (value >= (unit === 0 ? 1000 : 999.5) && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return new Intl.NumberFormat(language, { style: 'unit', unit: UNITS[unit] ?? 'byte', unitDisplay: unit === 0 ? 'long' : 'short', maximumFractionDigits: digits }).format(value);
}

/** Minutes and seconds; hours where there are any. */
export function duration(ms: number, language: string = locale): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const digits = (n: number, least: number) => new Intl.NumberFormat(language, { minimumIntegerDigits: least, useGrouping: false }).format(n);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${digits(h, 1)}:${digits(m, 2)}:${digits(s, 2)}` : `${digits(m, 1)}:${digits(s, 2)}`;
}
