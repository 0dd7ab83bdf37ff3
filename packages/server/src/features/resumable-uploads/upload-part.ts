// What parts are to the rest of the server: what making, filling and ending them needs, and how one is told.
import type { Caller } from '../../access/index.ts';
import type { Archive } from '../../archive/index.ts';
import type { Audit } from '../../audit/index.ts';
import { type Clock, formatMillis } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import type { PartLines } from './part-lines.ts';
import { type KnownPart, selectKnownPart } from './upload-parts.store.ts';

/** What an installation allows. */
export interface ResumableLimits {
  /** The largest part. */
  readonly bytesMax: number;
  /** What a realm may have under way, by what its parts are when they are whole. */
  readonly realmBytesMax: number;
  /** An upload to which nothing is added for so long is given up. */
  readonly expiryMs: number;
}

/** What the feature works with. */
export interface ResumableDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly archive: Archive;
  readonly lines: PartLines;
  readonly limits: ResumableLimits;
}

/** A part as its maker knows it. */
export interface UploadPart {
  readonly id: string;
  readonly uploadId: string;
  readonly sizeBytes: number;
  /** How many bytes are durable. */
  readonly receivedBytes: number;
  readonly metadata: string;
  /** Its bytes are for a case, and rest sealed. */
  readonly isSealed: boolean;
  /** When it is given up, unless more comes; null when all of it is here. */
  readonly expiresAt: string | null;
}

/** A part of the caller's. Throws `notFound`, also for one of another maker. */
export async function findPart(
  deps: Pick<ResumableDeps, 'database' | 'clock'>,
  caller: Caller,
  id: string,
): Promise<UploadPart> {
  const options = { id, maker: makerOf(caller), now: deps.clock.now() };
  const row = await selectKnownPart(deps.database.kysely, caller.scope, options);
  if (row === undefined) throw failure.notFound();
  return presentPart(row);
}

/** A part of the caller's, as it stands when what has come of it is durable. Throws `notFound`. */
export async function findSettledPart(
  deps: Pick<ResumableDeps, 'database' | 'clock' | 'lines'>,
  caller: Caller,
  id: string,
): Promise<UploadPart> {
  await findPart(deps, caller, id);
  await deps.lines.settle(id);
  return findPart(deps, caller, id);
}

/** Who makes an upload: the account in its session, or the key. Another key of the same account is somebody else. */
export function makerOf(caller: Caller): string {
  const { tokenId } = caller.origin.actor;
  return tokenId === null ? `user:${caller.userId}` : `key:${tokenId}`;
}

/** When an upload to which something is added now is given up. */
export function expiryFrom(deps: Pick<ResumableDeps, 'clock' | 'limits'>): string {
  return formatMillis(deps.clock.nowMs() + deps.limits.expiryMs);
}

/** A row as its maker is told of it. */
export function presentPart(row: KnownPart): UploadPart {
  return {
    id: row.id,
    uploadId: row.upload_id,
    sizeBytes: row.size_bytes,
    receivedBytes: row.received_bytes,
    metadata: row.metadata,
    isSealed: row.is_sealed === 1,
    expiresAt: row.state === 'open' ? row.expires_at : null,
  };
}
