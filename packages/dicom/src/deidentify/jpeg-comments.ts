// Finds what programs and people write into JPEG, JPEG-LS and JPEG 2000 codes beside the picture (ISO 10918-1 B.2.4.5,
// ISO 15444-1 A.9.2): comments, camera data, bytes behind the end. Sets them to zero as they pass; never touches the picture.
import { ApplicationData, isApplication } from './jpeg-applications.ts';

type Place =
  | 'outside' // no code has begun
  | 'mark'
  | 'code'
  | 'length-high'
  | 'length-low'
  | 'comment' // held back until it is known
  | 'application'
  | 'segment' // or the data of a tile-part whose length is stated
  | 'scan' // compressed samples: of JPEG and JPEG-LS, of tile-parts of JPEG 2000 without a length
  | 'scan-mark'
  | 'ended' // behind the code: padding
  | 'padding' // more of it than a single byte, or a fragment of no frame
  | 'opaque'; // no code that is known here

/**
 * Comments by which encoders name themselves, with their version: no identity, and left so that the bytes stay those of the
 * original. In JPEG 2000 two bytes in front say that it is text.
 */
const encoders =
  /^(?:OpenJPH Ver|(?:Created by (?:GDCM\/)?)?OpenJPEG(?: version)?|Kakadu|LEAD Technologies(?: Inc\.)?|Lavc|CharLS|CREATOR: gd-jpeg)[\s\d.vV_-]{0,30}$/;
const commentCode = 0xfe;
const comment2000Code = 0x64;
const size2000Code = 0x51;
const startOfScan = 0xda;
const endOfImage = 0xd9;
const startOfTilePart = 0x90;
const startOfPacket = 0x91;
const startOfData = 0x93;
/** What a tile-part has said of itself when its own marker segment is over: marker, length, and what follows (A.4.2). */
const psotStart = 2;
const psotEnd = 6;

/** Cleans the JPEG codes of one file's fragments as they pass. */
export class JpegComments {
  private place: Place = 'outside';
  private is2000 = false;
  private marker = 0;
  private lengthHigh = 0;
  private left = 0;
  /** Some of the comment has passed. */
  private isBroken = false;
  private application: ApplicationData | undefined;
  /** Bytes of the code and of the segment that have passed. */
  private position = 0;
  private segmentPosition = 0;
  private tilePart = { start: 0, length: 0 };
  private codesLeft: number;

  /** @param frameCount codes that the file may have: what comes behind them belongs to no frame */
  constructor(frameCount: number) {
    this.codesLeft = frameCount;
  }

  /**
   * A fragment begins. A frame can have several: the place stays unless the last code has ended, or another begins.
   *
   * @param start its first bytes, four at least unless it is shorter
   */
  beginFragment(start: Uint8Array): void {
    const isBetween = this.place === 'outside' || this.place === 'ended' || this.place === 'padding';
    if (isCodeStart(start, { isBetween: isBetween || this.place === 'opaque' })) this.beginCode(start);
    else if (isBetween) this.place = this.codesLeft > 0 ? 'opaque' : 'padding';
  }

  /**
   * Takes the next bytes of a fragment and changes them where they lie.
   *
   * @param restBytes what of the fragment is still to come; a single byte behind a code pads it, and stays
   */
  pass(bytes: Uint8Array, restBytes: number): void {
    for (let index = 0; index < bytes.length; ) {
      if (this.place === 'opaque' || this.place === 'outside') return;
      if (this.place === 'ended') {
        if (bytes.length - index + restBytes === 1) return;
        this.place = 'padding';
      }
      if (this.place === 'padding') {
        bytes.fill(0, index);
        return;
      }
      const next = this.left > 0 ? this.passSegment(bytes, index) : this.step(bytes, index);
      this.position += next - index;
      index = next;
    }
  }

  private beginCode(start: Uint8Array): void {
    if (this.codesLeft === 0) {
      this.place = 'padding';
      return;
    }
    this.codesLeft -= 1;
    this.is2000 = start[1] === 0x4f;
    this.position = 0;
    this.tilePart = { start: 0, length: 0 };
    // The marker that begins it has no length; the next one is behind it.
    this.marker = start[1] ?? 0;
    this.left = 2;
    this.place = 'segment';
  }

