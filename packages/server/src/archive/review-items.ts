// How instances come to wait for a person, are read meanwhile, and cease to wait: rows now, objects to the clean-up.
import { Readable } from 'node:stream';
import type { RealmScope } from '../access/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db, ReviewItemsTable } from '../platform/database/index.ts';
import { readSeal, sealedStart, sealText, unseal } from '../platform/seal.ts';
import { type Archive, addSmallObjects, dropObjects } from './archive.ts';
import type { KeptPiece } from './piece-writer.ts';
import {
  decideReviewItem,
  deleteReviewItemsOfCase,
  insertReviewItem,
  type ReviewVerdict,
  selectStudiesOfAccepted,
  type Undecided,
} from './review-items.store.ts';
import { selectInstancesByUid } from './stored-instances.store.ts';

interface ReviewDeps {
  readonly clock: Clock;
}

/** What is known of an instance that has to wait. */
export type ReviewFacts = Pick<
  ReviewItemsTable,
  | 'patient_id'
  | 'study_instance_uid'
  | 'sop_instance_uid'
  | 'sop_class_uid'
  | 'transfer_syntax_uid'
  | 'modality'
  | 'rows'
  | 'columns'
  | 'frame_count'
  | 'layout'
  | 'reasons'
  | 'boxes'
  | 'account'
  | 'content_sha256'
>;

/** What came of it: it waits now, waits already in another object, or was accepted before and is in a study. */
export type HeldForReview =
  | { readonly kind: 'waiting'; readonly isNew: boolean }
  | { readonly kind: 'stored'; readonly studyId: string };

/** An instance that has to wait: `identity` is what its pseudonyms stand for, sealed for the item's id, where that is kept. */
export interface NewReviewItem {
  readonly id: string;
  readonly facts: ReviewFacts;
  readonly sealed: KeptPiece;
  readonly identity: string | null;
}

/** Has an instance wait whose sealed object is durable. The same one twice is one item. */
export async function holdForReview(
  trx: Db,
  { clock }: ReviewDeps,
  scope: RealmScope,
  { id, facts, sealed, identity }: NewReviewItem,
): Promise<HeldForReview> {
  const studyId = await findAccepted(trx, scope, facts);
  if (studyId !== undefined) return { kind: 'stored', studyId };
  if (sealed.seal === undefined) throw new RangeError('What waits for review is sealed.');
  const added = await insertReviewItem(trx, {
    ...facts,
    id,
    realm_id: scope.realmId,
    state: 'waiting',
    object_key: sealed.key,
    seal: sealText(sealed.seal),
    size_bytes: sealed.sizeBytes,
    sha256: sealed.sha256,
    created_at: clock.now(),
    decided_at: null,
    decided_by: null,
    decision: null,
    study_id: null,
    identity,
  });
  if (added === 'added') await addSmallObjects(trx, [sealed]);
  return { kind: 'waiting', isNew: added !== 'known' };
}

/** The study that has the instance since somebody accepted it. */
async function findAccepted(trx: Db, scope: RealmScope, facts: ReviewFacts): Promise<string | undefined> {
  for (const studyId of await selectStudiesOfAccepted(trx, scope, facts)) {
    const sopInstanceUids = [facts.sop_instance_uid];
    const here = await selectInstancesByUid(trx, scope, { studyId, sopInstanceUids });
    if (here.length > 0) return studyId;
  }
  return undefined;
}

/** Decides of an item: what it rests in goes, its key at once. Gives what it had; `undefined` when it does not wait any more. */
export async function endReview(
  trx: Db,
  deps: ReviewDeps,
  scope: RealmScope,
  verdict: Omit<ReviewVerdict, 'decided_at'> & { readonly id: string },
): Promise<Undecided | undefined> {
  const before = await decideReviewItem(trx, scope, { ...verdict, decided_at: deps.clock.now() });
  if (before === undefined) return undefined;
  await dropObjects(trx, deps, scope, before.object_key === null ? [] : [before.object_key]);
  return before;
}

/** Removes what waits for a case, and what was decided for it. */
export async function removeReviewsOfCase(
  trx: Db,
  deps: ReviewDeps,
  scope: RealmScope,
  patientId: string,
): Promise<void> {
  await dropObjects(trx, deps, scope, await deleteReviewItemsOfCase(trx, scope, patientId));
}

/**
 * The file of an item as others read objects: each range is opened on its way. Only while it waits: throws a RangeError for what is
 * decided.
 */
export function unsealing(
  archive: Pick<Archive, 'open'>,
  { object_key, seal }: Pick<ReviewItemsTable, 'object_key' | 'seal'>,
): Pick<Archive, 'open'> {
  if (object_key === null || seal === null) throw new RangeError('This does not wait for review.');
  return {
    open: async (_key, range) => {
      const start = range === undefined ? 0 : sealedStart(range.start);
      const part = range && { start, length: range.start - start + range.length };
      const sealed = await archive.open(object_key, part);
      const opened = Readable.from(unseal(readSeal(seal), sealed, range?.start), { objectMode: false });
      opened.once('close', () => sealed.destroy());
      return opened;
    },
  };
}
