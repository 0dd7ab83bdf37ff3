// What a peer is told about instances that it asked to be kept safe (PS3.4 J.3.3): which are, which are not, and why.
import { encodeDataSet, type ItemInput } from '@lumenbox/dicom';
import {
  type CommandSet,
  commandFields,
  statuses,
  storageCommitmentInstanceUid,
  storageCommitmentUid,
} from '@lumenbox/dicom/network';
import type { RealmScope } from '../../access/index.ts';
import { selectClassesOfInstances } from '../../archive/index.ts';
import type { Database } from '../../platform/database/index.ts';

/** An instance that a peer asks about. */
export interface InstanceReference {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
}

/** A question: a transaction of the peer's and its instances. */
export interface CommitmentQuestion {
  readonly transactionUid: string;
  readonly instances: readonly InstanceReference[];
}

/** PS3.4 J.3.3.1.1: all are safe, or some are not. */
const eventTypes = { successful: 1, failuresExist: 2 } as const;
/** PS3.7 C.4.x, as a Failure Reason: the instance is here, but of another class. */
const classInstanceConflict = 0x0119;

/** The request of N-EVENT-REPORT that answers a question. What rests in the archive is durable: that is what it means. */
export async function reportOn(
  deps: { readonly database: Database },
  scope: RealmScope,
  { transactionUid, instances }: CommitmentQuestion,
): Promise<{ command: CommandSet; dataSetIn: (transferSyntaxUid: string) => Uint8Array }> {
  const uids = instances.map(({ sopInstanceUid }) => sopInstanceUid);
  const classes = await selectClassesOfInstances(deps.database.kysely, scope, uids);
  const safe: ItemInput[] = [];
  const failed: ItemInput[] = [];
  for (const reference of instances) {
    const found = classes.get(reference.sopInstanceUid);
    if (found?.has(reference.sopClassUid) === true) safe.push(itemOf(reference));
    else
      failed.push([
        ...itemOf(reference),
        {
          tag: 'FailureReason',
          value: found === undefined ? statuses.noSuchSopInstance : classInstanceConflict,
        },
      ]);
  }
  const elements = [
    { tag: 'TransactionUID', value: transactionUid },
    ...(safe.length === 0 ? [] : [{ tag: 'ReferencedSOPSequence', value: safe }]),
    ...(failed.length === 0 ? [] : [{ tag: 'FailedSOPSequence', value: failed }]),
  ];
  return {
    command: {
      affectedSopClassUid: storageCommitmentUid,
      commandField: commandFields.nEventReportRq,
      affectedSopInstanceUid: storageCommitmentInstanceUid,
      eventTypeId: failed.length === 0 ? eventTypes.successful : eventTypes.failuresExist,
      hasDataSet: true,
    },
    dataSetIn: (transferSyntaxUid) => encodeDataSet(elements, { transferSyntaxUid }),
  };
}

function itemOf({ sopClassUid, sopInstanceUid }: InstanceReference): ItemInput {
  return [
    { tag: 'ReferencedSOPClassUID', value: sopClassUid },
    { tag: 'ReferencedSOPInstanceUID', value: sopInstanceUid },
  ];
}
