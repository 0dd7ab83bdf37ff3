// Search (QIDO-RS, PS3.18 10.6): six resources, one engine. Only what HTTP says and how answers are packed is here.
import type { DicomJson } from '@lumenbox/dicom';
import type { Caller } from '../../access/index.ts';
import type { Audit } from '../../audit/index.ts';
import {
  type ImagingQuery,
  type ImagingText,
  type SearchLevel,
  SearchTooBroadError,
  searchImagingText,
} from '../../features/imaging-search/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import type { RequestFacts } from '../../platform/http/index.ts';
import type { Answer, Handlers } from './handler.ts';
import { acceptedRanges, negotiate } from './media-types.ts';
import { readSearchParameters } from './search-parameters.ts';
import { xmlPartsAnswer, xmlPartsOffer } from './xml-parts.ts';

/** What searching needs. */
export interface SearchDeps {
  readonly database: Database;
  readonly audit: Audit;
}

/** The operations of search. */
export type SearchOperationName =
  | 'searchStudies'
  | 'searchSeriesOfStudy'
  | 'searchInstancesOfSeries'
  | 'searchInstancesOfStudy'
  | 'searchSeries'
  | 'searchInstances';

/** What every call of a search has. */
interface SearchCall {
  readonly caller: Caller;
  readonly query: URLSearchParams;
  readonly request: RequestFacts;
}

/** Where a resource searches. */
interface SearchPlace {
  /** The UIDs that its path names. */
  readonly parents: Readonly<Record<string, string>>;
  /** The levels that its path leaves open: its matches tell of them too (PS3.18 10.6.3.3). */
  readonly withParents: ImagingQuery['withParents'];
}

const json = 'application/dicom+json';
const offers = [
  { type: json },
  xmlPartsOffer,
  // Clients of before 2016 and people in browsers ask for plain JSON.
  { type: 'application/json' },
];

/** PS3.18 8.3.4.4.1, in the words of the standard. */
const cutWarning =
  '299 lumenbox "The number of results exceeded the maximum supported by the server. Additional results can be requested."';

/** The handlers of search. */
export function createSearchHandlers(deps: SearchDeps): Handlers<SearchOperationName> {
  const handle = (level: SearchLevel, call: SearchCall, place: SearchPlace) =>
    search(deps, call, { level, ...place });
  return {
    searchStudies: (call) => handle('study', call, { parents: {}, withParents: [] }),
    searchSeriesOfStudy: (call) =>
      handle('series', call, { parents: { StudyInstanceUID: call.parameters.study }, withParents: [] }),
    searchInstancesOfSeries: (call) =>
      handle('instance', call, {
        parents: { StudyInstanceUID: call.parameters.study, SeriesInstanceUID: call.parameters.series },
        withParents: [],
      }),
    searchInstancesOfStudy: (call) =>
      handle('instance', call, {
        parents: { StudyInstanceUID: call.parameters.study },
        withParents: ['series'],
      }),
    searchSeries: (call) => handle('series', call, { parents: {}, withParents: ['study'] }),
    searchInstances: (call) => handle('instance', call, { parents: {}, withParents: ['study', 'series'] }),
  };
}

async function search(
  deps: SearchDeps,
  call: SearchCall,
  { level, parents, withParents }: SearchPlace & { level: SearchLevel },
): Promise<Answer> {
  const offer = negotiate(acceptedRanges(call), offers);
  const { isLimitOurs, ...parameters } = readSearchParameters(call.query, { level, parents });
  const found = await searchImagingText(deps, call.caller.scope, {
    ...parameters,
    level,
    withParents,
    studiesUrl: `${call.request.baseUrl}/dicomweb/studies`,
  }).catch((error: unknown) => {
    throw error instanceof SearchTooBroadError ? failure.payloadTooLarge(error.message) : error;
  });
  deps.audit.recordRead(call.caller.origin, {
    event: 'imaging.queried',
    details: {
      level,
      keys: parameters.conditions.map(({ attribute }) => attribute.keyword),
      count: found.count,
    },
  });
  const warning: Record<string, string> = isLimitOurs && found.hasMore ? { Warning: cutWarning } : {};
  if (found.count === 0) return { status: 204, headers: warning };
  return offer === xmlPartsOffer
    ? xmlPartsAnswer(dataSetsOf(found), warning)
    : jsonAnswer(found, offer.type, warning);
}

function jsonAnswer({ text }: ImagingText, type: string, headers: Record<string, string>): Answer {
  return { headers: { ...headers, 'Content-Type': type }, body: text };
}

/** One for each match (PS3.18 10.6.3.2). */
function dataSetsOf({ text }: ImagingText): Iterable<DicomJson> {
  return JSON.parse(Buffer.from(text).toString()) as DicomJson[];
}
