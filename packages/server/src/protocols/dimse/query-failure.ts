// The response to a query or a retrieval that cannot be served. A table, no work.
import { queryRetrieveStatuses } from '@lumenbox/dicom/network';
import { SearchTooBroadError } from '../../features/imaging-search/index.ts';
import type { DimseDeps } from './deps.ts';
import { QueryError } from './query-identifier.ts';

/** What a response may say of an error (PS3.7 E.1: LO). */
const commentCharactersMax = 64;

/** The response to a request that cannot be served. */
export function failureOf(
  deps: Pick<DimseDeps, 'log'>,
  error: unknown,
): { status: number; errorComment?: string } {
  if (error instanceof QueryError)
    return { status: error.status, errorComment: error.message.slice(0, commentCharactersMax) };
  if (error instanceof SearchTooBroadError)
    return {
      status: queryRetrieveStatuses.outOfResources,
      errorComment: 'The query is too broad: give more keys',
    };
  deps.log.error({ err: error }, 'query.failed');
  return { status: queryRetrieveStatuses.unableToProcess };
}
