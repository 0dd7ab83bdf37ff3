// The state of a list as it stands in the URL: read leniently, written without defaults, so that links stay short.

/** What a query string gives, before anything is known of it. */
export type RawSearch = Record<string, unknown>;

/** A text of at most 255 characters; undefined when absent or blank. */
export function readText(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).trim();
  return text === '' ? undefined : text.slice(0, 255);
}

/** One of a closed list, else undefined. */
export function readChoice<const T extends string>(value: unknown, choices: readonly T[]): T | undefined {
  return choices.find((choice) => choice === value);
}

/** True or nothing. */
export function readFlag(value: unknown): true | undefined {
  return value === true || value === 'true' || value === '1' ? true : undefined;
}

/** A whole number within limits, else undefined; the default is undefined too, so that it stays out of the URL. */
export function readNumber(
  value: unknown,
  limits: { min: number; max: number; standard: number },
): number | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !/^\d{1,9}$/.test(text)) return undefined;
  const number = Number(text);
  if (number < limits.min || number > limits.max || number === limits.standard) return undefined;
  return number;
}

/** A calendar day `YYYY-MM-DD`, else undefined. */
export function readDay(value: unknown): string | undefined {
  const match = typeof value === 'string' ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) : null;
  if (match === null) return undefined;
  const date = new Date(`${match[0]}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(match[0]) ? match[0] : undefined;
}

/** The sizes of a page that are offered. */
export const pageSizes = [10, 25, 50, 100] as const;
export const pageSizeDefault = 25;

/** Paging as it stands in the URL. */
export interface PagingSearch {
  page?: number;
  per_page?: number;
}
/** Paging and order as they stand in the URL. */
export interface ListSearch<Sort extends string> extends PagingSearch {
  sort?: Sort;
  direction?: 'asc' | 'desc';
}

/** Reads paging. */
export function readPaging(raw: RawSearch): PagingSearch {
  return withoutUndefined({
    page: readNumber(raw.page, { min: 2, max: 999_999_999, standard: 1 }),
    per_page: readNumber(raw.per_page, { min: 1, max: 100, standard: pageSizeDefault }),
  });
}

/** Reads paging and order; a direction without a sort means nothing and is dropped. */
export function readList<const Sort extends string>(
  raw: RawSearch,
  sorts: readonly Sort[],
): ListSearch<Sort> {
  const sort = readChoice(raw.sort, sorts);
  const direction = sort === undefined ? undefined : readChoice(raw.direction, ['asc', 'desc']);
  return { ...readPaging(raw), ...withoutUndefined({ sort, direction }) };
}

type Present<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };
/** Drops the keys without a value. */
export function withoutUndefined<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Present<T>;
}

/** Reads a query string as plain texts; a repeated key keeps its last value. */
export function parseSearchText(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** Writes a query string, with the leading `?` where there is anything. */
export function writeSearchText(search: Record<string, unknown>): string {
  const pairs = Object.entries(search)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([key, value]): [string, string] => [key, String(value)]);
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
}

/** The days that a list is narrowed to, the first and the last. */
export interface DaysSearch {
  date_from?: string;
  date_to?: string;
}

/** True where the last day lies before the first: nothing can match, and the server would refuse the question. */
export function areDaysReversed({ date_from, date_to }: DaysSearch): boolean {
  return date_from !== undefined && date_to !== undefined && date_to < date_from;
}
