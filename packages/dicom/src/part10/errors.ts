// How reading DICOM fails: a closed list of reasons. Messages name tags and offsets, never values.
import { formatTag, type Tag } from '../dictionary/attributes.ts';

/** Why bytes were refused. */
export type DicomReason =
  | 'not-dicom'
  | 'truncated'
  | 'value-too-long'
  | 'bad-length'
  | 'bad-item'
  | 'bad-vr'
  | 'too-deep'
  | 'too-many-elements'
  | 'header-too-large'
  | 'duplicate-tag'
  | 'bad-transfer-syntax'
  | 'inflate-failed'
  | 'inflate-too-large'
  | 'missing-uid'
  | 'missing-image-attributes'
  | 'pixel-data-too-short'
  | 'bad-fragments'
  | 'frames-unclear'
  | 'too-many-frames';

/** What was odd, and taken nevertheless. */
export type DicomWarningName =
  | 'no-preamble'
  | 'no-meta'
  | 'meta-length-missing'
  | 'meta-length-wrong'
  | 'implicit-meta'
  | 'transfer-syntax-missing'
  | 'transfer-syntax-unknown'
  | 'transfer-syntax-wrong'
  | 'transfer-syntax-nameless'
  | 'vr-unknown'
  | 'vr-missing'
  | 'odd-length'
  | 'out-of-order'
  | 'item-delimiter-missing'
  | 'sequence-delimiter-missing'
  | 'stray-delimiter'
  | 'unreadable-sequence'
  | 'trailing-bytes'
  | 'pixel-data-padded'
  | 'offset-table-wrong'
  | 'zlib-header';

/** Something odd that did not hinder reading. At most 100 are kept for a file. */
export type DicomWarning = {
  readonly name: DicomWarningName;
  readonly offset: number;
  readonly tag?: Tag;
};

/** What is wrong with pixel data whose header could be read. */
export type DicomProblem = { readonly reason: DicomReason; readonly offset?: number; readonly tag?: Tag };

export type DicomErrorDetails = { offset?: number; tag?: Tag; about?: string };

/** Bytes that are refused, and why. `message` holds no value of the data set. */
export class DicomError extends Error {
  readonly reason: DicomReason;
  /** Where in the file (in the inflated data set, when it is deflated) the fault lies. */
  readonly offset?: number;
  readonly tag?: Tag;

  constructor(reason: DicomReason, { offset, tag, about }: DicomErrorDetails = {}) {
    super(describe(reason, { offset, tag, about } as DicomErrorDetails));
    this.name = 'DicomError';
    this.reason = reason;
    if (offset !== undefined) this.offset = offset;
    if (tag !== undefined) this.tag = tag;
  }
}

function describe(reason: DicomReason, { offset, tag, about }: DicomErrorDetails): string {
  const where = [
    ...(tag === undefined ? [] : [`in (${formatTag(tag).slice(0, 4)},${formatTag(tag).slice(4)})`]),
    ...(offset === undefined ? [] : [`at byte ${offset}`]),
  ];
  return [reason, ...(about === undefined ? [] : [`(${about})`]), ...where].join(' ');
}
