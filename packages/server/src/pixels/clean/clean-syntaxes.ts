// Which transfer syntax an instance is written in when some of its frames were changed: always one without further loss. Decides, does
// nothing.

import { lookupTransferSyntax } from '@lumenbox/dicom';

/** How changed frames are written. */
export interface CleanSyntax {
  /** What a changed frame is encoded as. */
  readonly encodeAs: string;
  /** What the instance is then in, while other frames stay as they are; `undefined`: none can, all are encoded anew. */
  readonly mixed: string | undefined;
  /** What the instance is in when all frames were encoded anew. */
  readonly whole: string;
  /** The original's frames were compressed with loss, whatever its header says. */
  readonly isLossy: boolean;
}

const root = '1.2.840.10008.1.2.';
const lossless = (uid: string): CleanSyntax => ({ encodeAs: uid, mixed: uid, whole: uid, isLossy: false });
/** Syntaxes that take codes with and without loss (PS3.5 A.4.3, A.4.4, A.4.8, A.4.12): a changed frame loses nothing more. */
const both = (uid: string, encodeAs: string): CleanSyntax => ({
  encodeAs,
  mixed: uid,
  whole: encodeAs,
  isLossy: false,
});
/** A frame of these cannot be changed without losing more: the instance goes into another syntax as a whole. */
const lossy = (encodeAs: string): CleanSyntax => ({
  encodeAs,
  mixed: undefined,
  whole: encodeAs,
  isLossy: true,
});

const jpegLossless = `${root}4.70`;
const explicitLittleEndian = `${root}1`;
const syntaxes: Readonly<Record<string, CleanSyntax>> = {
  [`${root}4.57`]: lossless(`${root}4.57`),
  [`${root}4.70`]: lossless(jpegLossless),
  [`${root}4.80`]: lossless(`${root}4.80`),
  [`${root}4.90`]: lossless(`${root}4.90`),
  [`${root}4.110`]: lossless(`${root}4.110`),
  [`${root}4.201`]: lossless(`${root}4.201`),
  [`${root}4.202`]: lossless(`${root}4.202`),
  [`${root}5`]: lossless(`${root}5`),
  [`${root}4.81`]: both(`${root}4.81`, `${root}4.80`),
  [`${root}4.91`]: both(`${root}4.91`, `${root}4.90`),
  [`${root}4.112`]: both(`${root}4.112`, `${root}4.110`),
  [`${root}4.203`]: both(`${root}4.203`, `${root}4.201`),
  [`${root}4.50`]: lossy(jpegLossless),
  [`${root}4.51`]: lossy(jpegLossless),
  [`${root}4.53`]: lossy(jpegLossless),
  [`${root}4.55`]: lossy(jpegLossless),
  [`${root}4.111`]: lossy(`${root}4.110`),
  // Frames in fragments as they are: encoding is copying.
  [`${root}1.98`]: {
    encodeAs: explicitLittleEndian,
    mixed: `${root}1.98`,
    whole: `${root}1.98`,
    isLossy: false,
  },
};

/** Whether boxes can be blanked in images of a transfer syntax, as far as it tells. */
export function canClean(transferSyntaxUid: string): boolean {
  if (lookupTransferSyntax(transferSyntaxUid)?.encapsulated === false) return true;
  return cleanSyntaxOf(transferSyntaxUid) !== undefined;
}

/** How an encapsulated instance is written after some frames have changed; `undefined`: it cannot be. */
export function cleanSyntaxOf(transferSyntaxUid: string): CleanSyntax | undefined {
  return syntaxes[transferSyntaxUid];
}
