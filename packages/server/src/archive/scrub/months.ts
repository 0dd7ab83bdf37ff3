// Months of ids: a UUIDv7 (RFC 9562 5.7) begins with the milliseconds of its making, so the rows of a month lie together. Pure.

/** The month in which an id was made, in UTC: `YYYY-MM`. */
export function monthOf(id: string): string {
  const millis = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
  return new Date(millis).toISOString().slice(0, 7);
}

/** Sorts before every id of a month, and behind every one of the months before. */
export function startOf(month: string): string {
  const time = Date.parse(`${month}-01T00:00:00Z`).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}`;
}

/** The month behind another. */
export function nextMonth(month: string): string {
  const next = new Date(`${month}-01T00:00:00Z`);
  next.setUTCMonth(next.getUTCMonth() + 1);
  return next.toISOString().slice(0, 7);
}

/** A century: ids of a clock that was wrong must not make this endless. */
const monthsMax = 1200;

/** The months from that of one id to that of another. */
export function monthsBetween(firstId: string, lastId: string): string[] {
  const months: string[] = [];
  const last = monthOf(lastId);
  for (let month = monthOf(firstId); month <= last && months.length < monthsMax; month = nextMonth(month))
    months.push(month);
  return months;
}