  private passSegment(bytes: Uint8Array, index: number): number {
    const count = Math.min(this.left, bytes.length - index);
    const piece = bytes.subarray(index, index + count);
    if (this.place === 'comment') this.passComment(piece);
    else if (this.place === 'application') this.application?.pass(piece);
    else if (this.marker === startOfTilePart) this.readTilePart(piece);
    this.left -= count;
    this.segmentPosition += count;
    if (this.left === 0) this.closeSegment();
    return index + count;
  }

  /** A comment that comes in one piece and names an encoder stays; of anything else not a byte. */
  private passComment(bytes: Uint8Array): void {
    const isWhole = !this.isBroken && bytes.length === this.left && bytes.length <= commentBytesMax;
    this.isBroken = true;
    if (!isWhole || !isEncodersName(bytes)) bytes.fill(0);
  }

  private readTilePart(bytes: Uint8Array): void {
    for (let index = 0; index < bytes.length; index += 1) {
      const at = this.segmentPosition + index;
      if (at >= psotStart && at < psotEnd)
        this.tilePart.length = this.tilePart.length * 256 + (bytes[index] ?? 0);
    }
  }

  private step(bytes: Uint8Array, index: number): number {
    const byte = bytes[index] ?? 0;
    switch (this.place) {
      case 'mark':
        // Behind a tile-part whose length is wrong its data may go on.
        if (byte === 0xff) this.place = 'code';
        else this.place = this.tilePart.start > 0 ? 'scan' : 'opaque';
        break;
      case 'code':
        this.meetMarker(byte);
        break;
      case 'length-high':
        this.lengthHigh = byte;
        this.place = 'length-low';
        break;
      case 'length-low':
        this.openSegment(this.lengthHigh * 256 + byte - 2);
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
    else if (this.is2000 && code === startOfData) this.openTileData();
    else this.place = 'length-high';
    if (this.is2000 && code === startOfTilePart) this.tilePart = { start: this.position - 1, length: 0 };
  }

  /** A stated length is believed, as decoders do. Without one, data end where a marker is (ISO 15444-1 A.4.2, B.10.1). */
  private openTileData(): void {
    const { start, length } = this.tilePart;
    const left = start + length - (this.position + 1);
    if (left > 0) {
      this.left = left;
      this.place = 'segment';
    } else this.place = left === 0 ? 'mark' : 'scan';
  }

  private openSegment(length: number): void {
    this.isBroken = false;
    this.segmentPosition = 0;
    this.left = Math.max(0, length);
    if (length < 0) this.place = 'opaque';
    else if (length === 0) this.closeSegment();
    else if (this.marker === commentCode || this.marker === comment2000Code) this.place = 'comment';
    else if (isApplication(this.marker)) {
      this.application = new ApplicationData(this.marker);
      this.place = 'application';
    } else this.place = 'segment';
  }

  private closeSegment(): void {
    this.place = this.marker === startOfScan || this.marker === startOfPacket ? 'scan' : 'mark';
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
    const isData = this.is2000 ? isData2000(code) : code < 0x80 || (code >= 0xd0 && code <= 0xd7);
    if (isData) this.place = 'scan';
    else this.meetMarker(code);
  }
}

/** Of the markers only those of tile-parts, packets and the end can stand in data of JPEG 2000. */
function isData2000(code: number): boolean {
  return code !== startOfTilePart && code !== startOfPacket && code !== endOfImage;
}

/** Where another code has not ended, four bytes have to say that one begins: two may stand in data by chance. */
function isCodeStart(start: Uint8Array, { isBetween }: { isBetween: boolean }): boolean {
  const [first, code, mark, next] = start;
  if (first !== 0xff || mark !== 0xff) return false;
  return code === 0xd8 || (code === 0x4f && (isBetween || next === size2000Code));
}

/** Longer than any encoder's name for itself. */
const commentBytesMax = 100;

function isEncodersName(bytes: Uint8Array): boolean {
  const start = bytes[0] === 0 && bytes[1] === 1 ? 2 : 0;
  return encoders.test(String.fromCharCode(...bytes.subarray(start)).replaceAll('\0', ''));
}
