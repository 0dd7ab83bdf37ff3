// Takes the bytes of a part off the line, a piece at a time: each is durable before it counts, whatever ends the line.
import type { Caller, RealmScope } from '../../access/index.ts';
import { addPieces, type KeptPiece, PieceWriter } from '../../archive/index.ts';
import { AppError, failure } from '../../platform/errors.ts';
import { handOver } from './hand-over.ts';
import { SupersededError } from './part-lines.ts';
import { updateResumable } from './resumable-uploads.store.ts';
import { expiryFrom, findPart, type ResumableDeps, type UploadPart } from './upload-part.ts';
import { advancePart } from './upload-parts.store.ts';

/** A server that is killed loses so much of a line's work at most; a sync for each piece costs little beside its bytes. */
const pieceBytesUsual = 8 * 1024 * 1024;

/** Bytes for a part. */
export interface Appendix {
  /** Where the sender says that they belong. */
  readonly startBytes: number;
  /** Throws when they break off, or are not what they should be. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Nothing is kept of bytes that do not come to their end. */
  readonly isAllOrNothing: boolean;
}

/**
 * Adds bytes and gives the part as it is then. What is durable when the bytes break off stays, and the fault is thrown.
 * Throws `conflict` when they do not begin where the part ends (also when somebody else sends at the same time),
 * `payloadTooLarge` when they are more than were promised, `unavailable` when the disk is full or the process stops, `notFound` when the
 * part was given up meanwhile.
 */
export async function appendBytes(
  deps: ResumableDeps,
  caller: Caller,
  part: UploadPart,
  appendix: Appendix,
): Promise<UploadPart> {
  if (appendix.startBytes !== part.receivedBytes) throw elsewhere();
  const line = await deps.lines.open(part.id);
  try {
    const now = line.hasWaited ? await findPart(deps, caller, part.id) : part;
    if (appendix.startBytes !== now.receivedBytes) throw elsewhere();
    const bytes = line.read(appendix.bytes, appendix);
    return await takeBytes(new PieceLine(deps, caller.scope, now, appendix.isAllOrNothing), {
      ...appendix,
      bytes,
    });
  } finally {
    line.close();
  }
}

async function takeBytes(pieces: PieceLine, appendix: Appendix): Promise<UploadPart> {
  try {
    for await (const chunk of appendix.bytes) await pieces.take(chunk);
  } catch (error) {
    // Who comes behind has been told where the part stands, and goes on from there.
    const isDropped = appendix.isAllOrNothing || error instanceof SupersededError;
    await (isDropped ? pieces.drop() : pieces.end().catch(() => undefined));
    throw error instanceof SupersededError ? elsewhere() : error;
  }
  return pieces.end();
}

function elsewhere(): AppError {
  return failure.conflict(
    'The upload does not stand at this offset. Ask where it does, and go on from there.',
  );
}

/** The pieces of one appendix. One is written while the one before becomes durable. */
class PieceLine {
  readonly #deps: ResumableDeps;
  readonly #scope: RealmScope;
  readonly #isAllOrNothing: boolean;
  #part: UploadPart;
  #writer: PieceWriter;
  #takenBytes: number;
  #waiting: KeptPiece[] = [];
  #committing: Promise<void> = Promise.resolve();

  constructor(deps: ResumableDeps, scope: RealmScope, part: UploadPart, isAllOrNothing: boolean) {
    this.#deps = deps;
    this.#scope = scope;
    this.#part = part;
    this.#isAllOrNothing = isAllOrNothing;
    this.#takenBytes = part.receivedBytes;
    this.#writer = this.#newWriter();
  }

  async take(chunk: Uint8Array): Promise<void> {
    if (this.#takenBytes + chunk.length > this.#part.sizeBytes)
      throw failure.payloadTooLarge('These are more bytes than the upload was said to have.');
    this.#takenBytes += chunk.length;
    try {
      await this.#writer.write(chunk);
    } catch (error) {
      // What was written of it has no end; the pieces before it count.
      await this.#writer.drop();
      this.#writer = this.#newWriter();
      throw error;
    }
    if (this.#writer.sizeBytes >= pieceBytesUsual) await this.#endPiece();
  }

  /** Keeps what is left, and gives the part as it is then. */
  async end(): Promise<UploadPart> {
    try {
      if (this.#writer.sizeBytes > 0) await this.#endPiece();
      await this.#committing;
      await this.#commit();
    } catch (error) {
      await this.drop();
      throw error;
    }
    return this.#part;
  }

  /** Removes what does not count. */
  async drop(): Promise<void> {
    await this.#committing.catch(() => undefined);
    await this.#writer.drop();
    const pieces = this.#waiting;
    this.#waiting = [];
    await this.#remove(pieces);
  }

  async #endPiece(): Promise<void> {
    const writer = this.#writer;
    this.#writer = this.#newWriter();
    await this.#committing.catch(async (error: unknown) => {
      await writer.drop();
      throw error;
    });
    this.#committing = this.#keep(writer);
    // It is waited for behind the next piece, or at the end.
    this.#committing.catch(() => undefined);
  }

  #newWriter(): PieceWriter {
    return new PieceWriter(this.#deps.archive, { isSecret: this.#part.isSealed });
  }

  async #keep(writer: PieceWriter): Promise<void> {
    this.#waiting.push(await writer.keep());
    if (!this.#isAllOrNothing) await this.#commit();
  }

  /** Counts what waits. */
  async #commit(): Promise<void> {
    const pieces = this.#waiting;
    if (pieces.length === 0) return;
    this.#waiting = [];
    try {
      this.#part = await commitPieces(this.#deps, this.#scope, this.#part, pieces);
    } catch (error) {
      // Only an answer says that the objects are of no use. After a fault their rows may be there: then the sweep decides.
      if (error instanceof AppError) await this.#remove(pieces);
      throw error;
    }
  }

  async #remove(pieces: readonly KeptPiece[]): Promise<void> {
    const { objects } = this.#deps.archive;
    for (const { key, bytes } of pieces)
      if (bytes === undefined) await objects.delete(key).catch(() => undefined);
  }
}

async function commitPieces(
  deps: ResumableDeps,
  scope: RealmScope,
  part: UploadPart,
  pieces: readonly KeptPiece[],
): Promise<UploadPart> {
  const { id, uploadId, receivedBytes: fromBytes } = part;
  const toBytes = pieces.reduce((sum, piece) => sum + piece.sizeBytes, fromBytes);
  const expiresAt = expiryFrom(deps);
  return deps.database.transaction(async (trx) => {
    // The upload first, as everybody does who changes its parts.
    const upload = await updateResumable(trx, scope, uploadId, { expires_at: expiresAt });
    if (upload?.state !== 'open') throw failure.notFound();
    const row = await advancePart(trx, scope, { id, fromBytes, toBytes });
    if (row === undefined) throw elsewhere();
    await addPieces(trx, deps, scope, { partId: id, startBytes: fromBytes, pieces });
    if (row.state === 'whole') await handOver(deps, trx, scope, upload);
    return { ...part, receivedBytes: toBytes, expiresAt: row.state === 'open' ? expiresAt : null };
  });
}
