// Fourth step: what goes to a case loses its identity on the way, before anything of it is kept. Fails closed: what cannot be cleaned
// for certain is refused, with the reasons.
import { DicomError } from '@lumenbox/dicom';
import { type Account, createPixelDataPassage } from '@lumenbox/dicom/deidentify';
import type { RealmScope } from '../access/index.ts';
import type { CaseDeidentifiers } from '../features/deidentification/index.ts';
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

/** De-identifies an instance for a case. Throws `notFound` when the case is gone, and what spooling throws. */
export async function deidentifyInstance(
  deps: SpoolDeps & { deidentifiers: CaseDeidentifiers; clock: Clock },
  original: { spooled: Spooled; instance: CheckedInstance },
  destination: { scope: RealmScope; record: PatientsTable; bytesMax: number },
): Promise<DeidentifiedInstance | Refusal> {
  const { header, sopInstanceUid } = original.instance;
  const deidentifier = await deps.deidentifiers.of(destination.scope, destination.record);
  const today = deps.clock.now().slice(0, 10).replaceAll('-', '');
  const done = deidentifier.deidentify(header, { today });
  if (done.kind === 'review') return needsReview(done.reasons, sopInstanceUid);
  const bytes = cleanBytes(original, done.head);
  let spooled: Spooled;
  try {
    spooled = await spool(deps, bytes, destination);
  } catch (error) {
    if (error instanceof DicomError) return rejected(error.reason, sopInstanceUid);
    throw error;
  }
  // What comes out is read again: nothing is kept on the engine's word alone.
  const instance = checkInstance(spooled, { isExpected: true });
  if (!('kind' in instance)) return { spooled, instance, account: done.account };
  await spooled.release();
  return instance;
}

async function* cleanBytes(
  { spooled, instance: { header } }: { spooled: Spooled; instance: CheckedInstance },
  head: Uint8Array,
): AsyncIterable<Uint8Array> {
  yield head;
  if (header.pixelData === undefined) return;
  const passage = createPixelDataPassage(header);
  for await (const chunk of readSpooled(spooled.source, passage.startOffset)) {
    const passed = passage.push(chunk);
    if (passed.length > 0) yield passed;
  }
  const end = passage.end();
  if (end.length > 0) yield end;
}
