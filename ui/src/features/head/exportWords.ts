// The words of an export in the person's language, as sentences with places for what the core fills in. Pure. Figures are
// those the core writes.
import type { ExportWords } from '../../ipc/generated/ExportWords';
import type { RetractedRow } from '../../ipc/generated/RetractedRow';
import type { Catalogue } from '../../shared/i18n/en';
import { directionOf, type Language } from '../../shared/i18n/language';

const MONTHS = Array.from({ length: 12 }, (_, month) => Date.UTC(2024, month, 15));
/** The first of January 2024 was a Monday. */
const WEEKDAYS = Array.from({ length: 7 }, (_, day) => Date.UTC(2024, 0, 1 + day));

export function exportWords(t: Catalogue, language: Language, locale: string): ExportWords {
  const full = new Intl.DateTimeFormat(locale, {
    weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC', calendar: 'gregory', numberingSystem: 'latn',
  });
  /** As it stands in a whole date: some languages bend the name of a month there. */
  const named = (at: number, type: 'month' | 'weekday') => full.formatToParts(at).find((part) => part.type === type)?.value ?? '';
  const place = ({ type, value }: Intl.DateTimeFormatPart) =>
    type === 'weekday' || type === 'day' || type === 'month' || type === 'year' ? `{${type}}` : value;
  const gone = (by: string | null, reason: string) => t.message.gone({ by, reason } satisfies RetractedRow, false, '{who}');
  return {
    language,
    rightToLeft: directionOf(language) === 'rtl',
    exported: t.history.exported('{at}'),
    whole: t.history.whole,
    wholeSince: t.history.wholeSince('{at}'),
    partly: t.history.partly,
    missing: t.history.missing,
    edited: t.message.edited,
    takenBack: gone(null, ''),
    removed: gone('{by}', ''),
    removedBecause: gone('{by}', '{reason}'),
    forwarded: `${t.message.forwardedFrom} {name}, {at}`,
    topic: t.talk.notice({ is: 'topic', by: '{by}', topic: '{topic}' }),
    joined: t.talk.notice({ is: 'joined', who: '{who}' }),
    left: t.talk.notice({ is: 'left', who: '{who}' }),
    putOut: t.talk.notice({ is: 'removed', who: '{who}', by: '{by}' }),
    destroyed: t.talk.notice({ is: 'destroyed', reason: '' }),
    destroyedBecause: t.talk.notice({ is: 'destroyed', reason: '{reason}' }),
    date: full.formatToParts(MONTHS[0]).map(place).join(''),
    months: MONTHS.map((at) => named(at, 'month')),
    weekdays: WEEKDAYS.map((at) => named(at, 'weekday')),
  };
}
