// The identifier of a query or retrieval (PS3.4 C.4.1.1.3): the level, the keys, and what they ask for. Nothing is searched here.
import {
  type DataSet,
  DicomError,
  encodeFileMeta,
  formatTag,
  lookupTag,
  readFile,
  sequence,
  stringValues,
  type Tag,
  tags,
} from '@lumenbox/dicom';
import {
  type QueryRetrieveClass,
  queryRetrieveClasses,
  queryRetrieveStatuses,
} from '@lumenbox/dicom/network';
import {
  canSearch,
  canTell,
  readCondition,
  type SearchCondition,
  SearchConditionError,
  type SearchLevel,
} from '../../features/imaging-search/index.ts';
import type { DimseRequest } from './deps.ts';
import { gather, TooManyBytesError } from './incoming-data-set.ts';

/** An identifier has some dozens of short keys; lists of UIDs make it long. */
export const identifierBytesMax = 1024 * 1024;

/** A request is refused with a status; the comment (PS3.7 C) names an attribute at most. */
export class QueryError extends Error {
  readonly status: number;

  constructor(status: number, comment: string) {
    super(comment);
    this.name = 'QueryError';
    this.status = status;
  }
}

/** An identifier as it was read. */
export interface Identifier {
  readonly level: SearchLevel;
  readonly dataSet: DataSet;
}

const levels: Readonly<Record<string, SearchLevel>> = {
  PATIENT: 'patient',
  STUDY: 'study',
  SERIES: 'series',
  IMAGE: 'instance',
};

/** How a level is called in an identifier. */
export const levelNames: Readonly<Record<SearchLevel, string>> = {
  patient: 'PATIENT',
  study: 'STUDY',
  series: 'SERIES',
  instance: 'IMAGE',
};

/** What a request's SOP class does; `undefined` when it is of another operation. */
export function queryRetrieveClassOf(
  { context, command }: Pick<DimseRequest, 'context' | 'command'>,
  operation: QueryRetrieveClass['operation'],
): QueryRetrieveClass | undefined {
  const served = queryRetrieveClasses.get(context.abstractSyntax);
  return served?.operation === operation && command.affectedSopClassUid === context.abstractSyntax
    ? served
    : undefined;
}

/** What makes the bytes of an identifier a file that the reader knows. */
export function identifierHead({ context }: Pick<DimseRequest, 'context'>): Uint8Array {
  return encodeFileMeta({
    sopClassUid: context.abstractSyntax,
    sopInstanceUid: '1.2.3',
    transferSyntaxUid: context.transferSyntax,
  });
}

/** Reads the identifier of a request. @throws QueryError */
export async function readIdentifier(
  { dataSet: bytes }: Pick<DimseRequest, 'dataSet'>,
  { root }: QueryRetrieveClass,
): Promise<Identifier> {
  const dataSet = await readDataSet(bytes);
  const [name = ''] = stringValues(dataSet, tags.QueryRetrieveLevel);
  const level = levels[name.trim()];
  if (level === undefined || (level === 'patient' && root !== 'patient'))
    throw new QueryError(
      queryRetrieveStatuses.identifierDoesNotMatchSopClass,
      'QueryRetrieveLevel is missing or not of this model',
    );
  return { level, dataSet };
}

async function readDataSet(bytes: AsyncIterable<Uint8Array>): Promise<DataSet> {
  try {
    return readFile(await gather(bytes, identifierBytesMax)).dataSet;
  } catch (error) {
    if (error instanceof TooManyBytesError)
      throw new QueryError(queryRetrieveStatuses.outOfResources, 'The identifier is too long');
    if (!(error instanceof DicomError)) throw error;
    throw new QueryError(queryRetrieveStatuses.unableToProcess, 'The identifier cannot be read');
  }
}

/** Say how the identifier is to be read, and are no keys. */
const noKeys: ReadonlySet<Tag> = new Set([
  tags.SpecificCharacterSet,
  tags.QueryRetrieveLevel,
  tags.TimezoneOffsetFromUTC,
  tags.RetrieveAETitle,
  tags.InstanceAvailability,
]);

/** What an identifier asks for. */
export interface QueryKeys {
  readonly conditions: readonly SearchCondition[];
  /** The attributes that are wanted back. */
  readonly wanted: readonly Tag[];
  /** Some keys cannot be told, or had values that nothing is searched by: such matches may be too many (PS3.4 C.4.1.1.4). */
  readonly hasUnsupported: boolean;
}

/** Reads the keys. @throws QueryError when a value is none of its VR */
export function readKeys({ level, dataSet }: Identifier): QueryKeys {
  const conditions: SearchCondition[] = [];
  const wanted: Tag[] = [];
  let hasUnsupported = false;
  const take = (path: readonly Tag[], text: string) => {
    // Universal matching: all that is asked is to be told.
    if (/^\**$/.test(text.trim())) return;
    if (!canSearch(path, level)) {
      hasUnsupported = true;
      return;
    }
    const condition = conditionOf(path, text, level);
    if (condition !== undefined) conditions.push(condition);
  };
  for (const { tag, vr } of dataSet.elements.values()) {
    // Group lengths, and what says how to read the rest.
    if ((tag & 0xffff) === 0 || noKeys.has(tag)) continue;
    // What is not supported for existence is not returned, not even empty (PS3.4 C.2.2.1.3).
    if (canTell(tag, level)) wanted.push(tag);
    else hasUnsupported = true;
    if (vr !== 'SQ') take([tag], stringValues(dataSet, tag).join('\\'));
    else
      for (const item of sequence(dataSet, tag).slice(0, 1))
        for (const inner of item.elements.values())
          if (inner.vr !== 'SQ') take([tag, inner.tag], stringValues(item, inner.tag).join('\\'));
  }
  return { conditions, wanted, hasUnsupported };
}

function conditionOf(path: readonly Tag[], text: string, level: SearchLevel): SearchCondition | undefined {
  try {
    return readCondition(path, text, { level });
  } catch (error) {
    if (!(error instanceof SearchConditionError)) throw error;
    const name = path.map((tag) => lookupTag(tag)?.keyword ?? formatTag(tag)).join('.');
    throw new QueryError(
      queryRetrieveStatuses.identifierDoesNotMatchSopClass,
      `The value of ${name} is not valid`,
    );
  }
}
