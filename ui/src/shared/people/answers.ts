// Whom what was typed can mean. Pure.

/** Whether a name answers to what was typed: each typed word begins one of its words, in any order. */
export function answers(name: string, query: string): boolean {
  const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
  const words = plain(name).split(/[\s.@_-]+/);
  return plain(query)
    .split(/\s+/)
    .every((part) => words.some((word) => word.startsWith(part)));
}
