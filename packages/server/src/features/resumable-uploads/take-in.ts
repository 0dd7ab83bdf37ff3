// What the way in is given of parts, and what it says of them afterwards. One at a time of each upload.
import type { RealmScope } from '../../access/index.ts';
import { preparePieceRemoval, removePieces } from '../../archive/index.ts';
import type { Audit } from '../../audit/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type {
  Database,
  Db,
  PatientsTable,
  ResumableUploadsTable,
  UploadPartsTable,
} from '../../platform/database/index.ts';
import { selectRecord } from '../patients/index.ts';
import { nextFilePosition } from '../uploads/index.ts';
import { forgetResumable } from './end-upload.ts';
import { enqueueReceiving } from './receive-parts.job.ts';
import { updateResumable } from './resumable-uploads.store.ts';
import { countStates, selectWhole, updatePart } from './upload-parts.store.ts';

/** A part that is to be taken in. */
export interface WholePart {
  readonly upload: ResumableUploadsTable;
  readonly part: UploadPartsTable;
  /** The patient or case that its upload names at this moment; null when it names none. */
  readonly record: PatientsTable | null;
  /** The position of its first file, the same whenever it is tried again. */
  readonly firstPosition: number;
}

/**
 * The next whole part of an upload; `undefined` when none is there, and then the next one has a job of its own. An upload whose patient is
 * gone is forgotten; one that names another since a merge is for that one, which is why both are looked up at once.
 */
export async function takePart(
  deps: { database: Database; clock: Clock; audit: Audit },
  scope: RealmScope,
  uploadId: string,
): Promise<WholePart | undefined> {
  return deps.database.transaction(async (trx) => {
    const upload = await updateResumable(trx, scope, uploadId, { has_job: 1 });
    if (upload === undefined) return undefined;
    const { patient_id } = upload;
    const record = patient_id === null ? null : await selectRecord(trx, scope, patient_id);
    if (record === undefined) {
      await forgetResumable(deps, trx, scope, { id: uploadId });
      return undefined;
    }
    const part = await selectWhole(trx, scope, uploadId);
    if (part === undefined) {
      await updateResumable(trx, scope, uploadId, { has_job: 0 });
      return undefined;
    }
    // The files of the parts before it are all written down: one is taken in at a time.
    const firstPosition = part.first_position ?? (await nextFilePosition(trx, scope, uploadId));
    await updatePart(trx, scope, part.id, { first_position: firstPosition });
    return { upload, part, record, firstPosition };
  });
}

/**
 * Says that a part was taken in, and has the next one be. Gives how its upload ended by that, for who has to say so in the
 * same transaction; `undefined` while there is more to come.
 */
export async function settlePart(
  deps: { clock: Clock },
  trx: Db,
  scope: RealmScope,
  part: UploadPartsTable,
): Promise<{ row: ResumableUploadsTable; status: 'complete' | 'failed' } | undefined> {
  await preparePieceRemoval(trx, deps);
  const row = await updateResumable(trx, scope, part.upload_id, {});
  if (row === undefined) return undefined;
  await removePieces(trx, deps, scope, [part.id]);
  await updatePart(trx, scope, part.id, { state: 'received' });
  await enqueueReceiving(trx, deps, row);
  if (row.state === 'ended') return undefined;
  const { whole, received } = await countStates(trx, scope, row.id);
  if (row.state === 'closing') return whole === 0 ? { row, status: 'failed' } : undefined;
  return received >= row.part_count ? { row, status: 'complete' } : undefined;
}
