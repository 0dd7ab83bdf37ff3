// Fourth step: what goes to a case loses its identity on the way, before anything of it is kept. Fails closed: what cannot be cleaned
// for certain is cleaned as far as it can be, and waits for a person, with the reasons.
import { type Account, type PixelBox, type ReviewReason, regionBoxesOf } from '@lumenbox/dicom/deidentify';
import type { RealmScope } from '../access/index.ts';
import type { CaseDeidentifiers } from '../features/deidentification/index.ts';
import {
  type DeidentifiedFile,
  deidentifyForReview,
  deidentifyWithPixels,
  isUncleanable,
  type OriginalInstance,
  type PixelSource,
  type Pixels,
  sourceOf,
} from '../pixels/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { PatientsTable } from '../platform/database/index.ts';
import { type CheckedInstance, checkInstance } from './check.ts';
import { type Refusal, rejected } from './outcome.ts';
import { type Spooled, spool } from './spool.ts';
import { readSpooled, type SpoolDeps } from './spool-store.ts';

/** An instance without identity, spooled anew. Whoever gets it releases it. */
export interface DeidentifiedInstance {
  readonly spooled: Spooled;
  readonly instance: CheckedInstance;
  /** What was done to it; no identity. */
  readonly account: Account;
  /** Why a person has to look at it before anybody may have it; absent when it is clean for certain. */
  readonly doubt?: Doubt;
}

/** Why nobody can be certain of an instance, and what of its pixels may have to be blanked. */
export interface Doubt {
  readonly reasons: readonly ReviewReason[];
  readonly boxes: readonly PixelBox[];
}

/** An instance as it came. */
export type Original = { spooled: Spooled; instance: CheckedInstance };
/** What de-identification on the way in needs. */
export type DeidentifyDeps = Omit<SpoolDeps, 'headers'> & {
  deidentifiers: CaseDeidentifiers;
  pixels: Pixels;
  clock: Clock;
};
/** The case that it is for. */
export type Destination = { scope: RealmScope; record: PatientsTable; bytesMax: number };

/** De-identifies an instance for a case. Throws `notFound` when the case is gone, DicomError for what cannot be read to its end, and what spooling throws. */
export async function deidentifyInstance(
  deps: DeidentifyDeps,
  original: Original,
  destination: Destination,
): Promise<DeidentifiedInstance | Refusal> {
  const { deidentifier } = await deps.deidentifiers.of(destination.scope, destination.record);
  const today = todayOf(deps.clock);
  const { pixels } = deps;
  const opened = originalOf(original);
  const done = await deidentifyWithPixels({ pixels, deidentifier }, opened, { today });
  let reasons: readonly ReviewReason[] = ['pixels-not-cleaned'];
  if (done.kind === 'review') reasons = done.reasons;
  else {
    try {
      return await spoolClean(deps, original, { ...destination, file: done });
    } catch (error) {
      if (!isUncleanable(error)) throw error;
    }
  }
  const file = deidentifyForReview(deidentifier, opened, { today });
  if (file === undefined) return rejected('not-cleanable', original.instance.sopInstanceUid);
  // A profile that blanks no regions has them shown all the same.
  const { boxes: found } = done.pixels;
  const hasRegions = found.some(({ source }) => source !== 'recognized-text');
  const boxes = hasRegions ? found : [...regionBoxesOf(opened.header.dataSet), ...found];
  return spoolClean(deps, original, { ...destination, file, doubt: { reasons, boxes } });
}

/** The day, as DICOM writes it. */
export function todayOf(clock: Clock): string {
  return clock.now().slice(0, 10).replaceAll('-', '');
}

/** What comes out is read again: nothing is kept on the engine's word alone. */
export async function spoolClean(
  deps: Omit<SpoolDeps, 'headers'>,
  original: Original,
  { bytesMax, file, doubt }: { bytesMax: number; file: DeidentifiedFile; doubt?: Doubt },
): Promise<DeidentifiedInstance | Refusal> {
  // What may still carry an identity rests like an original does.
  const spooling = { ...deps, headers: original.spooled.headers };
  const spooled = await spool(spooling, file.bytes, { bytesMax, isSecret: doubt !== undefined });
  const instance = checkInstance(spooled, { isExpected: true });
  if (!('kind' in instance))
    return { spooled, instance, account: file.account, ...(doubt === undefined ? {} : { doubt }) };
  await spooled.release();
  return instance;
}

/** An instance as the engine takes it. */
export function originalOf({ spooled, instance }: Original): OriginalInstance {
  return {
    header: instance.header,
    read: (start) => readSpooled(spooled.source, start),
    open: async () => pixelSourceOf(spooled, instance),
  };
}

function pixelSourceOf({ source, sizeBytes }: Spooled, content: CheckedInstance): PixelSource {
  // Never rendered for anybody: nothing of it is cached.
  return sourceOf(content, { key: '', sizeBytes, read: (start, end) => readSpooled(source, start, end) });
}
