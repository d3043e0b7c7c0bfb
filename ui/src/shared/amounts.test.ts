// Sizes and lengths as people read them.
import { describe, expect, it } from 'vitest';
import { duration, size } from './amounts';

describe('size', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [1234, '1.2 kB'],
    [345_600, '346 kB'],
    [999_960, '1 MB'],
    [2_100_000_000, '2.1 GB'],
  ])('%d', (bytes, words) => expect(size(bytes, 'en')).toBe(words));
  it('in German', () => expect(size(1_250_000, 'de')).toBe('1,3 MB'));
});

describe('duration', () => {
  it.each([
    [0, '0:00'],
    [7_400, '0:07'],
    [65_000, '1:05'],
    [3_725_000, '1:02:05'],
  ])('%d', (ms, words) => expect(duration(ms, 'en')).toBe(words));
  it('in the digits of the region', () => expect(duration(65_000, 'ar-EG')).toBe('١:٠٥'));
});
