// How a part begins: whose it is, whom it is for, and whether there is room for it.
import type { Caller } from '../../access/index.ts';
import type { Db, ResumableUploadsTable, UploadPartsTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import { selectRecord } from '../patients/index.ts';
import { beginUpload } from '../uploads/index.ts';
import { handOver } from './hand-over.ts';
import {
  insertResumable,
  lockBeginnings,
  selectResumableByKey,
  updateResumable,
} from './resumable-uploads.store.ts';
import { expiryFrom, makerOf, presentPart, type ResumableDeps, type UploadPart } from './upload-part.ts';
import { insertPart, selectPart, sumUnderWay } from './upload-parts.store.ts';

/** What a client says of a part before its first byte. */
export interface NewPart {
  readonly sizeBytes: number;
  /** As the client sent it. */
  readonly metadata: string;
  /** The same without what may name a file or a person. */
  readonly namelessMetadata: string;
  /** The file's name: a text, never a path. */
  readonly name: string;
  /** What the bytes are, as a Content-Type says it; empty when nobody knows. */
  readonly mediaType: string;
  readonly patientId: string | null;
  readonly acceptMismatch: boolean;
  /** Where several parts are one upload: what its maker calls it, and which of how many this one is. */
  readonly group: { readonly key: string; readonly number: number; readonly partCount: number } | undefined;
}

/** Each costs rows, and a look at every beginning; a drop of ten thousand files needs some hundreds. */
const underWayMax = 10_000;

/**
 * Begins a part. The same part of the same group again is the one that is there, so that an answer that was lost does no
 * harm. Throws `notFound` for a patient of nobody's or of another realm, `payloadTooLarge`, `conflict`.
 */
export async function beginPart(deps: ResumableDeps, caller: Caller, request: NewPart): Promise<UploadPart> {
  if (request.sizeBytes > deps.limits.bytesMax)
    throw failure.payloadTooLarge('The upload is larger than the limit of this server.');
  return deps.database.transaction(async (trx) => {
    await lockBeginnings(trx, caller.scope);
    const upload = await findGroup(deps, trx, caller, request);
    const number = request.group?.number ?? 1;
    const known = upload && (await selectPart(trx, caller.scope, { uploadId: upload.id, number }));
    if (upload !== undefined && known !== undefined) return samePart(upload, known, request);
    if (upload !== undefined && upload.state !== 'open')
      throw failure.conflict('The upload is over; begin another one.');
    await demandRoom(deps, trx, caller, request);
    const within = upload ?? (await beginResumable(deps, trx, caller, request));
    return addPart(deps, trx, caller, { within, number, request });
  });
}

/** The upload that the group is, when there is one already; its time begins anew. */
async function findGroup(
  deps: ResumableDeps,
  trx: Db,
  caller: Caller,
  { group, patientId, acceptMismatch }: NewPart,
): Promise<ResumableUploadsTable | undefined> {
  if (group === undefined) return undefined;
  const options = { maker: makerOf(caller), clientKey: group.key };
  const found = await selectResumableByKey(trx, caller.scope, options);
  if (found === undefined) return undefined;
  const upload = await updateResumable(trx, caller.scope, found.id, { expires_at: expiryFrom(deps) });
  if (upload === undefined) return undefined;
  const isSame =
    upload.part_count === group.partCount &&
    upload.patient_id === patientId &&
    (upload.accept_mismatch === 1) === acceptMismatch;
  if (!isSame)
    throw failure.conflict(
      'The other parts of the upload say otherwise whom it is for, or how many they are.',
    );
  return upload;
}

function samePart(upload: ResumableUploadsTable, known: UploadPartsTable, request: NewPart): UploadPart {
  if (known.is_terminated === 1 || known.size_bytes !== request.sizeBytes)
    throw failure.conflict('This part of the upload is there already, and is another one.');
  return presentPart({ ...known, expires_at: upload.expires_at });
}

async function demandRoom(deps: ResumableDeps, trx: Db, caller: Caller, request: NewPart): Promise<void> {
  const { count, bytes } = await sumUnderWay(trx, caller.scope);
  if (count >= underWayMax || bytes + request.sizeBytes > deps.limits.realmBytesMax)
    throw failure.payloadTooLarge(
      'The team has as much under way as it may. Finish or cancel an upload, or wait until it is taken in.',
    );
}

async function beginResumable(
  deps: ResumableDeps,
  trx: Db,
  caller: Caller,
  request: NewPart,
): Promise<ResumableUploadsTable> {
  const { scope, origin } = caller;
  const { patientId, group } = request;
  if (patientId !== null && (await selectRecord(trx, scope, patientId)) === undefined)
    throw failure.notFound();
  const createdAt = deps.clock.now();
  const upload: ResumableUploadsTable = {
    id: newId(),
    realm_id: scope.realmId,
    maker: makerOf(caller),
    client_key: group?.key ?? null,
    patient_id: patientId,
    accept_mismatch: request.acceptMismatch ? 1 : 0,
    part_count: group?.partCount ?? 1,
    origin: JSON.stringify(origin),
    state: 'open',
    has_job: 0,
    expires_at: expiryFrom(deps),
    created_at: createdAt,
  };
  const of = { id: upload.id, scope, origin, patientId, source: 'tus', createdAt };
  // The patient is held from here on, or gone since the look.
  if ((await beginUpload(trx, of)).patient_id !== patientId) throw failure.notFound();
  await insertResumable(trx, upload);
  await deps.audit.record(trx, origin, {
    event: 'upload.started',
    object: { type: 'upload', id: upload.id },
    details: { parts: upload.part_count },
  });
  return upload;
}

async function addPart(
  deps: ResumableDeps,
  trx: Db,
  caller: Caller,
  options: { within: ResumableUploadsTable; number: number; request: NewPart },
): Promise<UploadPart> {
  const { within, number, request } = options;
  const isWhole = request.sizeBytes === 0;
  // Names of files are often those of patients: for a case neither is written down, nor given back.
  const isSealed = await isForCase(trx, caller, within);
  const row: UploadPartsTable = {
    id: newId(),
    realm_id: caller.scope.realmId,
    upload_id: within.id,
    number,
    size_bytes: request.sizeBytes,
    received_bytes: 0,
    state: isWhole ? 'whole' : 'open',
    is_terminated: 0,
    metadata: isSealed ? request.namelessMetadata : request.metadata,
    name: isSealed ? `part ${number}` : request.name,
    media_type: request.mediaType,
    is_sealed: isSealed ? 1 : 0,
    first_position: null,
    created_at: deps.clock.now(),
  };
  await insertPart(trx, row);
  if (isWhole) await handOver(deps, trx, caller.scope, within);
  return presentPart({ ...row, expires_at: within.expires_at });
}

async function isForCase(trx: Db, { scope }: Caller, upload: ResumableUploadsTable): Promise<boolean> {
  if (upload.patient_id === null) return false;
  return (await selectRecord(trx, scope, upload.patient_id))?.kind === 'case';
}
