// Items of the review queue as the API prints them. Pure.
import type {
  DeidentificationReason,
  PixelBox,
  ReviewItem,
  ReviewItemWithFindings,
  ReviewSummary,
} from '@lumenbox/contract';
import type { Account } from '@lumenbox/dicom/deidentify';
import type { LabelledReviewItem } from '../../archive/index.ts';
import { canClean } from '../../pixels/index.ts';

/** A decision as it is written down. */
export interface WrittenDecision {
  /** Who decided: the kind of actor and its id, or its name where it has none. */
  readonly actor: string;
  /** What was blanked. */
  readonly boxes: readonly PixelBox[];
  /** Paths of the texts that were redacted. */
  readonly redactions: readonly string[];
}

/** An item of a list. */
export function presentItem(row: LabelledReviewItem): ReviewItem {
  const { profile } = JSON.parse(row.account) as Account;
  return {
    id: row.id,
    state: row.state,
    case: { id: row.patient_id, label: row.label ?? '' },
    study_instance_uid: row.study_instance_uid,
    sop_instance_uid: row.sop_instance_uid,
    sop_class_uid: row.sop_class_uid,
    modality: row.modality,
    rows: row.rows,
    columns: row.columns,
    frame_count: row.frame_count,
    reasons: reasonsOf(row),
    profile: { name: profile.name, version: profile.version },
    box_count: foundBoxes(row).length,
    size_bytes: row.size_bytes,
    created_at: row.created_at,
    decided_at: row.decided_at,
    decided_by: row.decided_by,
  };
}

/** An item with what was found in it; of a decided one what was decided. */
export function presentWholeItem(
  row: LabelledReviewItem,
  found: Pick<ReviewItemWithFindings, 'can_blank' | 'document' | 'text_findings' | 'are_texts_whole'>,
): ReviewItemWithFindings {
  return {
    ...presentItem(row),
    boxes: [...(decisionOf(row)?.boxes ?? foundBoxes(row))],
    ...found,
    study_id: row.study_id,
  };
}

/** Whether boxes of an item can be blanked, as far as can be told before it is tried. */
export function isBlankable({ frame_count, transfer_syntax_uid }: LabelledReviewItem): boolean {
  return frame_count > 0 && canClean(transfer_syntax_uid);
}

/** Why an item is held. */
export function reasonsOf(row: { readonly reasons: string }): DeidentificationReason[] {
  return JSON.parse(row.reasons) as DeidentificationReason[];
}

/** The boxes that were found in an item's pixels. */
export function foundBoxes(row: Pick<LabelledReviewItem, 'boxes'>): PixelBox[] {
  return JSON.parse(row.boxes) as PixelBox[];
}

/** What was decided of an item; `undefined` while it waits. */
export function decisionOf({ decision }: Pick<LabelledReviewItem, 'decision'>): WrittenDecision | undefined {
  return decision === null ? undefined : (JSON.parse(decision) as WrittenDecision);
}

/** Counts of what waits. */
export function presentSummary(
  cases: readonly { id: string; label: string | null; count: number }[],
  byReasons: readonly { reasons: string; count: number }[],
): ReviewSummary {
  const counts = new Map<DeidentificationReason, number>();
  for (const row of byReasons)
    for (const reason of reasonsOf(row)) counts.set(reason, (counts.get(reason) ?? 0) + row.count);
  return {
    total: byReasons.reduce((sum, { count }) => sum + count, 0),
    cases: cases.map(({ id, label, count }) => ({ id, label: label ?? '', count })),
    reasons: [...counts]
      .map(([reason, count]) => ({ reason, count }))
      .sort((one, other) => other.count - one.count || (one.reason < other.reason ? -1 : 1)),
  };
}
