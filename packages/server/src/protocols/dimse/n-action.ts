// N-ACTION of storage commitment (PS3.7 10.1.4, PS3.4 J.3.2): a peer asks whether what it sent is safe with us. It is told over an
// association of ours when it has an address, and over its own otherwise.
import { DicomError, firstString, readFile, sequence, tags } from '@lumenbox/dicom';
import { statuses, storageCommitmentInstanceUid, storageCommitmentUid } from '@lumenbox/dicom/network';
import { AssociationFailure } from '../../associations/index.ts';
import { type CommitmentQuestion, promiseReport, reportOn } from '../../features/commitments/index.ts';
import { findDestination } from '../../features/peers/index.ts';
import type { DimseDeps, DimseRequest, DimseService } from './deps.ts';
import { DataSetCutError, gather, TooManyBytesError } from './incoming-data-set.ts';
import { identifierHead } from './query-identifier.ts';

/** PS3.4 J.3.2.1.1: the one action, Request Storage Commitment. */
const requestStorageCommitment = 1;
/** Some 60,000 references: a study of the largest kind. */
export const questionBytesMax = 8 * 1024 * 1024;

export const action: DimseService = {
  refusalOf: ({ context, command }) => {
    const asked = command.requestedSopClassUid;
    if (context.abstractSyntax !== storageCommitmentUid || asked !== storageCommitmentUid)
      return statuses.noSuchSopClass;
    if (command.requestedSopInstanceUid !== storageCommitmentInstanceUid) return statuses.noSuchSopInstance;
    if (command.actionTypeId !== requestStorageCommitment) return statuses.noSuchActionType;
    return command.hasDataSet ? undefined : statuses.invalidArgument;
  },
  headOf: identifierHead,
  serve: async (deps, request) => {
    const { peer } = request.session;
    try {
      const question = await readQuestion(request);
      if (question === undefined) return request.respond({ status: statuses.invalidArgument });
      const destination = await findDestination(deps, peer.scope, peer.aeTitle);
      const isCallable = typeof destination !== 'string';
      if (isCallable) await promiseReport(deps, peer.scope, { aeTitle: peer.aeTitle, question });
      request.respond({ status: statuses.success });
      if (!isCallable) await reportHere(deps, request, question);
    } catch (error) {
      if (error instanceof DataSetCutError) return;
      deps.log.error({ err: error }, 'commitment.failed');
      request.respond({ status: statuses.processingFailure });
    }
  },
};

/** The question; `undefined` when it is none. */
async function readQuestion({ dataSet }: DimseRequest): Promise<CommitmentQuestion | undefined> {
  try {
    const { dataSet: asked } = readFile(await gather(dataSet, questionBytesMax));
    const transactionUid = firstString(asked, tags.TransactionUID) ?? '';
    const instances = sequence(asked, tags.ReferencedSOPSequence).map((item) => ({
      sopClassUid: firstString(item, tags.ReferencedSOPClassUID) ?? '',
      sopInstanceUid: firstString(item, tags.ReferencedSOPInstanceUID) ?? '',
    }));
    const isWhole = instances.every(({ sopInstanceUid }) => sopInstanceUid !== '');
    return transactionUid === '' || instances.length === 0 || !isWhole
      ? undefined
      : { transactionUid, instances };
  } catch (error) {
    if (error instanceof DicomError || error instanceof TooManyBytesError) return undefined;
    throw error;
  }
}

async function reportHere(
  deps: DimseDeps,
  { session, context }: DimseRequest,
  question: CommitmentQuestion,
): Promise<void> {
  const report = await reportOn(deps, session.peer.scope, question);
  const dataSet = report.dataSetIn(context.transferSyntax);
  await session.ownRequests.request(context.id, report.command, dataSet).catch((error: unknown) => {
    // It did not wait for the answer, and may ask again.
    if (!(error instanceof AssociationFailure)) throw error;
  });
}
