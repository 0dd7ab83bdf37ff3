// C-MOVE (PS3.7 9.1.4, PS3.4 C.4.2): the instances go to another application entity, which must be a peer of the realm with an address.
import { queryRetrieveStatuses, statuses } from '@lumenbox/dicom/network';
import { AssociationFailure, openAssociation } from '../../associations/index.ts';
import { findDestination } from '../../features/peers/index.ts';
import {
  proposedContexts,
  type SendingResult,
  type SentObject,
  sendInstances,
} from '../../features/sending/index.ts';
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
      respondEnd(request, result);
    } catch (error) {
      if (!(error instanceof DataSetCutError)) request.respond(failureOf(deps, error));
    }
  },
};

/** Sends the objects to the destination. @throws QueryError when it is unknown */
async function moveAll(
  deps: DimseDeps,
  request: DimseRequest,
  objects: readonly SentObject[],
): Promise<SendingResult> {
  const { session, command, signal } = request;
  const { scope, aeTitle } = session.peer;
  const destination = await findDestination(deps, scope, command.moveDestination?.trim() ?? '');
  if (destination === undefined)
    throw new QueryError(
      queryRetrieveStatuses.moveDestinationUnknown,
      'The move destination is no peer with an address',
    );
  if (objects.length === 0) return nothingOf(objects);
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
        onProgress: async (counts) => respondProgress(request, counts),
      });
    } finally {
      await association.release();
    }
  } catch (error) {
    if (!(error instanceof AssociationFailure)) throw error;
    deps.log.warn({ reason: error.reason }, 'move.destination-failed');
    return nothingOf(objects);
  }
}

/** Not one was sent. */
function nothingOf(objects: readonly SentObject[]): SendingResult {
  return {
    counts: { remaining: 0, completed: 0, failed: objects.length, warning: 0 },
    failedUids: objects.map((object) => object.sop_instance_uid),
    isCancelled: false,
  };
}
