// How an upload under way ends: all of it was taken in, or somebody cancelled it, or its time is over, or its patient is gone.
import type { Caller, RealmScope } from '../../access/index.ts';
import { preparePieceRemoval, removePieces } from '../../archive/index.ts';
import type { Audit, Origin } from '../../audit/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, ResumableUploadsTable } from '../../platform/database/index.ts';
import { finishCountedUpload, nextFilePosition, type OpenUpload, recordFiles } from '../uploads/index.ts';
import { deleteResumable, selectResumableOfPatient, updateResumable } from './resumable-uploads.store.ts';
import type { ResumableDeps, UploadPart } from './upload-part.ts';
import {
  countStates,
  deleteParts,
  selectPartIds,
  selectWaitingParts,
  updatePart,
} from './upload-parts.store.ts';

type EndDeps = Pick<ResumableDeps, 'clock' | 'audit'>;

/** The upload as the way in knows it. */
export function openUploadOf(scope: RealmScope, row: ResumableUploadsTable): OpenUpload {
  const origin = JSON.parse(row.origin) as Origin;
  return {
    id: row.id,
    scope,
    origin,
    patientId: row.patient_id,
    source: 'tus',
    createdAt: row.created_at,
  };
}

/** Says how an upload ended. Inside a transaction that holds it. */
export async function endResumable(
  deps: { clock: Clock; audit: Audit },
  trx: Db,
  scope: RealmScope,
  ending: { row: ResumableUploadsTable; status: 'complete' | 'failed' },
): Promise<void> {
  const { row, status } = ending;
  await updateResumable(trx, scope, row.id, { state: 'ended' });
  await finishCountedUpload(deps, trx, openUploadOf(scope, row), status);
}

/**
 * Gives a part up, and with it its upload, unless that is over: nothing more is taken, what has not begun to be taken in is
 * dropped, what is being taken in is taken to its end.
 */
export async function terminatePart(deps: ResumableDeps, caller: Caller, part: UploadPart): Promise<void> {
  const { scope, origin } = caller;
  await deps.database.transaction(async (trx) => {
    await preparePieceRemoval(trx, deps);
    const row = await updateResumable(trx, scope, part.uploadId, {});
    if (row === undefined) return;
    await updatePart(trx, scope, part.id, { is_terminated: 1 });
    if (row.state !== 'open' || (await isAllReceived(trx, scope, row))) return;
    await dropParts(deps, trx, scope, { uploadId: row.id, only: 'not begun' });
    await deps.audit.record(trx, origin, {
      event: 'upload.cancelled',
      object: { type: 'upload', id: row.id },
    });
    const { whole } = await countStates(trx, scope, row.id);
    if (whole > 0) await updateResumable(trx, scope, row.id, { state: 'closing' });
    else await endResumable(deps, trx, scope, { row, status: 'failed' });
  });
}

async function isAllReceived(trx: Db, scope: RealmScope, row: ResumableUploadsTable): Promise<boolean> {
  return (await countStates(trx, scope, row.id)).received >= row.part_count;
}

async function dropParts(
  deps: { clock: Clock },
  trx: Db,
  scope: RealmScope,
  those: { uploadId: string; only: 'not begun' | 'all' },
): Promise<void> {
  const ids = await selectPartIds(trx, scope, those);
  await removePieces(trx, deps, scope, ids);
  await deleteParts(trx, scope, ids);
}

/**
 * Forgets an upload under way with all of its parts; the upload has failed when it was not over. False when it is not
 * there, or with `unlessExpiresAfter` when it has more time than that or something whole waits to be taken in.
 */
export async function forgetResumable(
  deps: EndDeps,
  trx: Db,
  scope: RealmScope,
  options: { id: string; unlessExpiresAfter?: string },
): Promise<boolean> {
  await preparePieceRemoval(trx, deps);
  const row = await updateResumable(trx, scope, options.id, {});
  if (row === undefined) return false;
  const { unlessExpiresAfter } = options;
  if (unlessExpiresAfter !== undefined) {
    if (row.expires_at >= unlessExpiresAfter) return false;
    if ((await countStates(trx, scope, row.id)).whole > 0) return false;
  }
  if (row.state !== 'ended') await endResumable(deps, trx, scope, { row, status: 'failed' });
  await dropParts(deps, trx, scope, { uploadId: row.id, only: 'all' });
  await deleteResumable(trx, scope, row.id);
  return true;
}

/** Fails an upload that cannot be taken in: what waits of it is written down with the reason, and its bytes are removed. */
export async function failResumable(
  deps: EndDeps,
  trx: Db,
  scope: RealmScope,
  { id, reason }: { id: string; reason: string | null },
): Promise<void> {
  const row = await updateResumable(trx, scope, id, {});
  if (row === undefined) return;
  const parts = await selectWaitingParts(trx, scope, id);
  const first = await nextFilePosition(trx, scope, id);
  const files = parts.map(({ name }, index) => ({
    name: name === '' ? 'upload' : name,
    position: first + index,
    outcome: 'rejected' as const,
    reason,
    sop_instance_uid: null,
    study_id: null,
  }));
  await recordFiles(deps, trx, openUploadOf(scope, row), files);
  await forgetResumable(deps, trx, scope, { id });
}

/** Forgets what is under way for a patient that is being deleted. */
export async function forgetResumableOfPatient(
  deps: EndDeps,
  trx: Db,
  scope: RealmScope,
  patientId: string,
): Promise<void> {
  for (const id of await selectResumableOfPatient(trx, scope, patientId))
    await forgetResumable(deps, trx, scope, { id });
}
