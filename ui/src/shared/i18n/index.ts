// The words in the person's language, chosen once when the page starts.
import { ar } from './ar';
import { de } from './de';
import { en, type Catalogue } from './en';
import { choose, directionOf, type Language } from './language';
import { refusals } from './refusals';
import type { Code } from '../../ipc/generated/Code';

const catalogues: Record<Language, Catalogue> = { en, de, ar };
const wanted = typeof navigator === 'undefined' ? [] : (navigator.languages ?? [navigator.language]);
const chosen = choose(wanted);

export const language: Language = chosen.language;
/** With the region, for dates and numbers. */
export const locale: string = chosen.locale;
export const direction = directionOf(language);
export const t: Catalogue = catalogues[language];

/** Plain words for a code; a code of a newer core gets the most general ones. */
export function refusal(code: Code): string {
  return refusals[language][code] ?? refusals[language].internal;
}
