// What was typed, taken apart.
import { describe, expect, it } from 'vitest';
import { begun, completed, quoted, termAt, terms } from './operators';

const read = (text: string) => terms(text).map(({ operator, value }) => `${operator ?? ''}=${value}`);

describe('operators', () => {
  it('stand among words and exact wording', () => {
    expect(read('budget "for next year" from:anna In:"Sales team" has:file')).toEqual([
      '=budget',
      '=for next year',
      'from=anna',
      'in=Sales team',
      'has=file',
    ]);
    expect(read('mail:me 12:30 from:')).toEqual(['=mail:me', '=12:30', 'from=']);
    expect(read('from:"Anna B')).toEqual(['from=Anna B']);
    expect(read('  ')).toEqual([]);
  });

  it('are completed where the caret is', () => {
    const text = 'budget from:an next';
    const term = termAt(text, 14)!;
    expect(term.value).toBe('an');
    expect(completed(text, term, 'Anna Berg')).toEqual({ text: 'budget from:"Anna Berg" next', caret: 24 });
    expect(termAt(text, 4)).toBeNull();
    expect(termAt('from:', 5)?.value).toBe('');
    expect(termAt('from:"Anna Berg"', 16)).toBeNull();
    expect(completed('in:', termAt('in:', 3)!, 'say "hi" you').text).toBe('in:"say hi you" ');
  });

  it('are begun at the end', () => {
    expect(begun('budget ', 'has')).toEqual({ text: 'budget has:', caret: 11 });
    expect(begun('', 'from').text).toBe('from:');
    expect(quoted('in:hall')).toEqual({ text: 'in:hall ""', caret: 9 });
  });
});
