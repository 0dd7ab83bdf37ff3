// C-GET (PS3.7 9.1.3, PS3.4 C.4.3): the instances come over the very association on which they were asked for.
import { statuses } from '@lumenbox/dicom/network';
import { sendInstances } from '../../features/transfers/index.ts';
import type { DimseService } from './deps.ts';
import { DataSetCutError } from './incoming-data-set.ts';
import { failureOf } from './query-failure.ts';
import { identifierHead, queryRetrieveClassOf } from './query-identifier.ts';
import { recordSending, respondEnd, respondProgress, wantedObjects } from './retrieve.ts';

export const get: DimseService = {
  refusalOf: (request) =>
    queryRetrieveClassOf(request, 'get') !== undefined && request.command.hasDataSet
      ? undefined
      : statuses.sopClassNotSupported,
  headOf: identifierHead,
  serve: async (deps, request) => {
    const { session, signal } = request;
    try {
      const objects = await wantedObjects(deps, request, 'get');
      const result = await sendInstances(deps, session.peer.scope, {
        objects,
        receiver: {
          // Where the requestor takes the role of the SCP (PS3.7 D.3.3.4).
          contexts: [...session.contexts.values()].filter(({ requestorRoles }) => requestorRoles.scp),
          store: (instance) => session.ownRequests.store(instance),
        },
        signal,
        onProgress: async ({ counts }) => respondProgress(request, counts),
      });
      recordSending(deps, request, { objects, to: session.peer.aeTitle, result });
      respondEnd(request, objects, result);
    } catch (error) {
      if (!(error instanceof DataSetCutError)) request.respond(failureOf(deps, error));
    }
  },
};
