// The rules of transfers: who is sent what is said by a person and written down at once; the sending is a job's.
import { type SendPatient, type SendStudy, type Transfer, transfersMax } from '@lumenbox/contract';
import type { Caller } from '../../access/index.ts';
import { countObjectsOfStudy } from '../../archive/index.ts';
import type { Audit } from '../../audit/index.ts';
import { enqueueJob } from '../../jobs/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, PatientsTable, StudiesTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import { callFailureSentences, findDestination, type PeersDeps } from '../peers/index.ts';
import { selectImagedStudies } from '../studies/index.ts';
import { sendTransferJob } from './send-transfer.job.ts';
import { presentTransfer } from './transfers.present.ts';
import {
  insertTransfers,
  selectTransfer,
  selectTransfers,
  selectTransfersById,
  type TransferOfStudy,
  updateOpenTransfer,
} from './transfers.store.ts';

/** What the feature works with. */
export interface TransferDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly tls: PeersDeps['tls'];
}

/** Who sends: a caller, or the operator at the machine. */
type Actor = Pick<Caller, 'scope' | 'origin'>;
type Sent = Pick<StudiesTable, 'id'> & { readonly instanceCount: number };

/** A page of transfers, newest first. */
export async function listTransfers(
  deps: TransferDeps,
  caller: Actor,
  page: { offset: number; limit: number },
): Promise<{ rows: Transfer[]; total: number }> {
  const { rows, total } = await selectTransfers(deps.database.kysely, caller.scope, page);
  deps.audit.recordRead(caller.origin, {
    event: 'transfer.listed',
    details: { offset: page.offset, count: rows.length },
  });
  return { rows: rows.map(presentTransfer), total };
}

/** The transfer of an id. Throws `notFound`. */
export async function findTransfer(deps: TransferDeps, caller: Actor, id: string): Promise<TransferOfStudy> {
  const row = await selectTransfer(deps.database.kysely, caller.scope, id);
  if (row === undefined) throw failure.notFound();
  return row;
}

/** A transfer as it stands. */
export function showTransfer(deps: TransferDeps, caller: Actor, row: TransferOfStudy): Transfer {
  deps.audit.recordRead(caller.origin, {
    event: 'transfer.read',
    object: { type: 'transfer', id: row.id },
  });
  return presentTransfer(row);
}

/** Sends a study, or a series of it. Throws `validation` when there is no such peer or series, `conflict` when there is nothing to send. */
export async function sendStudy(
  deps: TransferDeps,
  caller: Actor,
  study: Pick<StudiesTable, 'id'>,
  input: SendStudy,
): Promise<Transfer> {
  const seriesInstanceUid = input.series_instance_uid ?? null;
  const instanceCount = await countObjectsOfStudy(deps.database.kysely, caller.scope, {
    studyId: study.id,
    seriesInstanceUid,
  });
  if (instanceCount === 0 && seriesInstanceUid !== null)
    throw failure.validation({ series_instance_uid: ['The study has no such series.'] });
  const studies = instanceCount === 0 ? [] : [{ id: study.id, instanceCount }];
  const [transfer] = await request(deps, caller, { studies, seriesInstanceUid, aeTitle: input.ae_title });
  // The study was deleted at the same moment, and its transfer with it.
  if (transfer === undefined) throw failure.notFound();
  return transfer;
}

/** Sends every study of a patient or case. Throws `validation`, `conflict`. */
export async function sendPatient(
  deps: TransferDeps,
  caller: Actor,
  patient: PatientsTable,
  input: SendPatient,
): Promise<Transfer[]> {
  const found = await selectImagedStudies(deps.database.kysely, caller.scope, {
    personId: patient.person_id,
    limit: transfersMax,
  });
  const studies = found.map(({ id, instance_count }) => ({ id, instanceCount: instance_count ?? 0 }));
  return request(deps, caller, { studies, seriesInstanceUid: null, aeTitle: input.ae_title });
}

async function request(
  deps: TransferDeps,
  { scope, origin }: Actor,
  work: { studies: readonly Sent[]; seriesInstanceUid: string | null; aeTitle: string },
): Promise<Transfer[]> {
  if (work.studies.length === 0) throw failure.conflict('There are no images to send.');
  const destination = await findDestination(deps, scope, work.aeTitle);
  if (typeof destination === 'string')
    throw failure.validation({ ae_title: [callFailureSentences[destination]] });
  const now = deps.clock.now();
  const rows = work.studies.map((study) => ({
    id: newId(),
    ae_title: work.aeTitle,
    study_id: study.id,
    series_instance_uid: work.seriesInstanceUid,
    state: 'waiting' as const,
    reason: null,
    instance_count: study.instanceCount,
    completed_count: 0,
    warning_count: 0,
    failed_count: 0,
    failed_uids: '[]',
    sent_through: '',
    created_at: now,
    updated_at: now,
  }));
  const made = await deps.database.transaction(async (trx) => {
    await insertTransfers(trx, scope, rows);
    for (const row of rows) {
      const payload = { realmId: scope.realmId, transferId: row.id };
      await enqueueJob(trx, deps, sendTransferJob, payload, { uniqueKey: row.id });
      await deps.audit.record(trx, origin, {
        event: 'transfer.requested',
        object: { type: 'study', id: row.study_id },
        details: { to: row.ae_title, transfer_id: row.id, instances: row.instance_count },
      });
    }
    return selectTransfersById(
      trx,
      scope,
      rows.map(({ id }) => id),
    );
  });
  return made.map(presentTransfer);
}

/** Calls a transfer off. Throws `conflict` when it has ended. */
export async function cancelTransfer(
  deps: TransferDeps,
  { scope, origin }: Actor,
  transfer: TransferOfStudy,
): Promise<Transfer> {
  return deps.database.transaction(async (trx) => {
    const changes = { state: 'cancelled', updated_at: deps.clock.now() } as const;
    const changed = await updateOpenTransfer(trx, scope, transfer.id, changes);
    if (changed === undefined) throw failure.conflict('The transfer has ended already.');
    await deps.audit.record(trx, origin, {
      event: 'transfer.cancelled',
      object: { type: 'transfer', id: transfer.id },
      details: { to: changed.ae_title, study_id: changed.study_id },
    });
    return presentTransfer({ ...transfer, ...changed });
  });
}
