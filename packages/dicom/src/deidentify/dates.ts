// Dates of DICOM moved by days (PS3.5 6.2 DA, DT), and ages that would give a very old patient away. Text in, text out.

const dayMs = 86_400_000;
/** Nothing of imaging is older: a date before it is a date that was moved too far. */
const earliest = '19000101';

/** How dates move. */
export interface DateShift {
  readonly days: number;
  /** YYYYMMDD: nothing is moved to behind it. */
  readonly today: string;
  /** They have moved already: a patient who was not too old then may look so now. */
  readonly isDone?: boolean;
}

const dayPattern = /^(\d{4})[.-]?(\d{2})[.-]?(\d{2})$/;
const momentPattern = /^(\d{4})(\d{2})?(\d{2})?([\d.]*)([+-]\d{4})?$/;

/** A moved DA value, YYYYMMDD; `undefined` when the text is no date. */
export function shiftDate(text: string, shift: DateShift): string | undefined {
  const [, year, month, day] = dayPattern.exec(text.trim()) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  return moved(`${year}${month}${day}`, shift);
}

/** A moved DT value of the same precision, time and zone as they were; `undefined` when the text is no date. */
export function shiftDateTime(text: string, shift: DateShift): string | undefined {
  const match = momentPattern.exec(text.trim());
  if (match === null) return undefined;
  const [, year = '', month, day, time = '', zone = ''] = match;
  if (day === undefined && time !== '') return undefined;
  if (time !== '' && !/^\d{2}(?:\d{2}(?:\d{2}(?:\.\d{1,6})?)?)?$/.test(time)) return undefined;
  const date = moved(`${year}${month ?? '01'}${day ?? '01'}`, shift);
  if (date === undefined) return undefined;
  const precision = day !== undefined ? 8 : month !== undefined ? 6 : 4;
  return `${date.slice(0, precision)}${time}${zone}`;
}

/** A day moved, and held between 1900 and today. */
function moved(day: string, { days, today }: DateShift): string | undefined {
  const ms = dayToMs(day);
  if (ms === undefined) return undefined;
  const text = msToDay(ms + days * dayMs);
  if (text < earliest) return earliest;
  return text > today ? today : text;
}

/** Midnight UTC of a YYYYMMDD; `undefined` for one that no calendar has. */
function dayToMs(day: string): number | undefined {
  const [year, month, date] = [Number(day.slice(0, 4)), Number(day.slice(4, 6)), Number(day.slice(6, 8))];
  const made = new Date(0);
  made.setUTCFullYear(year, month - 1, date);
  return made.getUTCMonth() === month - 1 && made.getUTCDate() === date ? made.getTime() : undefined;
}

function msToDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10).replaceAll('-', '');
}

/** Whether a text is a TM value, or that of ACR-NEMA with colons (PS3.5 6.2). */
export function isTime(text: string): boolean {
  return /^\d{2}(?::?\d{2}(?::?\d{2}(?:\.\d{1,6})?)?)?$/.test(text.trim());
}

/** Whether a text is a DA value that a calendar has. */
export function isDate(text: string): boolean {
  const digits = text.trim().replaceAll(/[.-]/g, '');
  return dayPattern.test(text.trim()) && dayToMs(digits) !== undefined;
}

/** Whether a text is a DT value. */
export function isDateTime(text: string): boolean {
  return shiftDateTime(text, { days: 0, today: '99991231' }) !== undefined;
}

/** Beyond it ages are so rare that they identify (45 CFR 164.514 (b)(2)(i)(C)). */
const ageYearsMax = 89;
const daysOf = { D: 1, W: 7, M: 30.436875, Y: 365.2425 } as const;

/** An AS value, `090Y` for everybody beyond 89; `undefined` when the text is no age. */
export function safeAge(text: string): string | undefined {
  const match = /^(\d{3})([DWMY])$/.exec(text.trim());
  if (match === null) return undefined;
  const days = Number(match[1]) * daysOf[match[2] as keyof typeof daysOf];
  return days / daysOf.Y >= ageYearsMax + 1 ? '090Y' : text.trim();
}

/**
 * 1 January of a birth date's year, moved first: an age with the true year of birth and a moved study date would tell how
 * far dates were moved. `undefined` when it is no date, or that of somebody beyond 89.
 */
export function birthYearDate(text: string, shift: DateShift): string | undefined {
  if (!isDate(text)) return undefined;
  const isOld =
    shift.isDone !== true && Number(shift.today.slice(0, 4)) - Number(text.trim().slice(0, 4)) > ageYearsMax;
  return isOld ? undefined : shiftDate(text, shift)?.replace(/\d{4}$/, '0101');
}
