// The query string of a search (PS3.18 8.3.4): which attributes, which page, which fields. Pure.
import { lookupTag, type Tag, tagOf } from '@lumenbox/dicom';
import {
  combineMoments,
  type ImagingQuery,
  readCondition,
  type SearchCondition,
  SearchConditionError,
  type SearchLevel,
} from '../../features/imaging-search/index.ts';
import { type AppError, failure } from '../../platform/errors.ts';

/** Matches of a page that asks for no number: about a megabyte. */
export const resultsUsual = 1000;
/** Matches of any page. */
export const resultsMax = 5000;
/** Farther than any archive reaches. */
const offsetMax = 1_000_000_000;
/** More keys and fields than there are attributes to search by and to tell; a bound on what one request makes us do. */
const parametersMax = 200;

/** A search as its query string asks for it. */
export interface SearchParameters extends Pick<ImagingQuery, 'conditions' | 'include' | 'limit' | 'offset'> {
  /** The page ends where ours do, not where the client wants. */
  readonly isLimitOurs: boolean;
}

/** Reads a query string; `parents` are UIDs that the path names. Throws `validation` with the parameter's name. */
export function readSearchParameters(
  query: URLSearchParams,
  options: { level: SearchLevel; parents: Readonly<Record<string, string>> },
): SearchParameters {
  const { level, parents } = options;
  if (query.size > parametersMax) throw refused('query', `more than ${parametersMax} parameters`);
  const isFuzzy = readFlag(query, 'fuzzymatching');
  if (readFlag(query, 'emptyvaluematching')) throw refused('emptyvaluematching', 'it is not supported');
  // PS3.18 8.3.4.6. Who says nothing of it and sends a list means it, as clients from before the parameter do.
  const areListsRefused = query.has('multiplevaluematching') && !readFlag(query, 'multiplevaluematching');
  const limit = readNumber(query, 'limit', resultsUsual);
  const conditions: SearchCondition[] = [];
  const seen = new Set<string>();
  for (const [name, text] of [...Object.entries(parents), ...query]) {
    if (isOfPage(name)) continue;
    const path = pathOf(name);
    const key = path.join('.');
    if (seen.has(key)) throw refused(name, 'it is given twice');
    seen.add(key);
    const list = listOf(path, text);
    if (areListsRefused && list.includes('\\') && !isUid(path))
      throw refused(safeName(name), 'a list of values needs multiplevaluematching=true');
    const condition = conditionOf(path, list, { level, isFuzzy });
    if (condition !== undefined) conditions.push(condition);
  }
  return {
    conditions: combineMoments(conditions),
    include: readFields(query),
    limit: Math.min(limit, resultsMax),
    offset: readNumber(query, 'offset', 0),
    isLimitOurs: !query.has('limit') || limit > resultsMax,
  };
}

/** Parameters of a search that name no attribute. */
export const pageParameters = new Set([
  'limit',
  'offset',
  'fuzzymatching',
  'emptyvaluematching',
  'multiplevaluematching',
  'includefield',
  'accept',
  'charset',
]);
const isOfPage = (name: string) => pageParameters.has(name);

function refused(parameter: string, problem: string): AppError {
  return failure.validation({ [parameter]: [problem] }, `${parameter}: ${problem}`);
}

/** The tags of a keyword, of eight digits, or of a path of them through sequences. */
function pathOf(name: string): Tag[] {
  return name.split('.').map((part) => {
    const tag = /^[\da-fA-F]{8}$/.test(part) ? Number.parseInt(part, 16) : tagOf(part);
    if (tag === undefined) throw refused(safeName(name), 'there is no such attribute');
    return tag;
  });
}

/** A name that may stand in an answer: of a keyword's letters alone, and no longer than any. */
function safeName(name: string): string {
  return /^[\w.]{1,128}$/.test(name) ? name : 'query';
}

/** A list of UIDs is a matching of its own (PS3.4 C.2.2.2.2). */
function isUid(path: readonly Tag[]): boolean {
  return lookupTag(path.at(-1) ?? 0)?.vr === 'UI';
}

/** Lists of UIDs and of codes are separated by commas too: neither can hold one (PS3.18 8.3.4.4). */
function listOf(path: readonly Tag[], text: string): string {
  const isOfCodes = lookupTag(path.at(-1) ?? 0)?.vr === 'CS';
  return isOfCodes || isUid(path) ? text.replaceAll(',', '\\') : text;
}

function conditionOf(
  path: readonly Tag[],
  list: string,
  options: { level: SearchLevel; isFuzzy: boolean },
): SearchCondition | undefined {
  try {
    return readCondition(path, list, options);
  } catch (error) {
    if (error instanceof SearchConditionError)
      throw failure.validation({ [error.attribute]: [error.message] }, error.message);
    throw error;
  }
}

function readFlag(query: URLSearchParams, name: string): boolean {
  const text = query.get(name) ?? 'false';
  if (text !== 'true' && text !== 'false') throw refused(name, 'give true or false');
  return text === 'true';
}

function readNumber(query: URLSearchParams, name: string, usual: number): number {
  const text = query.get(name);
  if (text === null) return usual;
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number <= offsetMax)) throw refused(name, 'give a number that is not negative');
  return number;
}

/** The fields that are asked for and, as the standard wants, the attributes of all keys (PS3.18 10.6.3.3). */
function readFields(query: URLSearchParams): 'all' | Tag[] {
  const fields = query
    .getAll('includefield')
    .flatMap((field) => field.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (fields.length > parametersMax) throw refused('includefield', `more than ${parametersMax} fields`);
  if (fields.includes('all')) return 'all';
  const keys = [...query.keys()].filter((name) => !isOfPage(name));
  return [...fields, ...keys].flatMap((name) => pathOf(name).slice(0, 1));
}
