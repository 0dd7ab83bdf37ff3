// The rules of the review queue: who may review sees what waits, and rejects it. How something is accepted is in accept-items.ts.
import type {
  ListReviewItems,
  ReviewDecision,
  ReviewItem,
  ReviewItemWithFindings,
  ReviewSummary,
} from '@lumenbox/contract';
import type { HeaderResult } from '@lumenbox/dicom';
import { type DeidentificationProfile, type TextFindings, textFindings } from '@lumenbox/dicom/deidentify';
import type { Caller } from '../../access/index.ts';
import {
  type Archive,
  countWaitingByCase,
  countWaitingByReasons,
  endReview,
  type LabelledReviewItem,
  readStoredHeader,
  selectReviewItem,
  selectWaitingItems,
  unsealing,
} from '../../archive/index.ts';
import type { Audit } from '../../audit/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/index.ts';
import { AppError, failure } from '../../platform/errors.ts';
import { pageWindow } from '../../platform/http/index.ts';
import { selectCaseProfile } from '../deidentification/index.ts';
import { presentDocument } from './review-documents.present.ts';
import {
  decisionOf,
  isBlankable,
  presentItem,
  presentSummary,
  presentWholeItem,
  type WrittenDecision,
} from './review-queue.present.ts';

/** What the feature works with. */
export interface ReviewDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly archive: Archive;
}

/** Who decides: a caller, or the operator at the machine. */
export type Reviewer = Pick<Caller, 'scope' | 'origin'>;

/** More cases than somebody chooses from; the pages of the list reach the others. */
const casesMax = 100;

/** A page of what waits. */
export async function listReviewItems(
  deps: ReviewDeps,
  caller: Reviewer,
  input: ListReviewItems,
): Promise<{ rows: ReviewItem[]; total: number }> {
  const { rows, total } = await selectWaitingItems(deps.database.kysely, caller.scope, {
    caseId: input.case_id ?? undefined,
    reason: input.reason ?? undefined,
    ...pageWindow(input),
  });
  deps.audit.recordRead(caller.origin, {
    event: 'review.listed',
    details: { page: input.page, count: rows.length },
  });
  return { rows: rows.map(presentItem), total };
}

/** How much waits, for which cases and why. */
export async function summarizeReviewQueue(
  deps: ReviewDeps,
  { scope }: Reviewer,
  { caseId }: { caseId?: string | undefined },
): Promise<ReviewSummary> {
  const { kysely } = deps.database;
  const [cases, reasons] = await Promise.all([
    countWaitingByCase(kysely, scope, { caseId, limit: casesMax }),
    countWaitingByReasons(kysely, scope, { caseId }),
  ]);
  return presentSummary(cases, reasons);
}

/** The item of an id. Throws `notFound`. */
export async function findReviewItem(
  deps: Pick<ReviewDeps, 'database'>,
  caller: Reviewer,
  id: string,
): Promise<LabelledReviewItem> {
  const row = await selectReviewItem(deps.database.kysely, caller.scope, id);
  if (row === undefined) throw failure.notFound();
  return row;
}

/** The item with its boxes and texts. */
export async function showReviewItem(
  deps: ReviewDeps,
  caller: Reviewer,
  row: LabelledReviewItem,
): Promise<ReviewItemWithFindings> {
  noteRead(deps, caller, row);
  return presentFound(deps, caller, row);
}

/** Writes down that somebody has looked at an item, and at what of it. */
export function noteRead(
  { audit }: Pick<ReviewDeps, 'audit'>,
  { origin }: Reviewer,
  row: LabelledReviewItem,
  details: Record<string, unknown> = {},
): void {
  audit.recordRead(origin, { event: 'review.read', object: { type: 'review_item', id: row.id }, details });
}

/** Throws `conflict` when an item is decided. */
export function demandWaiting({ state }: LabelledReviewItem): void {
  if (state !== 'waiting') throw failure.conflict(`This object is ${state} already; its file is gone.`);
}

