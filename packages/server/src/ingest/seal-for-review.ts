// An instance that has to wait for a person, sealed with a key of its row, and what its row says of it.
import { createHash } from 'node:crypto';
import {
  type Archive,
  instanceLayout,
  type KeptPiece,
  PieceWriter,
  type ReviewFacts,
} from '../archive/index.ts';
import type { DeidentifiedInstance, Doubt } from './deidentify.ts';
import { readSpooled } from './spool-store.ts';

/**
 * Keeps an instance sealed. When it resolves the object survives a power cut, or as {@link Archive.keep} says. Throws what reading the
 * spool throws, and `unavailable` when the disk is full.
 */
export async function sealForReview(
  archive: Archive,
  { spooled, instance, account, doubt }: DeidentifiedInstance & { doubt: Doubt },
  caseId: string,
): Promise<{ facts: ReviewFacts; sealed: KeptPiece }> {
  const writer = new PieceWriter(archive, { isSecret: true });
  const hash = createHash('sha256');
  try {
    for await (const chunk of readSpooled(spooled.source)) {
      hash.update(chunk);
      await writer.write(chunk);
    }
  } catch (error) {
    await writer.drop();
    throw error;
  }
  const sealed = await writer.keep();
  const { header, pixels } = instance;
  const facts: ReviewFacts = {
    patient_id: caseId,
    study_instance_uid: instance.studyInstanceUid,
    sop_instance_uid: instance.sopInstanceUid,
    sop_class_uid: instance.sopClassUid,
    transfer_syntax_uid: instance.transferSyntaxUid,
    modality: instance.modality,
    rows: instance.rows,
    columns: instance.columns,
    frame_count: pixels.frames.length,
    layout: JSON.stringify(instanceLayout(header, pixels)),
    reasons: JSON.stringify(doubt.reasons),
    boxes: JSON.stringify(doubt.boxes),
    account: JSON.stringify(account),
    content_sha256: hash.digest('hex'),
  };
  return { facts, sealed };
}
