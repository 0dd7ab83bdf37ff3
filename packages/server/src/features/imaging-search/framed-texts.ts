// Several texts in one column, so that a pattern can be held against each alone. Pure.

/** More values than names have groups and requests a series has. */
const framedMax = 8;
/** A control character before, between and behind: each place has its own, and no text holds any. */
const delimiters = Array.from({ length: framedMax + 1 }, (_, place) => String.fromCharCode(place + 1));

/** A column's text for some values: empty when there are none. Values beyond the eighth are left out. */
export function frameTexts(values: readonly string[]): string {
  const kept = values.slice(0, framedMax);
  if (kept.every((value) => value === '')) return '';
  return kept.map((value, place) => `${delimiters[place]}${value}`).join('') + delimiters[kept.length];
}

/** The values in a column's text. */
export function unframeTexts(column: string): string[] {
  return column === '' ? [] : column.slice(1, -1).split(/\p{Cc}/u);
}

/**
 * What stands on either side of each place's value. Each delimiter occurs once, so a wild card between the two of a place
 * never reaches into another value.
 */
export const frames: readonly (readonly [before: string, behind: string])[] = delimiters
  .slice(0, framedMax)
  .map((before, place) => [before, delimiters[place + 1] ?? '']);
