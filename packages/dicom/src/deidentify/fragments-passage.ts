// Lets the fragments of compressed pixel data pass (PS3.5 A.4): their headers are written anew, their codes cleaned (see frame-codes.ts),
// and of an offset table that is none nothing is written.
import { tags } from '../dictionary/attributes.generated.ts';
import { frameCount, isFrameCountClear } from '../frames/image-geometry.ts';
import { undefinedLength } from '../part10/element-header.ts';
import { DicomError } from '../part10/errors.ts';
import type { HeaderResult } from '../part10/header-result.ts';
import { type FrameCodes, fragmentStartBytes, frameCodesOf } from './frame-codes.ts';
import { joined } from './joined-bytes.ts';
import { isBasicOffsetTable, isTableLength } from './offset-tables.ts';

const itemTag = 0xfffee000;
const sequenceDelimiterTag = 0xfffee0dd;
const itemHeaderBytes = 8;
/** A million frames: a table is held until it is known, and may as well be empty. */
const tableBytesMax = 4 * 1024 * 1024;
const nothing = new Uint8Array(0);

/** Where bytes go that come. */
type Place = 'head' | 'table' | 'no-table' | 'start' | 'fragment' | 'ended';

/** Fragments up to their delimiter. */
export class FragmentsPassage {
  private place: Place = 'head';
  private left = itemHeaderBytes;
  /** What is held until it is whole: the header of an item, the table, the start of a fragment. */
  private held: Uint8Array[] = [];
  private heldLength = 0;
  private fragmentLeft = 0;
  private itemCount = 0;
  private readonly frameCount: number;
  private readonly isCountClear: boolean;
  private readonly codes: FrameCodes | undefined;

  constructor({ dataSet, transferSyntaxUid }: HeaderResult) {
    this.frameCount = frameCount(dataSet);
    this.isCountClear = isFrameCountClear(dataSet);
    this.codes = frameCodesOf(dataSet, transferSyntaxUid);
  }

  push(chunk: Uint8Array): Uint8Array {
    const passed: Uint8Array[] = [];
    for (let at = 0; at < chunk.length && this.place !== 'ended'; ) {
      const bytes = chunk.subarray(at, at + this.left);
      at += bytes.length;
      this.left -= bytes.length;
      passed.push(this.take(bytes));
    }
    return joined(passed);
  }

  end(): Uint8Array {
    if (this.place === 'ended') return nothing;
    // A file that ends behind a whole fragment lacks nothing but its delimiter.
    const isWhole = this.place === 'head' && this.heldLength === 0 && this.itemCount > 1;
    if (!isWhole) throw new DicomError('truncated', { tag: tags.PixelData });
    this.place = 'ended';
    return delimiter();
  }

  private take(bytes: Uint8Array): Uint8Array {
    if (this.place === 'fragment') return this.passFragment(bytes);
    if (this.place === 'no-table') {
      if (this.left === 0) this.expectHead();
      return nothing;
    }
    // The chunk belongs to whoever pushed it.
    this.held.push(bytes.slice());
    this.heldLength += bytes.length;
    if (this.left > 0) return nothing;
    const whole = joined(this.held);
    this.held = [];
    this.heldLength = 0;
    if (this.place === 'head') return this.takeHead(whole);
    return this.place === 'table' ? this.takeTable(whole) : this.takeStart(whole);
  }

  private expectHead(): void {
    this.place = 'head';
    this.left = itemHeaderBytes;
  }

  private takeHead(head: Uint8Array): Uint8Array {
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    const tag = view.getUint16(0, true) * 0x10000 + view.getUint16(2, true);
    const length = view.getUint32(4, true);
    if (tag === sequenceDelimiterTag) {
      this.place = 'ended';
      return delimiter();
    }
    if (tag !== itemTag || length === undefinedLength)
      throw new DicomError('bad-fragments', { tag: tags.PixelData });
    this.itemCount += 1;
    if (this.itemCount === 1) return this.beginTable(length);
    // What is of no frame becomes zero, and may be one.
    if (this.itemCount > 2 && this.codes !== undefined && !this.isCountClear)
      throw new DicomError('frames-unclear', { tag: tags.NumberOfFrames });
    this.left = Math.min(length, fragmentStartBytes);
    this.fragmentLeft = length - this.left;
    this.place = 'start';
    if (length === 0) this.expectHead();
    return head;
  }

  private beginTable(length: number): Uint8Array {
    const isLikely = isTableLength(length, this.frameCount) && length <= tableBytesMax;
    this.place = isLikely ? 'table' : 'no-table';
    this.left = length;
    if (length === 0) this.expectHead();
    return isLikely ? nothing : itemHead(0);
  }

  private takeTable(table: Uint8Array): Uint8Array {
    this.expectHead();
    return isBasicOffsetTable(table, this.frameCount) ? joined([itemHead(table.length), table]) : itemHead(0);
  }

  private takeStart(start: Uint8Array): Uint8Array {
    this.codes?.beginFragment(start);
    this.place = 'fragment';
    this.left = this.fragmentLeft;
    this.codes?.pass(start, this.left);
    if (this.left === 0) this.expectHead();
    return start;
  }

  private passFragment(bytes: Uint8Array): Uint8Array {
    const { left } = this;
    if (left === 0) this.expectHead();
    if (this.codes === undefined) return bytes;
    // What passes may be changed, and the chunk belongs to whoever pushed it.
    const own = Uint8Array.from(bytes);
    this.codes.pass(own, left);
    return own;
  }
}

function itemHead(length: number): Uint8Array {
  const head = new Uint8Array(itemHeaderBytes);
  const view = new DataView(head.buffer);
  view.setUint16(0, itemTag >>> 16, true);
  view.setUint16(2, itemTag & 0xffff, true);
  view.setUint32(4, length, true);
  return head;
}

function delimiter(): Uint8Array {
  return Uint8Array.of(0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0);
}
