// How dates, numbers, sizes and names are printed for people, by the language that is spoken. Machines get the values themselves.

let formats = formatsOf('en');

function formatsOf(locale: string) {
  return {
    locale,
    day: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }),
    moment: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }),
    whole: new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }),
    any: new Intl.NumberFormat(locale),
    measures: new Map<string, Intl.NumberFormat>(),
    regions: new Intl.DisplayNames(locale, { type: 'region' }),
    tenths: new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
  };
}

/** How everything is printed from now on, as a BCP 47 tag: `de-CH`. What stands on the screen is drawn again when the language changes. */
export function setLocale(locale: string): void {
  formats = formatsOf(locale);
}

/** A calendar day, given as `YYYY-MM-DD` or `YYYYMMDD`; any other text comes back as it is. */
export function formatDay(text: string): string {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(text);
  if (match === null) return text;
  const date = new Date(`${match[1]}-${match[2]}-${match[3]}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? text : formats.day.format(date);
}

/** A moment in the reader's own time zone. */
export function formatMoment(timestamp: string): string {
  const date = new Date(timestamp);
  return Number.isNaN(date.getTime()) ? timestamp : formats.moment.format(date);
}

/** The same as the words that may stand on a line each: the day, and the time when there is one. */
export function momentWords(timestamp: string): string[] {
  const date = new Date(timestamp);
  if (Number.isNaN(date.getTime())) return [timestamp];
  const parts = formats.moment.formatToParts(date);
  const start = parts.findIndex(({ type }) => type === 'hour' || type === 'dayPeriod');
  const text = (from: number, to?: number) =>
    parts
      .slice(from, to)
      .map(({ value }) => value)
      .join('')
      .trim();
  return start < 0 ? [text(0)] : [text(0, start), text(start)];
}

/** A time of day as DICOM writes it (`HHMMSS.FFFFFF`) or as people do; any other text comes back as it is. */
export function formatTime(text: string): string {
  const match = /^(\d{2}):?(\d{2})(?::?\d{2}(?:\.\d+)?)?$/.exec(text);
  return match === null ? text : `${match[1]}:${match[2]}`;
}

/** A count with its thousands parted. */
export function formatCount(count: number): string {
  return formats.whole.format(count);
}

/** A measure, with the decimals that it has; zeros at its end are no decimals. */
export function formatNumber(value: number): string {
  return formats.any.format(value);
}

/** A measured value with so many decimals at least and at most, its thousands not parted: it stands beside others. */
export function formatMeasure(value: number, decimalsMin: number, decimalsMax: number): string {
  const key = `${decimalsMin} ${decimalsMax}`;
  const format =
    formats.measures.get(key) ??
    new Intl.NumberFormat(formats.locale, {
      useGrouping: false,
      signDisplay: 'negative',
      minimumFractionDigits: decimalsMin,
      maximumFractionDigits: decimalsMax,
    });
  formats.measures.set(key, format);
  return format.format(value);
}

const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const;
/** A size in bytes, in the unit that reads best. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const format = unit > 0 && value < 10 ? formats.tenths : formats.whole;
  return `${format.format(value)} ${units[unit]}`;
}

/** The parts of a person's name, as the API has them. */
export interface NameParts {
  readonly given_names: string | null;
  readonly family_name: string | null;
}

/** A name as lists have it, which stand in its order. Both languages put the family name first there. */
export function formatListedName({ family_name, given_names }: NameParts): string {
  return [family_name, given_names].filter(Boolean).join(', ');
}

/** A name as one says it. Both languages say the given names first. */
export function formatName({ given_names, family_name }: NameParts): string {
  return [given_names, family_name].filter(Boolean).join(' ');
}

/** A country by its ISO code of two letters; any other text comes back as it is. */
export function formatCountry(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (formats.regions.of(code) ?? code) : code;
}

/** Years of age on a day, or undefined when the birth date is none. */
export function ageOn(dateOfBirth: string, today: Date): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(dateOfBirth);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const hadBirthday =
    today.getMonth() + 1 > month || (today.getMonth() + 1 === month && today.getDate() >= day);
  const age = today.getFullYear() - year - (hadBirthday ? 0 : 1);
  return age >= 0 ? age : undefined;
}