/** The item as the API prints it. Throws `notFound` when it was decided and its case deleted meanwhile. */
export async function presentFound(
  deps: ReviewDeps,
  caller: Reviewer,
  row: LabelledReviewItem,
): Promise<ReviewItemWithFindings> {
  if (row.state !== 'waiting')
    return presentWholeItem(row, {
      can_blank: false,
      document: null,
      text_findings: [],
      are_texts_whole: true,
    });
  const { findings, isWhole, header } = await readTexts(deps, caller, row);
  return presentWholeItem(row, {
    can_blank: isBlankable(row),
    document: presentDocument(header),
    text_findings: [...findings],
    are_texts_whole: isWhole,
  });
}

/** The texts of an item that waits, and its header. They may identify somebody, so they are read from its sealed file each time. */
export async function readTexts(
  deps: ReviewDeps,
  { scope }: Reviewer,
  row: LabelledReviewItem,
): Promise<TextFindings & { header: HeaderResult }> {
  const profile = await selectCaseProfile(deps.database.kysely, scope, row.patient_id);
  if (profile === undefined) throw failure.notFound();
  const header = await readReviewedHeader(deps, row);
  return { ...textFindings(header, JSON.parse(profile.profile) as DeidentificationProfile), header };
}

/** The cleaned header of an item that waits. */
export function readReviewedHeader(deps: ReviewDeps, row: LabelledReviewItem) {
  return readStoredHeader(unsealing(deps.archive, row), { ...row, object_key: row.object_key ?? '' });
}

/**
 * Removes an item's file and its key. The same decision by the same person again changes nothing. Throws `conflict` when it was
 * decided otherwise.
 */
export async function rejectReviewItem(
  deps: ReviewDeps,
  caller: Reviewer,
  row: LabelledReviewItem,
): Promise<LabelledReviewItem> {
  const { scope, origin } = caller;
  const written: WrittenDecision = { actor: actorOf(caller), boxes: [], redactions: [] };
  await deps.database.transaction(async (trx) => {
    const verdict = { id: row.id, decided_by: origin.actor.name, decision: JSON.stringify(written) };
    const before = await endReview(trx, deps, scope, { ...verdict, state: 'rejected', study_id: null });
    if (before === undefined) return;
    await deps.audit.record(trx, origin, {
      event: 'review.rejected',
      object: { type: 'review_item', id: row.id },
      details: { case_id: row.patient_id },
    });
  });
  return demandDecision(deps, caller, { id: row.id, state: 'rejected', written });
}

/** Rejects several, each by itself. */
export function rejectReviewItems(
  deps: ReviewDeps,
  caller: Reviewer,
  ids: readonly string[],
): Promise<ReviewDecision[]> {
  return decideEach(ids, 'rejected', async (id) => {
    await rejectReviewItem(deps, caller, await findReviewItem(deps, caller, id));
  });
}

/** Decides of several, one after the other, and says of each what became of it. */
export async function decideEach(
  ids: readonly string[],
  outcome: 'accepted' | 'rejected',
  decide: (id: string) => Promise<void>,
): Promise<ReviewDecision[]> {
  const decisions: ReviewDecision[] = [];
  for (const id of new Set(ids)) {
    try {
      await decide(id);
      decisions.push({ id, outcome, message: null });
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'unavailable') throw error;
      decisions.push({ id, outcome: 'failed', message: messageOf(error) });
    }
  }
  return decisions;
}

function messageOf({ message, details }: AppError): string {
  return message === ''
    ? Object.values(details.errors ?? {})
        .flat()
        .join(' ')
    : message;
}

/** Who decides, in a form that tells them from others. */
export function actorOf({ origin: { actor } }: Reviewer): string {
  return `${actor.id === null ? actor.type : 'user'}:${actor.id ?? actor.name ?? ''}`;
}

/** The item when it is decided as it was meant to be, by whom it was meant to be. Throws `notFound`, `conflict` with who was first. */
export async function demandDecision(
  deps: Pick<ReviewDeps, 'database'>,
  caller: Reviewer,
  meant: { id: string; state: 'accepted' | 'rejected'; written: WrittenDecision },
): Promise<LabelledReviewItem> {
  const row = await findReviewItem(deps, caller, meant.id);
  const isMeant =
    row.state === meant.state && JSON.stringify(decisionOf(row)) === JSON.stringify(meant.written);
  if (isMeant) return row;
  const who = row.decided_by ?? 'Somebody';
  throw failure.conflict(
    row.state === 'waiting'
      ? 'This object still waits for a decision. Try again.'
      : `${who} has ${row.state} this object already.`,
  );
}
