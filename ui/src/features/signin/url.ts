// The intranet's address as people type it: completed, and refused where it would not be safe.
import type { Code } from '../../ipc/generated/Code';

export type Read = { url: string } | { refused: Code } | { missing: true };

/** Completes what was typed: `https://` where no scheme is given, plain http only for this computer. */
export function readUrl(typed: string): Read {
  const text = typed.trim();
  if (text === '') return { missing: true };
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  const guess = scheme === undefined ? `https://${text}` : text;
  let url: URL;
  try {
    url = new URL(guess);
  } catch {
    return { refused: 'urlInvalid' };
  }
  if (url.hostname === '' || /\s/.test(text) || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return { refused: 'urlInvalid' };
  }
  const here = isLoopback(url.hostname);
  if (url.protocol === 'http:' && !here) return { refused: 'urlInsecure' };
  if (scheme === undefined && here) return { url: `http://${text}` };
  return { url: guess };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
