// A message's text, taken apart for showing: links that may be followed (http, https, mailto only), and
// whether it is nothing but emoji. Pure; the result is only ever drawn as text.
import { LinkifyIt } from 'linkify-it';

export type Piece = { text: string } | { text: string; url: string; host: string; deceptive: boolean };

/** Beyond this many characters nothing is searched for links: a hostile text must not cost a frame. */
const SEARCHED = 20_000;

const linkify = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: true, fuzzyIP: false, maxLength: 2000 });
linkify.add('ftp:', null).add('//', null);

export function pieces(body: string): Piece[] {
  const searched = body.slice(0, SEARCHED);
  if (!linkify.test(searched)) return [{ text: body }];
  const found: Piece[] = [];
  let at = 0;
  for (const match of linkify.match(searched) ?? []) {
    const link = safeLink(match.url, match.schema === '');
    if (!link) continue;
    if (match.index > at) found.push({ text: body.slice(at, match.index) });
    found.push({ text: match.raw, ...link });
    at = match.lastIndex;
  }
  if (at < body.length) found.push({ text: body.slice(at) });
  return found;
}

function safeLink(address: string, guessed: boolean): { url: string; host: string; deceptive: boolean } | null {
  let url: URL;
  try {
    // Where no scheme was written, the safe one is meant.
    url = new URL(guessed ? address.replace(/^http:\/\//, 'https://') : address);
  } catch {
    return null;
  }
  if (url.protocol === 'mailto:') return { url: url.href, host: '', deceptive: false };
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  // The URL parser gives internationalised hosts as punycode: what is really looked up.
  const host = url.hostname;
  return { url: url.href, host, deceptive: /(^|\.)xn--/.test(host) || url.username !== '' };
}

const ONLY_EMOJI = /^(?:[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u200d\ufe0f\u{e0020}-\u{e007f}]|\s)+$/u;
const AN_EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;
const FEW = 5;

/** One to five emoji and nothing else. */
export function onlyEmoji(body: string): boolean {
  if (body.length > 80 || !ONLY_EMOJI.test(body) || !AN_EMOJI.test(body)) return false;
  return [...new Intl.Segmenter().segment(body.replace(/\s/g, ''))].length <= FEW;
}

const LONG_CHARACTERS = 6000;
const LONG_LINES = 80;

/** The first part of a text that would fill screens; null where it need not be cut. */
export function shortened(body: string): string | null {
  let end = -1;
  for (let line = 0, at = -1; line < LONG_LINES; line++) {
    at = body.indexOf('\n', at + 1);
    if (at < 0) {
      end = body.length;
      break;
    }
    end = at;
  }
  end = Math.min(end, LONG_CHARACTERS);
  return end < body.length ? body.slice(0, end).trimEnd() : null;
}
