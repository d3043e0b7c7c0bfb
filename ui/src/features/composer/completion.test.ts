// What the caret stands behind.
import { describe, expect, it } from 'vitest';
import { answers } from '../../shared/people/answers';
import { closedCode, tokenAt } from './completion';

const at = (text: string) => {
  const token = tokenAt(text, text.length);
  return token && `${token.kind} ${token.from} ${token.query}`;
};

describe('tokenAt', () => {
  it.each([
    ['@', 'person 0 '],
    ['hi @an', 'person 3 an'],
    ['(@Anna B', 'person 1 Anna B'],
    ['@Zoë', 'person 0 Zoë'],
    ['me@example', null],
    ['@Anna what is it about', null],
    ['@ anna', null],
    [':sm', 'emoji 0 sm'],
    ['ok :+1', 'emoji 3 +1'],
    [':s', null],
    ['9:30', null],
    ['http://x', null],
    ['', null],
  ])('%j', (text, token) => expect(at(text)).toBe(token));

  it('looks behind the caret only', () => expect(tokenAt('hi @an there', 6)).toMatchObject({ from: 3, to: 6, query: 'an' }));
});

describe('closedCode', () => {
  it('is a short name between colons', () => {
    expect(closedCode('so :tada:', 9)).toMatchObject({ from: 3, to: 9, query: 'tada' });
    expect(closedCode('12:30:', 6)).toBeNull();
  });
});

describe('answers', () => {
  it('by the beginnings of words, whatever their order and accents', () => {
    expect(answers('Anna-Lena Brüggemann', 'brug an')).toBe(true);
    expect(answers('Anna Berg', '')).toBe(true);
    expect(answers('Anna Berg', 'nna')).toBe(false);
  });
});
