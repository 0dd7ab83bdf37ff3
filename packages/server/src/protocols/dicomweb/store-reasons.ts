// The codes of the store response (PS3.18 Table I.2-2, PS3.7 Annex C): why an instance was not stored, and what is to be
// said of one that was. A reason without a code does not compile.
import type { Outcome, RejectReason } from '../../ingest/index.ts';

/** Failure Reason (0008,1197). */
export const failureReasons = {
  processingFailure: 0x0110,
  outOfResources: 0xa700,
  dataSetDoesNotMatchSopClass: 0xa900,
  /** Of the same group, ours: it names another study than the address. */
  otherStudy: 0xa901,
  cannotUnderstand: 0xc000,
  /** Of the same group, ours: metadata names bulk data that did not come, or not in one piece. */
  bulkDataMissing: 0xc001,
  /** Of the same group, ours: bulk data for the pixels that are none of the media type, or not so many frames. */
  bulkDataMismatch: 0xc002,
  transferSyntaxNotSupported: 0xc122,
} as const;

/** Warning Reason (0008,1196). The codes are of the group for warnings; no code of the standard says these things. */
export const warningReasons = {
  /** The very same bytes are here already. */
  duplicate: 0xb101,
  /** Another file of the same SOP Instance UID is here already, and was kept. */
  duplicateOfOtherBytes: 0xb102,
  /** The bytes are safe; somebody has to say whose they are, or that they carry no identity. */
  held: 0xb103,
  /** It took the place of another file of the same SOP Instance UID. */
  replaced: 0xb104,
} as const;

/** The Failure Reason of each reason for a refusal. */
export const rejectionReasons: Readonly<Record<RejectReason, number>> = {
  'not-dicom': failureReasons.cannotUnderstand,
  truncated: failureReasons.cannotUnderstand,
  'value-too-long': failureReasons.cannotUnderstand,
  'bad-length': failureReasons.cannotUnderstand,
  'bad-item': failureReasons.cannotUnderstand,
  'bad-vr': failureReasons.cannotUnderstand,
  'too-deep': failureReasons.cannotUnderstand,
  'too-many-elements': failureReasons.cannotUnderstand,
  'header-too-large': failureReasons.outOfResources,
  'duplicate-tag': failureReasons.cannotUnderstand,
  'bad-transfer-syntax': failureReasons.transferSyntaxNotSupported,
  'inflate-failed': failureReasons.cannotUnderstand,
  'inflate-too-large': failureReasons.outOfResources,
  'missing-uid': failureReasons.dataSetDoesNotMatchSopClass,
  'missing-image-attributes': failureReasons.dataSetDoesNotMatchSopClass,
  'pixel-data-too-short': failureReasons.cannotUnderstand,
  'bad-fragments': failureReasons.cannotUnderstand,
  'frames-unclear': failureReasons.cannotUnderstand,
  'too-many-frames': failureReasons.outOfResources,
  'bad-uid': failureReasons.dataSetDoesNotMatchSopClass,
  'missing-sop-class': failureReasons.dataSetDoesNotMatchSopClass,
  'other-study': failureReasons.otherStudy,
  'other-instance': failureReasons.dataSetDoesNotMatchSopClass,
  'too-large': failureReasons.outOfResources,
  'not-cleanable': failureReasons.processingFailure,
  'bad-statement': failureReasons.cannotUnderstand,
  'still-identified': failureReasons.processingFailure,
  unreadable: failureReasons.cannotUnderstand,
  'form-broken': failureReasons.cannotUnderstand,
  'not-taken-in': failureReasons.processingFailure,
  'zip-broken': failureReasons.cannotUnderstand,
  'zip-encrypted': failureReasons.cannotUnderstand,
  'zip-entry-broken': failureReasons.cannotUnderstand,
  'zip-method-unknown': failureReasons.cannotUnderstand,
  'zip-nested': failureReasons.cannotUnderstand,
  'zip-ratio': failureReasons.cannotUnderstand,
  'zip-symlink': failureReasons.cannotUnderstand,
  'zip-too-large': failureReasons.outOfResources,
  'zip-too-many-entries': failureReasons.cannotUnderstand,
  'zip-unsafe-path': failureReasons.cannotUnderstand,
};

/** What the response says of an outcome: the instance is referenced, with a warning or without, or it failed. */
export function codeOf(
  outcome: Outcome,
):
  | { readonly kind: 'referenced'; readonly warning?: number }
  | { readonly kind: 'failed'; readonly reason: number } {
  switch (outcome.kind) {
    case 'stored':
      return {
        kind: 'referenced',
        ...(outcome.reason === 'replaced' ? { warning: warningReasons.replaced } : {}),
      };
    case 'duplicate': {
      const { duplicate, duplicateOfOtherBytes } = warningReasons;
      return { kind: 'referenced', warning: outcome.reason === null ? duplicate : duplicateOfOtherBytes };
    }
    case 'held':
      return { kind: 'referenced', warning: warningReasons.held };
    case 'rejected':
      return { kind: 'failed', reason: rejectionReasons[outcome.reason] };
    case 'ignored':
      // Whoever stores something says that it is an instance.
      return { kind: 'failed', reason: failureReasons.cannotUnderstand };
  }
}
