// The kinds of files behind a list of media types, in the words people have for them.
import { t } from './i18n';

const KINDS = [
  ['pictures', /^image\//],
  ['sound', /^audio\//],
  ['video', /^video\//],
  ['text', /^text\/|^application\/(json|rtf)$/],
  ['pdf', /^application\/pdf$/],
  ['office', /^application\/(msword|vnd\.ms-|vnd\.visio|vnd\.openxmlformats-|vnd\.oasis\.)/],
  ['mail', /^message\//],
  ['drawings', /^application\/(acad|dxf)$/],
  ['archives', /^application\/(.*(zip|rar|tar)|x-7z)/],
] as const;

export type Kind = (typeof KINDS)[number][0];

/** Each kind once, in a fixed order; a type that has no word stands as it is. None: everything is taken. */
export function kinds(types: readonly string[]): string[] {
  const known = KINDS.filter(([, pattern]) => types.some((type) => pattern.test(type))).map(([kind]) => t.composer.kinds[kind]);
  return [...known, ...types.filter((type) => !KINDS.some(([, pattern]) => pattern.test(type)))];
}
