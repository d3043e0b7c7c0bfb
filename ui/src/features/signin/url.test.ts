// What becomes of an address as typed.
import { describe, expect, it } from 'vitest';
import { readUrl } from './url';

describe('readUrl', () => {
  it.each([
    ['intranet.example.com', 'https://intranet.example.com'],
    ['  intranet.example.com/portal ', 'https://intranet.example.com/portal'],
    ['https://intranet.example.com', 'https://intranet.example.com'],
    ['http://localhost:5280', 'http://localhost:5280'],
    ['127.0.0.1:5280', 'http://127.0.0.1:5280'],
    ['localhost:5280', 'http://localhost:5280'],
    ['http://[::1]:5280/', 'http://[::1]:5280/'],
    ['intranet:8443', 'https://intranet:8443'],
  ])('completes %s', (typed, url) => expect(readUrl(typed)).toEqual({ url }));

  it.each([
    ['http://intranet.example.com', 'urlInsecure'],
    ['http://127.0.0.1.example.com', 'urlInsecure'],
    ['ftp://intranet.example.com', 'urlInvalid'],
    ['javascript://x', 'urlInvalid'],
    ['my intranet', 'urlInvalid'],
    ['https://', 'urlInvalid'],
  ])('refuses %s', (typed, refused) => expect(readUrl(typed)).toEqual({ refused }));

  it('says when there is nothing', () => expect(readUrl('  ')).toEqual({ missing: true }));
});
