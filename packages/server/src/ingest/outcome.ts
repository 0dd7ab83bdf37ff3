// What can become of an instance, and why: one closed list, in words that a sender understands. No patient's values.
import type { DicomReason } from '@lumenbox/dicom';
import type { ReviewReason } from '@lumenbox/dicom/deidentify';

/** Why an instance was refused. The reader's reasons come as they are. */
export type RejectReason =
  | DicomReason
  | 'bad-uid'
  | 'missing-sop-class'
  | 'other-study'
  | 'other-instance'
  | 'too-large'
  | 'not-cleanable'
  | 'bad-statement'
  | 'still-identified'
  | 'unreadable'
  | 'form-broken'
  | 'not-taken-in'
  | 'zip-broken'
  | 'zip-encrypted'
  | 'zip-entry-broken'
  | 'zip-method-unknown'
  | 'zip-nested'
  | 'zip-ratio'
  | 'zip-symlink'
  | 'zip-too-large'
  | 'zip-too-many-entries'
  | 'zip-unsafe-path';

/** Why an instance waits for somebody to decide. */
export type HoldReason = InboxReason | 'needs-review';

/** Why an instance waits in the inbox for somebody to say whose it is. */
export type InboxReason =
  | 'patient-differs'
  | 'no-patient-identifier'
  | 'several-patients'
  | 'patient-unknown';

/** Why a file is none of ours. */
export type IgnoreReason = 'dicomdir' | 'not-dicom';

/** What became of an instance. */
export type Outcome =
  | ({
      readonly kind: 'stored';
      /** `replaced`: it took the place of other bytes under its SOP Instance UID. */
      readonly reason: 'replaced' | null;
      readonly sentence: string | null;
    } & InStudy)
  | ({
      readonly kind: 'duplicate';
      readonly reason: 'other-bytes' | null;
      readonly sentence: string | null;
    } & InStudy)
  | {
      readonly kind: 'rejected';
      readonly reason: RejectReason;
      readonly sentence: string;
      readonly sopInstanceUid: string | null;
      /** Where it could be read, beside the SOP Instance UID. */
      readonly sopClassUid?: string;
    }
  | {
      readonly kind: 'held';
      readonly reason: HoldReason;
      readonly sentence: string;
      readonly sopInstanceUid: string;
    }
  /** No instance, and none was promised: the directory of a file-set, a text beside the images. */
  | {
      readonly kind: 'ignored';
      readonly reason: IgnoreReason;
      readonly sentence: string;
      readonly sopInstanceUid: string | null;
    };

interface InStudy {
  readonly sopInstanceUid: string;
  readonly studyId: string;
}

/** An outcome that ends the way in before anything is stored. */
export type Refusal = Extract<Outcome, { kind: 'rejected' | 'ignored' }>;

/** What is said of each. The dashboard finds its translations by these words: a test demands that it has them all. */
export const rejectSentences: Readonly<Record<RejectReason, string>> = {
  'not-dicom': 'This is not a DICOM file.',
  truncated: 'The file ends before it is complete.',
  'value-too-long': 'A value claims to be longer than what it lies in.',
  'bad-length': 'The length of a value cannot be right.',
  'bad-item': 'A sequence holds something that is no item.',
  'bad-vr': 'A value representation is unknown.',
  'too-deep': 'Sequences are nested too deeply.',
  'too-many-elements': 'The file has too many elements.',
  'header-too-large': 'The data in front of the pixels is too large.',
  'duplicate-tag': 'An element occurs twice.',
  'bad-transfer-syntax': 'The bytes fit neither the transfer syntax that is named nor another that is known.',
  'inflate-failed': 'The compressed data set cannot be decompressed.',
  'inflate-too-large': 'The compressed data set becomes too large.',
  'missing-uid': 'A UID of the study, the series or the instance is missing.',
  'missing-image-attributes': 'There are pixels, but not what says how to read them.',
  'pixel-data-too-short': 'There are fewer pixels than the header claims.',
  'bad-fragments': 'The fragments of the pixels are damaged.',
  'frames-unclear':
    'Number of Frames is no whole number above zero, so nobody can say how much of the pixels is the image.',
  'too-many-frames': 'The file has too many frames.',
  'bad-uid': 'A UID of the study, the series, the instance or its class is not valid.',
  'missing-sop-class': 'The file does not say what kind of object it is (SOP Class UID).',
  'other-study': 'The instance belongs to another study than the one that it was sent to.',
  'other-instance': 'The data set is of another instance or class than announced.',
  'too-large': 'The file is larger than the limit.',
  'not-cleanable': 'A directory of a medium stands in the file: nobody can make an image for a case of it.',
  'bad-statement':
    'It is said to be de-identified already. That can be said of single files for a case, each with what was done in front of it.',
  'still-identified': 'It is said to be de-identified already, and is not. Nothing of it was kept.',
  unreadable: 'The file cannot be read.',
  'form-broken': 'The form is damaged and cannot be read any further.',
  'not-taken-in': 'The server tried for a day to take it in, and could not. Send it again.',
  'zip-broken': 'The zip is damaged and cannot be read any further.',
  'zip-encrypted': 'The file is encrypted inside the zip.',
  'zip-entry-broken': 'The file is damaged inside the zip.',
  'zip-method-unknown': 'The file is compressed inside the zip in a way that is not read here.',
  'zip-nested': 'A zip inside a zip is not opened. Send it by itself.',
  'zip-ratio': 'The zip unpacks to far more than it holds, as images never do.',
  'zip-symlink': 'A link inside a zip is not followed.',
  'zip-too-large': 'The zip, or what it unpacks to, is larger than the limit.',
  'zip-too-many-entries': 'The zip has more files than the limit.',
  'zip-unsafe-path': 'The path of the file inside the zip leads out of it.',
};

