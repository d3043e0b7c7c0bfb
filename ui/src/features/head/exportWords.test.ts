// What the core fills in has its place in every language.
import { describe, expect, it } from 'vitest';
import { ar } from '../../shared/i18n/ar';
import { de } from '../../shared/i18n/de';
import { en } from '../../shared/i18n/en';
import { exportWords } from './exportWords';

const all = [exportWords(en, 'en', 'en-GB'), exportWords(de, 'de', 'de-DE'), exportWords(ar, 'ar', 'ar-EG')];

describe('the words of an export', () => {
  it('have a place for each thing', () => {
    for (const words of all) {
      const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort().join(' ');
      expect([words.exported, words.wholeSince, words.takenBack, words.joined, words.left].map(places)).toEqual(['at', 'at', 'who', 'who', 'who']);
      expect([words.removed, words.removedBecause, words.putOut, words.topic].map(places)).toEqual(['by', 'by reason', 'by who', 'by topic']);
      expect([words.forwarded, words.destroyedBecause, words.date].map(places)).toEqual(['at name', 'reason', 'day month weekday year']);
      expect([words.whole, words.partly, words.missing, words.edited, words.destroyed].map(places).join('')).toBe('');
      expect([new Set(words.months).size, new Set(words.weekdays).size]).toEqual([12, 7]);
    }
  });

  it('write a date as the language does', () => {
    // Whether there is a comma is for the system's own tables to say.
    expect(all.map(({ date }) => date.replace(',', '')).slice(0, 2)).toEqual(['{weekday} {day} {month} {year}', '{weekday} {day}. {month} {year}']);
    expect(all.map(({ months, weekdays }) => `${weekdays[0]} ${months[2]}`).slice(0, 2)).toEqual(['Monday March', 'Montag März']);
    expect(all.map(({ rightToLeft }) => rightToLeft)).toEqual([false, false, true]);
  });
});
