// How dates, sizes and names are printed for people. Machines get the values themselves.

const locale = typeof navigator === 'undefined' ? 'en' : navigator.language;
const dayFormat = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
const momentFormat = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
const numberFormat = new Intl.NumberFormat(locale);

/** A calendar day, given as `YYYY-MM-DD` or `YYYYMMDD`; any other text comes back as it is. */
export function formatDay(text: string): string {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(text);
  if (match === null) return text;
  const date = new Date(`${match[1]}-${match[2]}-${match[3]}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? text : dayFormat.format(date);
}

/** A moment in the reader's own time zone. */
export function formatMoment(timestamp: string): string {
  const date = new Date(timestamp);
  return Number.isNaN(date.getTime()) ? timestamp : momentFormat.format(date);
}

/** A time of day as DICOM writes it (`HHMMSS.FFFFFF`) or as people do; any other text comes back as it is. */
export function formatTime(text: string): string {
  const match = /^(\d{2}):?(\d{2})(?::?\d{2}(?:\.\d+)?)?$/.exec(text);
  return match === null ? text : `${match[1]}:${match[2]}`;
}

/** A count with its thousands parted. */
export function formatCount(count: number): string {
  return numberFormat.format(count);
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
  const digits = unit > 0 && value < 10 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[unit]}`;
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
