// Tells a peer over an association of our own whether its instances are safe: it may have gone long before.
import { transferSyntaxUids } from '@lumenbox/dicom';
import { type ProposedContext, storageCommitmentUid } from '@lumenbox/dicom/network';
import { z } from 'zod';
import { grantScope, type RealmScope } from '../../access/index.ts';
import { AssociationFailure, type Destination, openAssociation } from '../../associations/index.ts';
import { defineJob, enqueueJob, handleJob, type JobHandler } from '../../jobs/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { CommitmentsTable, Database } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { newId, type RealmId } from '../../platform/ids.ts';
import { callFailureSentences, findDestination, type PeersDeps } from '../peers/index.ts';
import { type CommitmentQuestion, type InstanceReference, reportOn } from './commitment-report.ts';
import { deleteCommitment, insertCommitment, selectCommitment } from './commitments.store.ts';

/** Reports on a commitment. */
export const reportCommitmentJob = defineJob({
  kind: 'commitments.report',
  version: 1,
  payload: z.object({ realmId: z.string(), commitmentId: z.string() }),
  // Delays double from a second: a modality that is switched off for the night hears of it in the morning.
  attemptsMax: 24,
  timeoutMs: 5 * 60_000,
});

type Deps = Pick<PeersDeps, 'tls'> & { readonly database: Database; readonly clock: Clock };

/** What is proposed to a peer that is told. */
export const reportContexts: readonly ProposedContext[] = [
  {
    id: 1,
    abstractSyntax: storageCommitmentUid,
    transferSyntaxes: [transferSyntaxUids.explicitLittleEndian, transferSyntaxUids.implicitLittleEndian],
  },
];

/** Keeps a question and sees to it that the peer is told. */
export async function promiseReport(
  deps: Omit<Deps, 'tls'>,
  scope: RealmScope,
  { aeTitle, question }: { aeTitle: string; question: CommitmentQuestion },
): Promise<void> {
  const row = {
    id: newId(),
    ae_title: aeTitle,
    transaction_uid: question.transactionUid,
    instances: JSON.stringify(question.instances),
    created_at: deps.clock.now(),
  };
  await deps.database.transaction(async (trx) => {
    await insertCommitment(trx, scope, row);
    await enqueueJob(trx, deps, reportCommitmentJob, { realmId: scope.realmId, commitmentId: row.id });
  });
}

/** The job's work. */
export function reportCommitment(deps: Deps): JobHandler {
  return handleJob(reportCommitmentJob, async ({ realmId, commitmentId }, signal, { isLast }) => {
    const scope = grantScope(realmId as RealmId, 'job');
    const { kysely } = deps.database;
    const row = await selectCommitment(kysely, scope, commitmentId);
    if (row === undefined) return;
    const destination = await findDestination(deps, scope, row.ae_title);
    const why =
      typeof destination === 'string' ? destination : await tell(deps, scope, { row, destination, signal });
    // Nobody can be told any more, or everybody was.
    if (why === undefined || typeof destination === 'string' || isLast)
      await deleteCommitment(kysely, scope, row.id);
    if (why !== undefined) throw failure.unavailable(`${why}: ${callFailureSentences[why]}`);
  });
}

async function tell(
  deps: Deps,
  scope: RealmScope,
  { row, destination, signal }: { row: CommitmentsTable; destination: Destination; signal: AbortSignal },
): Promise<AssociationFailure['reason'] | undefined> {
  const report = await reportOn(deps, scope, {
    transactionUid: row.transaction_uid,
    instances: JSON.parse(row.instances) as InstanceReference[],
  });
  try {
    const association = await openAssociation(destination, {
      contexts: reportContexts,
      // We call, and are the one who serves all the same (PS3.4 J.3.3, PS3.7 D.3.3.4).
      roles: [{ sopClassUid: storageCommitmentUid, scu: false, scp: true }],
      signal,
    });
    try {
      const context = association.contextOf(storageCommitmentUid);
      if (context === undefined) return 'not-supported';
      await association.request(context.id, report.command, report.dataSetIn(context.transferSyntax));
      return undefined;
    } finally {
      await association.release();
    }
  } catch (error) {
    if (error instanceof AssociationFailure) return error.reason;
    throw error;
  }
}
