// How an object in review is accepted: its texts redacted, its boxes blanked, and the rest of the usual way in, which writes the decision
// down in the transaction that stores it.
import type { AcceptReviewItem, PixelBox, ReviewDecision, ReviewItemWithFindings } from '@lumenbox/contract';
import { type Account, reviewedHead } from '@lumenbox/dicom/deidentify';
import type { RealmScope } from '../../access/index.ts';
import { frameSource, type LabelledReviewItem, unsealing } from '../../archive/index.ts';
import type { Origin } from '../../audit/index.ts';
import { isUncleanable, PixelError, type Pixels } from '../../pixels/index.ts';
import type { PatientsTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { selectRecord } from '../patients/index.ts';
import { foundBoxes, isBlankable, reasonsOf, type WrittenDecision } from './review-queue.present.ts';
import {
  actorOf,
  decideEach,
  demandDecision,
  findReviewItem,
  presentFound,
  type ReviewDeps,
  type Reviewer,
  readReviewedHeader,
  readTexts,
} from './review-queue.service.ts';

/** Stores an instance that somebody lets pass, and writes the decision down in the same transaction; says what became of it. */
export type StoreReviewed = (
  bytes: AsyncIterable<Uint8Array>,
  reviewed: {
    readonly scope: RealmScope;
    readonly origin: Origin;
    readonly record: PatientsTable;
    readonly account: Account;
    readonly acceptance: {
      readonly itemId: string;
      readonly decided_by: string | null;
      readonly decision: string;
      readonly counts: { readonly boxes: number; readonly redactions: number };
    };
  },
) => Promise<{ readonly kind: string; readonly reason: string | null; readonly sentence: string | null }>;

/** What accepting needs of the way in. */
export interface AcceptDeps extends ReviewDeps {
  readonly pixels: Pixels;
  readonly storeReviewed: StoreReviewed;
}

/** Reasons after which a person has looked for text in the pixels (PS3.3 C.7.6.1.1.7, Burned In Annotation). */
const textReasons: ReadonlySet<string> = new Set([
  'burned-in-annotation',
  'burned-in-risk',
  'secondary-capture',
]);

/**
 * Stores an object in its case. The same decision by the same person again changes nothing. Throws `notFound` when the case is gone,
 * `conflict` when somebody was faster or the case has another image in its place, `validation` for boxes and texts that it has not.
 */
export async function acceptReviewItem(
  deps: AcceptDeps,
  caller: Reviewer,
  { row, input }: { row: LabelledReviewItem; input: AcceptReviewItem },
): Promise<ReviewItemWithFindings> {
  const written = writtenDecision(caller, row, input);
  const meant = { id: row.id, state: 'accepted', written } as const;
  if (row.state === 'waiting') {
    try {
      await publish(deps, caller, { row, written });
    } catch (error) {
      // Whatever failed because somebody was faster is told as that.
      if ((await findReviewItem(deps, caller, row.id)).state === 'waiting') throw error;
    }
  }
  return presentFound(deps, caller, await demandDecision(deps, caller, meant));
}

/** Accepts several, each by itself and in the same way: by default with the boxes that were found. */
export function acceptReviewItems(
  deps: AcceptDeps,
  caller: Reviewer,
  { ids, input = {} }: { ids: readonly string[]; input?: AcceptReviewItem },
): Promise<ReviewDecision[]> {
  return decideEach(ids, 'accepted', async (id) => {
    await acceptReviewItem(deps, caller, { row: await findReviewItem(deps, caller, id), input });
  });
}

function writtenDecision(
  caller: Reviewer,
  row: LabelledReviewItem,
  { boxes, redactions }: AcceptReviewItem,
): WrittenDecision {
  const chosen = boxes?.map((box): PixelBox => ({ ...box, source: box.source ?? 'reviewer' }));
  return {
    actor: actorOf(caller),
    boxes: chosen ?? foundBoxes(row),
    redactions: [...new Set(redactions ?? [])].sort(),
  };
}

async function publish(
  deps: AcceptDeps,
  { scope, origin }: Reviewer,
  { row, written }: { row: LabelledReviewItem; written: WrittenDecision },
): Promise<void> {
  const { boxes, redactions } = written;
  demandBoxes(row, boxes);
  await demandTexts(deps, { scope, origin }, { row, redactions });
  const record = await selectRecord(deps.database.kysely, scope, row.patient_id);
  if (record === undefined) throw failure.notFound();
  const reasons = reasonsOf(row);
  const account: Account = {
    ...(JSON.parse(row.account) as Account),
    ...(boxes.length === 0 ? {} : { pixelBoxes: boxes }),
    review: {
      reasons,
      reviewer: origin.actor.name,
      reviewedAt: deps.clock.now(),
      textsRedacted: redactions.length,
    },
  };
  const counts = { boxes: boxes.length, redactions: redactions.length };
  const stored = await deps.storeReviewed(await passedBytes(deps, row, written), {
    scope,
    origin,
    record,
    account,
    acceptance: {
      itemId: row.id,
      decided_by: origin.actor.name,
      decision: JSON.stringify(written),
      counts,
    },
  });
  if (stored.kind === 'stored' || (stored.kind === 'duplicate' && stored.reason === null)) return;
  throw failure.conflict(`${stored.sentence ?? 'It cannot be stored.'} This object goes on waiting.`);
}

/** The file as it is stored. Throws `validation` when its pixels cannot be blanked. */
async function passedBytes(
  deps: AcceptDeps,
  row: LabelledReviewItem,
  { boxes, redactions }: WrittenDecision,
): Promise<AsyncIterable<Uint8Array>> {
  const header = await readReviewedHeader(deps, row);
  const isFreeOfText = reasonsOf(row).some((reason) => textReasons.has(reason));
  const head = reviewedHead(header, { redactions, isBlanked: boxes.length > 0, isFreeOfText });
  const archive = unsealing(deps.archive, row);
  const stored = { ...row, object_key: row.object_key ?? '' };
  if (boxes.length > 0) {
    const cleaned = deps.pixels.cleanInstance(frameSource(archive, stored), { boxes, head });
    return refusingUnclean((await cleaned.catch(unclean)).bytes);
  }
  const start = header.pixelData?.offset ?? row.size_bytes;
  return (async function* () {
    yield head;
    if (start < row.size_bytes)
      yield* await archive.open(stored.object_key, { start, length: row.size_bytes - start });
  })();
}

/** A later frame may be the one that cannot be blanked. */
async function* refusingUnclean(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    unclean(error);
  }
}

