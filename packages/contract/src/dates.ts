// Reads the dates that clients send. Lenient as the API that this one stands in for, and strict about the calendar.

const monthNames = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const timePart = String.raw`(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?`;
/** As the dates of mail and of HTTP have it; which day of the week it is follows from the date. */
const weekday = '(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? )?';
const forms: readonly { pattern: RegExp; order: readonly ('year' | 'month' | 'day')[] }[] = [
  {
    pattern: new RegExp(`^(\\d{4})-(\\d{1,2})-(\\d{1,2})${timePart}$`, 'i'),
    order: ['year', 'month', 'day'],
  },
  {
    pattern: new RegExp(`^(\\d{4})/(\\d{1,2})/(\\d{1,2})${timePart}$`, 'i'),
    order: ['year', 'month', 'day'],
  },
  { pattern: new RegExp(`^(\\d{4})(\\d{2})(\\d{2})${timePart}$`, 'i'), order: ['year', 'month', 'day'] },
  {
    pattern: new RegExp(`^(\\d{1,2})/(\\d{1,2})/(\\d{4})${timePart}$`, 'i'),
    order: ['month', 'day', 'year'],
  },
  {
    pattern: new RegExp(`^(\\d{1,2})[-.](\\d{1,2})[-.](\\d{4})${timePart}$`, 'i'),
    order: ['day', 'month', 'year'],
  },
  {
    pattern: new RegExp(`^${weekday}(\\d{1,2})[- ]([a-z]{3,9}),?[- ](\\d{4})${timePart}$`, 'i'),
    order: ['day', 'month', 'year'],
  },
  {
    pattern: new RegExp(`^${weekday}([a-z]{3,9}) (\\d{1,2}),? (\\d{4})${timePart}$`, 'i'),
    order: ['month', 'day', 'year'],
  },
];
/** Longer texts are no dates; the limit keeps the patterns' work bounded. */
const maxDateTextLength = 64;

/**
 * Reads a date, or a timestamp, and gives its UTC day as `YYYY-MM-DD`; `undefined` when it is none.
 * A timestamp with an offset is moved to UTC; one without is taken as UTC.
 */
export function parseDay(text: string): string | undefined {
  return parseForms(text, offsetMinutes);
}

/** The same for a day that is nobody's moment, a birthday: it stays the day that is written, whatever time stands behind it. */
export function parseWrittenDay(text: string): string | undefined {
  return parseForms(text, () => 0);
}

type MinutesOf = (zone: string | undefined) => number;

function parseForms(text: string, minutesOf: MinutesOf): string | undefined {
  if (text.length > maxDateTextLength) return undefined;
  for (const { pattern, order } of forms) {
    const match = pattern.exec(text);
    if (match !== null) return dayOf(match, order, minutesOf);
  }
  return undefined;
}

function dayOf(
  match: RegExpExecArray,
  order: readonly ('year' | 'month' | 'day')[],
  minutesOf: MinutesOf,
): string | undefined {
  const part = (name: 'year' | 'month' | 'day') => match[order.indexOf(name) + 1] ?? '';
  const [year, month, day] = [Number(part('year')), monthNumber(part('month')), Number(part('day'))];
  const [hour, minute, second] = [Number(match[4] ?? 0), Number(match[5] ?? 0), Number(match[6] ?? 0)];
  if (month === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  const utc = new Date(0);
  utc.setUTCFullYear(year, month - 1, day);
  if (utc.getUTCFullYear() !== year || utc.getUTCMonth() !== month - 1 || utc.getUTCDate() !== day)
    return undefined;
  utc.setUTCHours(hour, minute - minutesOf(match[7]), second);
  return utc.getUTCFullYear() > 9999 || utc.getUTCFullYear() < 0 ? undefined : utc.toISOString().slice(0, 10);
}

function monthNumber(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const index = monthNames.findIndex(
    (name) => name === text.toLowerCase() || name.slice(0, 3) === text.toLowerCase(),
  );
  return index < 0 ? undefined : index + 1;
}

function offsetMinutes(zone: string | undefined): number {
  const match = zone === undefined ? null : /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}