/** The same of files that are none of ours. */
export const ignoreSentences: Readonly<Record<IgnoreReason, string>> = {
  dicomdir: 'This is the directory of a medium; the files that it lists are taken by themselves.',
  'not-dicom': 'This is not a DICOM file.',
};

/** Makes the outcome of a file that is none of ours. */
export function ignored(reason: IgnoreReason): Extract<Outcome, { kind: 'ignored' }> {
  return { kind: 'ignored', reason, sentence: ignoreSentences[reason], sopInstanceUid: null };
}

/** Makes the refusal for a reason, with what could be read of which instance it is. */
export function rejected(
  reason: RejectReason,
  sopInstanceUid: string | null = null,
  sopClassUid?: string,
): Extract<Outcome, { kind: 'rejected' }> {
  const sopClass = sopInstanceUid === null || sopClassUid === undefined ? {} : { sopClassUid };
  return { kind: 'rejected', reason, sentence: rejectSentences[reason], sopInstanceUid, ...sopClass };
}

/** Makes the refusal of a file that is not de-identified as its sender said, with what is left: names of attributes, never values. */
export function stillIdentified(left: readonly string[]): Extract<Outcome, { kind: 'rejected' }> {
  const refusal = rejected('still-identified');
  return { ...refusal, sentence: `${refusal.sentence} What is left to do: ${left.join(', ')}.` };
}

/** Makes the outcome of an instance that waits for review. The UID is that of the case. */
export function heldForReview(
  reasons: readonly ReviewReason[],
  sopInstanceUid: string,
): Extract<Outcome, { kind: 'held' }> {
  return {
    kind: 'held',
    reason: 'needs-review',
    sentence: `Held for review: nobody can be certain yet that it carries no identity. Reasons: ${reasons.join(', ')}.`,
    sopInstanceUid,
  };
}

/** Makes the refusal of a file in a zip, which says as well how many files behind it were not read. */
export function rejectedInZip(file: { refusal: RejectReason; unreadCount: number }): Refusal {
  const outcome = rejected(file.refusal);
  if (file.unreadCount <= 0) return outcome;
  const count = file.unreadCount === 1 ? '1 file behind it was' : `${file.unreadCount} files behind it were`;
  return { ...outcome, sentence: `${outcome.sentence} ${count} not read.` };
}

/** Says whether the very bytes of an instance are in the archive now. Other bytes under its name do not stand for them. */
export function isHere(outcome: Outcome): outcome is Extract<Outcome, { kind: 'stored' | 'duplicate' }> {
  return outcome.kind === 'stored' || (outcome.kind === 'duplicate' && outcome.reason === null);
}

/** What files say of themselves that are not simply stored: the reason's name and a sentence. */
export function explainOutcome(outcome: Outcome): string | null {
  if (outcome.reason === null) return null;
  return `${outcome.reason}: ${outcome.sentence ?? ''}`.trimEnd();
}
