// Fourth step: what goes to a case loses its identity on the way, before anything of it is kept. Fails closed: what cannot be cleaned
// for certain is refused, with the reasons.
import { DicomError } from '@lumenbox/dicom';
import type { Account } from '@lumenbox/dicom/deidentify';
import type { RealmScope } from '../access/index.ts';
import type { CaseDeidentifiers } from '../features/deidentification/index.ts';
import {
  deidentifyWithPixels,
  isUncleanable,
  type OriginalInstance,
  type PixelSource,
  type Pixels,
} from '../pixels/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { PatientsTable } from '../platform/database/index.ts';
import { type CheckedInstance, checkInstance } from './check.ts';
import { needsReview, type Refusal, rejected } from './outcome.ts';
import { type Spooled, spool } from './spool.ts';
import { readSpooled, type SpoolDeps } from './spool-store.ts';

/** An instance without identity, spooled anew. Whoever gets it releases it. */
export interface DeidentifiedInstance {
  readonly spooled: Spooled;
  readonly instance: CheckedInstance;
  /** What was done to it; no identity. */
  readonly account: Account;
}

type Original = { spooled: Spooled; instance: CheckedInstance };

/** De-identifies an instance for a case. Throws `notFound` when the case is gone, and what spooling throws. */
export async function deidentifyInstance(
  deps: SpoolDeps & { deidentifiers: CaseDeidentifiers; pixels: Pixels; clock: Clock },
  original: Original,
  destination: { scope: RealmScope; record: PatientsTable; bytesMax: number },
): Promise<DeidentifiedInstance | Refusal> {
  const { sopInstanceUid } = original.instance;
  const deidentifier = await deps.deidentifiers.of(destination.scope, destination.record);
  const today = deps.clock.now().slice(0, 10).replaceAll('-', '');
  const { pixels } = deps;
  const done = await deidentifyWithPixels({ pixels, deidentifier }, originalOf(original), { today });
  if (done.kind === 'review') return needsReview(done.reasons, sopInstanceUid);
  let spooled: Spooled;
  try {
    spooled = await spool(deps, done.bytes, destination);
  } catch (error) {
    if (isUncleanable(error)) return needsReview(['pixels-not-cleaned'], sopInstanceUid);
    if (error instanceof DicomError) return rejected(error.reason, sopInstanceUid);
    throw error;
  }
  // What comes out is read again: nothing is kept on the engine's word alone.
  const instance = checkInstance(spooled, { isExpected: true });
  if (!('kind' in instance)) return { spooled, instance, account: done.account };
  await spooled.release();
  return instance;
}

function originalOf({ spooled, instance }: Original): OriginalInstance {
  return {
    header: instance.header,
    read: (start) => readSpooled(spooled.source, start),
    open: async () => sourceOf(spooled, instance),
  };
}

function sourceOf({ source, sizeBytes }: Spooled, { header, pixels }: CheckedInstance): PixelSource {
  return {
    // Never rendered for anybody: nothing of it is cached.
    key: '',
    sizeBytes,
    transferSyntaxUid: header.transferSyntaxUid,
    pixelDataOffset: header.pixelData?.offset,
    frameCount: pixels.frames.length,
    frameAt: (index) => pixels.frames[index],
    read: async (range) =>
      range === undefined
        ? readSpooled(source)
        : readSpooled(source, range.start, range.start + range.length),
  };
}