function unclean(error: unknown): never {
  if (isUncleanable(error)) throw notBlankable();
  if (error instanceof PixelError) throw failure.unavailable(error.message, error);
  throw error;
}

function notBlankable() {
  return failure.validation({
    boxes: [
      'Boxes of this object cannot be blanked. Reject it, or accept it with an empty list of boxes when nothing in it identifies anybody.',
    ],
  });
}

function demandBoxes(row: LabelledReviewItem, boxes: readonly PixelBox[]): void {
  const { frame_count: frames, rows, columns } = row;
  const isInside = (box: PixelBox) =>
    (box.frame === 'all' || box.frame <= frames) &&
    box.x + box.width <= (columns ?? 0) &&
    box.y + box.height <= (rows ?? 0);
  const outside = boxes.findIndex((box) => !isInside(box));
  if (outside >= 0)
    throw failure.validation({
      [`boxes.${outside}`]: ['The box lies outside of the image, or of its frames.'],
    });
  if (boxes.length > 0 && !isBlankable(row)) throw notBlankable();
}

async function demandTexts(
  deps: AcceptDeps,
  caller: Reviewer,
  { row, redactions }: { row: LabelledReviewItem; redactions: readonly string[] },
): Promise<void> {
  const { findings, isWhole } = await readTexts(deps, caller, row);
  if (!isWhole)
    throw failure.validation({
      redactions: ['It has more text than anybody is shown. It can only be rejected.'],
    });
  const known = new Set(findings.map(({ path }) => path));
  const unknown = redactions.findIndex((path) => !known.has(path));
  if (unknown >= 0) throw failure.validation({ [`redactions.${unknown}`]: ['The object has no such text.'] });
}
