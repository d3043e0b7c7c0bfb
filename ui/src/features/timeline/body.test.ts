// Links and emoji in hostile and ordinary texts.
import { describe, expect, it } from 'vitest';
import { onlyEmoji, pieces, shortened } from './body';

const links = (body: string) => pieces(body).flatMap((piece) => ('url' in piece ? [piece.url] : []));
const joined = (body: string) => pieces(body).map((piece) => piece.text).join('');

describe('pieces', () => {
  it('finds links and leaves the punctuation around them', () => {
    expect(links('See (https://example.com/a_(b)?x=1#y), please.')).toEqual(['https://example.com/a_(b)?x=1#y']);
    expect(links('example.com and tom@example.com')).toEqual(['https://example.com/', 'mailto:tom@example.com']);
    expect(links('http://intranet.local:8080/x')).toEqual(['http://intranet.local:8080/x']);
  });

  it('links to nothing but http, https and mailto', () => {
    for (const body of ['javascript:alert(1)', 'file:///etc/passwd', 'data:text/html,x', 'ftp://example.com', 'vbscript:x', '//example.com']) {
      expect(links(body).filter((url) => !/^(https?:\/\/|mailto:)/.test(url)), body).toEqual([]);
    }
    expect(links('javascript://example.com/%0aalert(1)')).toEqual([]);
  });

  it('shows every character that was written', () => {
    for (const body of ['a https://x.de b', '<script>alert(1)</script>', 'https://x.de', '', 'x'.repeat(30_000) + ' https://x.de']) {
      expect(joined(body)).toBe(body);
    }
  });

  it('points out hosts that are not what they look like', () => {
    const [piece] = pieces('https://аpple.com/');
    expect(piece).toMatchObject({ host: 'xn--pple-43d.com', deceptive: true });
    expect(pieces('https://example.com/')[0]).toMatchObject({ host: 'example.com', deceptive: false });
  });
});

describe('onlyEmoji', () => {
  it.each(['😀', '👩‍👩‍👧 ❤️', '🇩🇪', '👍🏽👍🏽'])('%s', (body) => expect(onlyEmoji(body)).toBe(true));
  it.each(['', ' ', '1', 'ok 👍', '12345', '😀😀😀😀😀😀'])('not %s', (body) => expect(onlyEmoji(body)).toBe(false));
});

describe('shortened', () => {
  it('cuts what would fill screens and nothing else', () => {
    expect(shortened('one\ntwo')).toBeNull();
    expect(shortened('x\n'.repeat(200))?.split('\n').length).toBe(80);
    expect(shortened('x'.repeat(7000))).toHaveLength(6000);
  });
});
