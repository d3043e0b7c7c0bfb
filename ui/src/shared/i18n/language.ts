// Which of our languages a person reads, and the language's own rules for numbers and plurals.
export const LANGUAGES = ['en', 'de', 'ar'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The first of the person's languages that we have, with their region where they gave one. */
export function choose(wanted: readonly string[]): { language: Language; locale: string } {
  for (const locale of wanted) {
    const language = LANGUAGES.find((each) => locale.toLowerCase().split('-')[0] === each);
    if (language) return { language, locale };
  }
  return { language: 'en', locale: 'en' };
}

export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}

type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** The person's own region where it is of this language: Arabic has other digits in Egypt than in Morocco. */
function regional(language: Language): string {
  const own = typeof navigator === 'undefined' ? null : choose(navigator.languages ?? [navigator.language]);
  return own?.language === language ? own.locale : language;
}

/** Picks the plural form and puts the number where `#` stands. */
export function counter(language: Language): (n: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(regional(language));
  return (n, forms) => (forms[rules.select(n)] ?? forms.other).replace('#', numbers.format(n));
}

/** A number in the digits of the person's region. */
export function numberer(language: Language): (n: number) => string {
  const numbers = new Intl.NumberFormat(regional(language));
  return (n) => numbers.format(n);
}

/** "Anna, Tom and Eve", as the language joins names. */
export function lister(locale: string): (names: readonly string[]) => string {
  const format = new Intl.ListFormat(locale, { type: 'conjunction' });
  return (names) => format.format(names);
}
