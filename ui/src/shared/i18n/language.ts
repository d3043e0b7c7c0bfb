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

/** Picks the plural form and puts the number where `#` stands. */
export function counter(locale: string): (n: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return (n, forms) => (forms[rules.select(n)] ?? forms.other).replace('#', numbers.format(n));
}

/** "Anna, Tom and Eve", as the language joins names. */
export function lister(locale: string): (names: readonly string[]) => string {
  const format = new Intl.ListFormat(locale, { type: 'conjunction' });
  return (names) => format.format(names);
}
