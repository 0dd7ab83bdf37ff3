// C-STORE (PS3.7 9.1.1, PS3.4 B): the data set streams into the way in, behind a file meta information of ours; the
// response tells what became of it.
import { encodeFileMeta } from '@lumenbox/dicom';
import { statuses, storeStatuses } from '@lumenbox/dicom/network';
import type { DimseService } from './deps.ts';
import { DataSetCutError } from './incoming-data-set.ts';
import { isStorage } from './storage-classes.ts';
import { statusOfError, statusOfOutcome } from './store-status.ts';

/** Makes the service. */
export function createStore(options: { privateSopClasses: ReadonlySet<string> }): DimseService {
  return {
    refusalOf: ({ context, command }) => {
      const { abstractSyntax, requestorRoles } = context;
      const isTaken = isStorage(abstractSyntax, options.privateSopClasses);
      if (!isTaken || command.affectedSopClassUid !== abstractSyntax) return statuses.sopClassNotSupported;
      if (!requestorRoles.scu) return statuses.notAuthorized;
      return command.hasDataSet && command.affectedSopInstanceUid !== undefined
        ? undefined
        : storeStatuses.cannotUnderstand;
    },
    // The Part 10 file that is kept (PS3.10 7.1) begins like this, whoever sends the instance.
    headOf: ({ context, command }) =>
      encodeFileMeta({
        sopClassUid: context.abstractSyntax,
        sopInstanceUid: command.affectedSopInstanceUid ?? '',
        transferSyntaxUid: context.transferSyntax,
      }),
    serve: async (deps, { session, context, command, dataSet, respond }) => {
      try {
        const announced = {
          sopClassUid: context.abstractSyntax,
          sopInstanceUid: command.affectedSopInstanceUid ?? '',
        };
        const outcome = await session.upload().take(announced, dataSet);
        respond(statusOfOutcome(outcome));
      } catch (error) {
        // Nobody is there to be answered.
        if (error instanceof DataSetCutError) return;
        deps.log.error({ err: error }, 'instance.store-failed');
        respond(statusOfError(error));
      }
    },
  };
}
