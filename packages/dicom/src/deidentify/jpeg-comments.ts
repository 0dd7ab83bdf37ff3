// Finds what programs and people write into JPEG, JPEG-LS and JPEG 2000 codes beside the picture (ISO 10918-1 B.2.4.5,
// ISO 15444-1 A.9.2): comments, camera data, bytes behind the end. Sets them to zero as they pass; never touches the picture.
import { lookupTransferSyntax } from '../dictionary/transfer-syntaxes.ts';

type Place =
  | 'start' // the first byte of a code, or padding in front of it
  | 'start-code'
  | 'mark'
  | 'code'
  | 'length-high'
  | 'length-low'
  | 'comment' // held back until it is known
  | 'segment'
  | 'scan' // compressed samples of JPEG and JPEG-LS
  | 'scan-mark'
  | 'ended' // behind the code: padding
  | 'opaque'; // no code that is known here, or tiles of JPEG 2000

/**
 * Comments by which encoders name themselves, with their version: no identity, and left so that the bytes stay those of the
 * original. In JPEG 2000 two bytes in front say that it is text.
 */
const encoders =
  /^(?:OpenJPH Ver|(?:Created by (?:GDCM\/)?)?OpenJPEG(?: version)?|Kakadu|LEAD Technologies(?: Inc\.)?|Lavc|CharLS|CREATOR: gd-jpeg)[\s\d.vV_-]{0,30}$/;
/** JFIF, colour profile, HP's colour transform of JPEG-LS, Adobe's colour transform: needed to decode. */
const neededApplications: ReadonlySet<number> = new Set([0xe0, 0xe2, 0xe8, 0xee]);
const commentCode = 0xfe;
const comment2000Code = 0x64;
const startOfScan = 0xda;
const endOfImage = 0xd9;
const startOfTile = 0x90;

/** A copy of one frame's code, fragments joined, without comments; of a transfer syntax that has no JPEG code the frame itself. */
export function withoutComments(frame: Uint8Array, transferSyntaxUid: string): Uint8Array {
  if (!hasCodes(transferSyntaxUid)) return frame;
  const own = Uint8Array.from(frame);
  new JpegComments().pass(own, 0);
  return own;
}

/** All JPEG families and nothing else are numbered below 4; videos have no codes of frames. */
export function hasCodes(transferSyntaxUid: string): boolean {
  return (
    transferSyntaxUid.startsWith('1.2.840.10008.1.2.4.') &&
    lookupTransferSyntax(transferSyntaxUid)?.video !== true
  );
}

/** Cleans the codes of one file's fragments as they pass. */
export class JpegComments {
  private place: Place = 'start';
  private marker = 0;
  private left = 0;
  /** Some of the comment has passed. */
  private isBroken = false;

  /** A fragment begins. A frame can have several: the place stays unless the last code has ended. */
  beginFragment(): void {
    if (this.place === 'ended' || this.place === 'opaque') this.place = 'start';
  }

  /**
   * Takes the next bytes of a fragment and changes them where they lie.
   *
   * @param restBytes what of the fragment is still to come; a single byte behind a code pads it, and stays
   */
  pass(bytes: Uint8Array, restBytes: number): void {
    for (let index = 0; index < bytes.length; ) {
      if (this.place === 'opaque') return;
      if (this.place === 'ended') {
        if (bytes.length - index + restBytes > 1) bytes.fill(0, index);
        return;
      }
      index =
        this.place === 'segment' || this.place === 'comment'
          ? this.passSegment(bytes, index)
          : this.step(bytes, index);
    }
  }

  private passSegment(bytes: Uint8Array, index: number): number {
    const count = Math.min(this.left, bytes.length - index);
    if (this.place === 'comment') this.passComment(bytes.subarray(index, index + count));
    this.left -= count;
    if (this.left === 0) this.place = this.marker === startOfScan ? 'scan' : 'mark';
    return index + count;
  }

  /** A comment that comes in one piece and names an encoder stays; of anything else not a byte. */
  private passComment(bytes: Uint8Array): void {
    const isWhole = !this.isBroken && bytes.length === this.left && bytes.length <= commentBytesMax;
    this.isBroken = true;
    if (!isWhole || !isEncodersName(bytes)) bytes.fill(0);
  }

  private step(bytes: Uint8Array, index: number): number {
    const byte = bytes[index] ?? 0;
    switch (this.place) {
      case 'start':
        this.place = byte === 0xff ? 'start-code' : 'opaque';
        break;
      case 'start-code':
        this.place = byte === 0xd8 || byte === 0x4f ? 'mark' : 'opaque';
        break;
      case 'mark':
        this.place = byte === 0xff ? 'code' : 'opaque';
        break;
      case 'code':
        this.meetMarker(byte);
        break;
      case 'length-high':
        this.left = byte << 8;
        this.place = 'length-low';
        break;
      case 'length-low':
        this.left += byte - 2;
        this.openSegment();
        break;
      case 'scan':
        // Most bytes by far: the next marker is looked for at the machine's speed.
        return this.skipScan(bytes, index);
      case 'scan-mark':
        this.meetScanMarker(byte);
        break;
      default:
        break;
    }
    return index + 1;
  }

  private meetMarker(code: number): void {
    this.marker = code;
    if (code === 0xff) return; // fill bytes
    if (code === endOfImage) this.place = 'ended';
    else if (code === startOfTile || code === 0x93) this.place = 'opaque';
    else this.place = 'length-high';
  }

  private openSegment(): void {
    this.isBroken = false;
    if (this.left < 0) this.place = 'opaque';
    else if (this.left === 0) this.place = this.marker === startOfScan ? 'scan' : 'mark';
    else this.place = isRemovable(this.marker) ? 'comment' : 'segment';
  }

  private skipScan(bytes: Uint8Array, index: number): number {
    const next = bytes.indexOf(0xff, index);
    if (next < 0) return bytes.length;
    this.place = 'scan-mark';
    return next + 1;
  }

  /** A byte below 80H belongs to the samples (JPEG stuffs zeros, JPEG-LS a bit); restarts stand between them. */
  private meetScanMarker(code: number): void {
    if (code === 0xff) return;
    const isData = code < 0x80 || (code >= 0xd0 && code <= 0xd7);
    if (isData) this.place = 'scan';
    else this.meetMarker(code);
  }
}

/** Longer than any encoder's name for itself. */
const commentBytesMax = 100;

function isEncodersName(bytes: Uint8Array): boolean {
  const start = bytes[0] === 0 && bytes[1] === 1 ? 2 : 0;
  return encoders.test(String.fromCharCode(...bytes.subarray(start)).replaceAll('\0', ''));
}

function isRemovable(marker: number): boolean {
  if (marker === commentCode || marker === comment2000Code) return true;
  return marker >= 0xe0 && marker <= 0xef && !neededApplications.has(marker);
}
