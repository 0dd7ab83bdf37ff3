// Which transfer syntax a compressed frame is of, by its own markers; and what they say of the image. Decodes nothing.
import { type CodestreamFacts, readCodestreamFacts } from './codestream-facts.ts';

/** What a compressed frame is. */
export interface CodestreamDescription {
  readonly transferSyntaxUid: string;
  readonly facts: CodestreamFacts;
  /** Photometric Interpretation (0028,0004), as far as a code can tell: black is 0. */
  readonly photometricInterpretation: string;
}

/** Markers in front of a picture's first scan; more are no picture. */
const markersMax = 1000;
const root = '1.2.840.10008.1.2.4.';
/** The lossless and the other transfer syntax of a code that says which it is (PS3.5 A.4.2 to A.4.4). */
const pairs = {
  jpegLossless: [`${root}70`, `${root}57`],
  jpegLs: [`${root}80`, `${root}81`],
  jpeg2000: [`${root}90`, `${root}91`],
  htj2k: [`${root}201`, `${root}203`],
} as const;
/** JPEG's processes by their frame marker; lossless ones differ by their predictor (ISO/IEC 10918-1 B.2.2, PS3.5 A.4.1). */
const jpegProcesses: Readonly<Record<number, string>> = {
  192: `${root}50`,
  193: `${root}51`,
  194: `${root}55`,
};
const startOfScan = 0xda;
const losslessFrame = 0xc3;
const jpegLsFrame = 0xf7;

/** Describes the beginning of a JPEG, JPEG-LS, JPEG 2000 or HTJ2K code; undefined when it is none, or a JP2 file around one. */
export function describeCodestream(code: Uint8Array): CodestreamDescription | undefined {
  const view = new DataView(code.buffer, code.byteOffset, code.byteLength);
  const facts = readCodestreamFacts(code);
  if (facts === undefined) return undefined;
  const start = view.getUint16(0);
  const found = start === 0xffd8 ? jpegSyntax(view) : start === 0xff4f ? jpeg2000Syntax(view) : undefined;
  if (found === undefined) return undefined;
  return { transferSyntaxUid: found, facts, photometricInterpretation: photometricOf(found, facts) };
}

function jpegSyntax(view: DataView): string | undefined {
  let frame: number | undefined;
  let at = 2;
  for (let count = 0; count < markersMax && at + 4 <= view.byteLength; count += 1) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const process = jpegProcesses[marker];
    if (process !== undefined) return process;
    if (marker === losslessFrame || marker === jpegLsFrame) frame = marker;
    if (marker === startOfScan) return frame === undefined ? undefined : losslessSyntax(view, at, frame);
    const length = view.getUint16(at + 2);
    if (length < 2) return undefined;
    at += 2 + length;
  }
  return undefined;
}

/** Behind the components of a scan stands the predictor; in JPEG-LS it is NEAR, how far a sample may be off. */
function losslessSyntax(view: DataView, at: number, frame: number): string | undefined {
  const value = at + 5 + 2 * (at + 5 <= view.byteLength ? view.getUint8(at + 4) : 0);
  if (value >= view.byteLength) return undefined;
  const isFirst = view.getUint8(value) === (frame === jpegLsFrame ? 0 : 1);
  return pairs[frame === jpegLsFrame ? 'jpegLs' : 'jpegLossless'][isFirst ? 0 : 1];
}

/** CAP says that it is HTJ2K (ISO/IEC 15444-15 A.3), COD whether its wavelet can be undone without loss (15444-1 A.6.1). */
function jpeg2000Syntax(view: DataView): string | undefined {
  let isHighThroughput = false;
  let at = 2;
  for (let count = 0; count < markersMax && at + 4 <= view.byteLength; count += 1) {
    const marker = view.getUint16(at);
    if (marker === 0xff50) isHighThroughput = true;
    if (marker === 0xff52) {
      if (at + 14 > view.byteLength) return undefined;
      return pairs[isHighThroughput ? 'htj2k' : 'jpeg2000'][view.getUint8(at + 13) === 1 ? 0 : 1];
    }
    const length = view.getUint16(at + 2);
    if (marker === 0xff90 || length < 2) return undefined;
    at += 2 + length;
  }
  return undefined;
}

function photometricOf(transferSyntaxUid: string, facts: CodestreamFacts): string {
  if (facts.components === 1) return 'MONOCHROME2';
  if (Object.values(jpegProcesses).includes(transferSyntaxUid))
    return facts.jpegColours === 'rgb' ? 'RGB' : 'YBR_FULL_422';
  if (facts.isTransformed !== true) return 'RGB';
  return [pairs.jpeg2000[0], pairs.htj2k[0]].some((uid) => uid === transferSyntaxUid) ? 'YBR_RCT' : 'YBR_ICT';
}
