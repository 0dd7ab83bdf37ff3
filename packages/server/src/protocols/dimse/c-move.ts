// C-MOVE (PS3.7 9.1.4, PS3.4 C.4.2): the instances go to another application entity, which must be a peer of the realm with an address.
import { queryRetrieveStatuses, statuses } from '@lumenbox/dicom/network';
import type { StoredObject } from '../../archive/index.ts';
import { AssociationFailure, openAssociation } from '../../associations/index.ts';
import { findDestination } from '../../features/peers/index.ts';
import { proposedContexts, type SendingResult, sendInstances } from '../../features/transfers/index.ts';
import type { DimseDeps, DimseRequest, DimseService } from './deps.ts';
import { DataSetCutError } from './incoming-data-set.ts';
import { failureOf } from './query-failure.ts';
import { identifierHead, QueryError, queryRetrieveClassOf } from './query-identifier.ts';
import { recordSending, respondEnd, respondProgress, wantedObjects } from './retrieve.ts';

export const move: DimseService = {
  refusalOf: (request) =>
    queryRetrieveClassOf(request, 'move') !== undefined && request.command.hasDataSet
      ? undefined
      : statuses.sopClassNotSupported,
  headOf: identifierHead,
  serve: async (deps, request) => {
    try {
      const objects = await wantedObjects(deps, request, 'move');
      const result = await moveAll(deps, request, objects);
      recordSending(deps, request, { objects, to: request.command.moveDestination ?? '', result });
      respondEnd(request, objects, result);
    } catch (error) {
      if (!(error instanceof DataSetCutError)) request.respond(failureOf(deps, error));
    }
  },
};

/** Sends the objects to the destination. @throws QueryError when it is unknown */
async function moveAll(
  deps: DimseDeps,
  request: DimseRequest,
  objects: readonly StoredObject[],
): Promise<SendingResult> {
  const { session, command, signal } = request;
  const { scope, aeTitle } = session.peer;
  const destination = await findDestination(deps, scope, command.moveDestination?.trim() ?? '');
  if (typeof destination === 'string')
    throw new QueryError(
      queryRetrieveStatuses.moveDestinationUnknown,
      'The move destination is no peer with an address',
    );
  const counts = { remaining: objects.length, completed: 0, failed: 0, warning: 0 };
  const nothing = { counts, failedUids: [], begunCount: 0 };
  if (objects.length === 0) return { ...nothing, ending: 'complete' };
  try {
    const association = await openAssociation(destination, { contexts: proposedContexts(objects), signal });
    try {
      return await sendInstances(deps, scope, {
        objects,
        receiver: {
          contexts: [...association.contexts.values()],
          store: (instance) => association.store(instance),
        },
        signal,
        moveOriginator: { aeTitle, messageId: command.messageId ?? 0 },
        onProgress: async ({ counts }) => respondProgress(request, counts),
      });
    } finally {
      await association.release();
    }
  } catch (error) {
    if (!(error instanceof AssociationFailure)) throw error;
    if (signal.aborted) return { ...nothing, ending: 'cancelled' };
    deps.log.warn({ reason: error.reason }, 'move.destination-failed');
    return { ...nothing, ending: 'cut' };
  }
}
