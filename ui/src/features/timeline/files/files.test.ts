// How files are drawn: their sign, their name, the place a picture keeps.
import { describe, expect, it } from 'vitest';
import { fitted } from './fetching';
import { signOf } from './icons';
import { halves } from '../../../shared/fileNames';

describe('the sign of a file', () => {
  it.each([
    ['image', 'image/png', 'a.zip', 'image'],
    ['other', 'application/octet-stream', 'Q3.XLSX', 'sheet'],
    ['other', 'application/vnd.ms-excel', 'q3', 'sheet'],
    ['other', 'application/zip', 'all', 'archive'],
    ['other', 'text/plain', 'notes', 'text'],
    ['other', 'application/pdf', 'offer', 'text'],
    ['other', '', 'main.rs', 'code'],
    ['other', 'application/x-what', 'thing', 'other'],
  ] as const)('%s %s %s: %s', (kind, mime, name, sign) => expect(signOf(kind, mime, name)).toBe(sign));
});

describe('a long name', () => {
  it('keeps its beginning and its end', () => {
    expect(halves('short.pdf')).toEqual({ start: 'short.pdf', end: '' });
    expect(halves('Annual figures of all subsidiaries 2026.xlsx').end).toBe('2026.xlsx'.padStart(10, ' '));
    const family = '👨‍👩‍👧'.repeat(30);
    const { start, end } = halves(family);
    expect([start + end, end]).toEqual([family, '👨‍👩‍👧'.repeat(10)]);
  });
});

describe('the place of a picture', () => {
  const most = { width: 380, height: 300 };
  it('is its own size, made smaller where it must', () => {
    expect(fitted(100, 50, most)).toEqual({ width: 100, height: 50 });
    expect(fitted(3800, 1000, most)).toEqual({ width: 380, height: 100 });
    expect(fitted(1000, 3000, most)).toEqual({ width: 100, height: 300 });
    expect(fitted(9000, 10, most)).toEqual({ width: 380, height: 48 });
    expect(fitted(null, null, most)).toEqual({ width: 285, height: 225 });
    expect(fitted(0, 0, most)).toEqual({ width: 285, height: 225 });
  });
});
