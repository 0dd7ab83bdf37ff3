// De-identifies files of this computer as the server would, a piece at a time: the same engine, the case's key and profile. What the
// engine alone cannot clean, or a person has to see, stays where it is, with the reasons.
import type { CaseKey, DeidentificationStatement } from '@lumenbox/contract';
import { createHeaderReader, DicomError, type HeaderResult } from '@lumenbox/dicom';
import {
  type Account,
  type CleanInstance,
  createDeidentifier,
  createPixelDataPassage,
  type Deidentifier,
  engineVersion,
  type ReviewReason,
} from '@lumenbox/dicom/deidentify';
import { engineProfileOf } from './engine-profile.ts';
import { isZipStart } from './inspect-file.ts';

/** Why a file stays: what the engine says, and what stands in its way here alone. */
export type StayReason = ReviewReason | 'zip' | 'damaged' | 'text-not-read';

/** What became of a file. */
export type HereResult =
  | { readonly kind: 'clean'; readonly file: Blob; readonly statement: DeidentificationStatement }
  | { readonly kind: 'stays'; readonly reasons: readonly StayReason[] };

/** So much of a file lies in memory at a time, and as much of its result before the browser lays it aside. */
const pieceBytes = 4 * 1024 * 1024;
/** Most headers are whole in the first read. */
const headerPieceBytes = 256 * 1024;
/** What the server can do; what it does to no pixel of the file needs nobody who can. */
const abilities = ['clean-pixel-data', 'recognize-text'] as const;

type Opened = { readonly deidentifier: Deidentifier; readonly today: string };

/** The tasks of one thread, which is for one case. */
export function createHereTasks() {
  let opened: Opened | undefined;
  return {
    /** Begins with a case. Gives the version of the engine. */
    open: async ({ label, key, profile, today }: CaseKey): Promise<string> => {
      const bytes = Uint8Array.from(atob(key), (character) => character.charCodeAt(0));
      const deidentifier = createDeidentifier({ label, key: bytes, profile: engineProfileOf(profile) });
      opened = { deidentifier, today };
      return engineVersion;
    },
    deidentify: async (file: Blob): Promise<HereResult> => {
      if (opened === undefined) throw new Error('No case was opened.');
      return deidentifyHere(opened, file);
    },
  } as const;
}
export type HereTasks = ReturnType<typeof createHereTasks>;

async function deidentifyHere(opened: Opened, file: Blob): Promise<HereResult> {
  try {
    return await tryFile(opened, file);
  } catch (error) {
    if (error instanceof DicomError) return { kind: 'stays', reasons: ['damaged'] };
    throw error;
  }
}

async function tryFile({ deidentifier, today }: Opened, file: Blob): Promise<HereResult> {
  const header = await readHeaderOf(file);
  if (header === 'zip') return { kind: 'stays', reasons: ['zip'] };
  const done = deidentifier.deidentify(header, { today, abilities });
  if (done.kind === 'review') return { kind: 'stays', reasons: done.reasons };
  const { boxes, recognition } = done.pixels;
  if (recognition !== 'off') return { kind: 'stays', reasons: ['text-not-read'] };
  // Frames that are compressed are blanked by codecs, which the server has.
  if (boxes.length > 0 && header.pixelData?.length === undefined)
    return { kind: 'stays', reasons: ['pixels-not-cleaned'] };
  return {
    kind: 'clean',
    file: await passed(file, header, done),
    statement: statementOf(done.account),
  };
}

/** The header of a file of this computer, or that it is an archive. Throws what is no DICOM as DicomError. */
export async function readHeaderOf(file: Blob): Promise<HeaderResult | 'zip'> {
  const reader = createHeaderReader();
  for (let at = 0; at < file.size; at += headerPieceBytes) {
    const piece = await pieceOf(file, at, headerPieceBytes);
    if (at === 0 && isZipStart(piece)) return 'zip';
    if (reader.push(piece) === 'done') return reader.result();
  }
  reader.end();
  return reader.result();
}

/** The whole result; its bytes are the browser's to lay aside. */
async function passed(file: Blob, header: HeaderResult, { head, pixels }: CleanInstance): Promise<Blob> {
  const pieces = [new Blob([head as Uint8Array<ArrayBuffer>])];
  const passage = createPixelDataPassage(header, pixels);
  const take = (bytes: Uint8Array) => {
    if (bytes.length > 0) pieces.push(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  };
  if (header.pixelData !== undefined)
    for (let at = passage.startOffset; at < file.size; at += pieceBytes)
      take(passage.push(await pieceOf(file, at, pieceBytes)));
  take(passage.end());
  return new Blob(pieces);
}

async function pieceOf(file: Blob, start: number, length: number): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(start, start + length).arrayBuffer());
}

function statementOf({ actions, uidsReplaced, textsCleaned, preambleCleared }: Account) {
  return {
    actions,
    uids_replaced: uidsReplaced,
    texts_cleaned: textsCleaned,
    preamble_cleared: preambleCleared,
  };
}
