// C-FIND (PS3.7 9.1.2, PS3.4 C.4.1): keys in, a pending response for each match, a last one without. The engine is that of QIDO-RS.
import {
  type DicomJson,
  type ElementInput,
  encodeDataSet,
  fromDicomJson,
  type Tag,
  tags,
} from '@lumenbox/dicom';
import { queryRetrieveStatuses, statuses } from '@lumenbox/dicom/network';
import { type ImagingAnswer, type ImagingMatch, searchImaging } from '../../features/imaging-search/index.ts';
import type { DimseDeps, DimseRequest, DimseService } from './deps.ts';
import { DataSetCutError } from './incoming-data-set.ts';
import { failureOf } from './query-failure.ts';
import {
  type Identifier,
  identifierHead,
  levelNames,
  QueryError,
  type QueryKeys,
  queryRetrieveClassOf,
  readIdentifier,
  readKeys,
} from './query-identifier.ts';

/** Matches read at once; the peer takes them before the next are looked for. */
const pageSize = 200;
/** Who asks for more has no question: the rest is not told, and the last response says so. */
export const matchesMax = 100_000;

export const find: DimseService = {
  refusalOf: (request) =>
    queryRetrieveClassOf(request, 'find') !== undefined && request.command.hasDataSet
      ? undefined
      : statuses.sopClassNotSupported,
  headOf: identifierHead,
  serve: async (deps, request) => {
    try {
      request.respond({ status: await answerAll(deps, request) });
    } catch (error) {
      if (!(error instanceof DataSetCutError)) request.respond(failureOf(deps, error));
    }
  },
};

/** Tells every match. Gives the status of the last response. @throws QueryError, SearchTooBroadError */
async function answerAll(deps: DimseDeps, request: DimseRequest): Promise<number> {
  const { session, signal } = request;
  const queried = queryRetrieveClassOf(request, 'find');
  if (queried === undefined) throw new QueryError(statuses.sopClassNotSupported, 'No class of C-FIND');
  const identifier = await readIdentifier(request, queried);
  const keys = readKeys(identifier);
  let count = 0;
  try {
    for await (const { matches } of pages(deps, session.peer, { identifier, keys })) {
      for (const match of matches) {
        if (signal.aborted) return statuses.cancel;
        respondMatch(request, { identifier, keys, match });
        count += 1;
      }
      await session.association.drained();
      if (count >= matchesMax) return queryRetrieveStatuses.outOfResources;
    }
    return statuses.success;
  } finally {
    // Also of what was told before it was called off, or the association ended.
    deps.audit.recordRead(session.peer.origin, {
      event: 'imaging.queried',
      details: {
        level: identifier.level,
        keys: keys.conditions.map(({ attribute }) => attribute.keyword),
        count,
      },
    });
  }
}

async function* pages(
  deps: Pick<DimseDeps, 'database'>,
  { scope }: DimseRequest['session']['peer'],
  { identifier, keys }: { identifier: Identifier; keys: QueryKeys },
): AsyncIterable<ImagingAnswer> {
  // Studies go on behind the last one; patients, series and instances by their number.
  const isByKey = identifier.level === 'study';
  let after: ImagingAnswer['end'];
  for (let offset = 0; ; offset += pageSize) {
    const answer = await searchImaging(deps.database.kysely, scope, {
      level: identifier.level,
      conditions: keys.conditions,
      include: keys.wanted,
      withParents: ['study', 'series'],
      limit: pageSize,
      offset: isByKey ? 0 : offset,
      after,
    });
    yield answer;
    if (!answer.hasMore) return;
    if (isByKey) after = answer.end;
  }
}

function respondMatch(
  request: DimseRequest,
  { identifier, keys, match }: { identifier: Identifier; keys: QueryKeys; match: ImagingMatch },
): void {
  const { context, session } = request;
  const elements = [
    ...answeredElements(JSON.parse(match.json) as DicomJson, keys.wanted),
    { tag: tags.QueryRetrieveLevel, value: levelNames[identifier.level] },
    { tag: tags.RetrieveAETitle, value: session.calledAeTitle },
    { tag: tags.InstanceAvailability, value: 'ONLINE' },
  ];
  const dataSet = encodeDataSet(elements, { transferSyntaxUid: context.transferSyntax });
  // FF01H: some keys were not told, or not searched by (PS3.4 C.4.1.1.4).
  const status = keys.hasUnsupported ? statuses.pendingWithWarning : statuses.pending;
  request.respond({ status }, dataSet);
}

/** What was asked for and can be told, in the data set's own words; without a value where nothing is known (PS3.4 C.4.1.1.3.2). */
function answeredElements(json: DicomJson, wanted: readonly Tag[]): ElementInput[] {
  const isWanted = new Set(wanted);
  const known = fromDicomJson(json).filter(
    ({ tag }) => typeof tag === 'number' && (isWanted.has(tag) || tag === tags.SpecificCharacterSet),
  );
  const told = new Set(known.map(({ tag }) => tag));
  const unknown = wanted.filter((tag) => !told.has(tag));
  return [...known, ...unknown.map((tag) => ({ tag }))];
}
