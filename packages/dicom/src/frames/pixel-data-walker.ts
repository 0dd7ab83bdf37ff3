// Walks over the bytes behind a header in constant memory: native value or fragments, then what stands behind the pixel
// data. Finds where things lie and whether they are whole; what frames they make is decided elsewhere.

import { completeSource, GrowingBytes } from '../part10/byte-source.ts';
import {
  type Encoding,
  emptyElementHeader,
  readElementHeader,
  readTag,
  undefinedLength,
} from '../part10/element-header.ts';
import type { DicomProblem, DicomReason, DicomWarning } from '../part10/errors.ts';
import type { HeaderResult } from '../part10/header-result.ts';
import type { FragmentList } from './encapsulated-frames.ts';

const itemTag = 0xfffee000;
const itemDelimiterTag = 0xfffee00d;
const sequenceDelimiterTag = 0xfffee0dd;
const depthMax = 100; // as deep as the header may be
const implicitLittle: Encoding = { explicit: false, bigEndian: false };

/** What the bytes being walked over are. */
type Place =
  | 'native'
  | 'item-header' // of the pixel data
  | 'offset-table'
  | 'fragment'
  | 'element-header' // behind the pixel data
  | 'element-value'
  | 'trailing'; // padding or bytes that are no data set

type Level = { kind: 'set' | 'items'; encoding: Encoding };

export type WalkLimits = { maxFragments: number; maxFrames: number };

export class PixelDataWalker {
  readonly fragments: FragmentList = { offsets: [], lengths: [], begins: [], ends: [] };
  readonly warnings: DicomWarning[] = [];
  problem: DicomProblem | undefined;
  /** Bytes of a native value that have passed. */
  nativeBytes = 0;
  /** The sequence of fragments ended with the file and not with its delimiter. */
  isDelimiterMissing = false;
  private readonly table = new GrowingBytes();
  private place: Place;
  private position: number;
  private toSkip = 0;
  private head = new Uint8Array(12);
  private headLength = 0;
  private headNeeded = 8;
  private hasOffsetTable = false;
  private fragmentStart: number[] = [];
  private fragmentTail: number[] = [];
  private readonly header = emptyElementHeader();
  private readonly levels: Level[];
  private readonly encoding: Encoding;
  private readonly pixelTag: number;
  private readonly limits: WalkLimits;

  constructor({ dataSet, pixelData }: HeaderResult, limits: WalkLimits) {
    this.limits = limits;
    this.encoding = { explicit: dataSet.explicit, bigEndian: dataSet.bigEndian };
    this.levels = [{ kind: 'set', encoding: this.encoding }];
    this.position = pixelData?.offset ?? 0;
    this.pixelTag = pixelData?.tag ?? 0;
    this.place = pixelData?.length === undefined ? 'item-header' : 'native';
    if (this.place === 'native') this.skipTo('native', pixelData?.length ?? 0);
  }

  /** The Basic Offset Table's entries; empty when it is empty. */
  get basicOffsets(): number[] {
    const { bytes } = this.table;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const offsets: number[] = [];
    for (let at = 0; at + 4 <= bytes.length; at += 4)
      offsets.push(view.getUint32(at, !this.encoding.bigEndian));
    return offsets;
  }

  /** Walks over the next bytes; nothing more happens behind a problem. */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length && this.problem === undefined) {
      at += this.isSkipping() ? this.skip(chunk, at) : this.gatherHead(chunk, at);
    }
  }

  /** No more bytes come: what is open was cut. */
  end(): void {
    if (this.problem !== undefined || this.place === 'trailing') return;
    const isBetween = this.headLength === 0 && this.toSkip === 0;
    if (isBetween && this.place === 'element-header' && this.levels.length === 1) return;
    if (isBetween && this.place === 'item-header' && this.fragments.offsets.length > 0) {
      this.isDelimiterMissing = true;
      return;
    }
    if (this.place === 'element-header' && this.levels.length === 1 && this.headIsZero()) {
      this.warnings.push({ name: 'trailing-bytes', offset: this.position - this.headLength });
      return;
    }
    this.fail('truncated');
  }

  fail(reason: DicomReason): void {
    this.problem ??= { reason, offset: this.position, tag: this.pixelTag };
  }

  private isSkipping(): boolean {
    return this.toSkip > 0 || this.place === 'trailing';
  }

  private skip(chunk: Uint8Array, at: number): number {
    const count = this.place === 'trailing' ? chunk.length - at : Math.min(this.toSkip, chunk.length - at);
    this.position += count;
    if (this.place === 'trailing') return count;
    this.toSkip -= count;
    if (this.place === 'native') this.nativeBytes += count;
    else if (this.place === 'offset-table') this.table.append(chunk.subarray(at, at + count));
    else if (this.place === 'fragment') this.observeFragment(chunk.subarray(at, at + count));
    if (this.toSkip === 0) this.leave();
    return count;
  }

  private skipTo(place: Place, length: number): void {
    this.place = place;
    this.toSkip = length;
    if (length === 0) this.leave();
  }

  /** The end of a value has been reached. */
  private leave(): void {
    if (this.place === 'fragment') this.closeFragment();
    const isPixelData = this.place === 'fragment' || this.place === 'offset-table';
    this.expectHead(isPixelData ? 'item-header' : 'element-header');
  }

  private expectHead(place: Place): void {
    this.place = place;
    this.headLength = 0;
    this.headNeeded = 8;
  }

  private gatherHead(chunk: Uint8Array, at: number): number {
    const count = Math.min(this.headNeeded - this.headLength, chunk.length - at);
    this.head.set(chunk.subarray(at, at + count), this.headLength);
    this.headLength += count;
    this.position += count;
    if (this.headLength < this.headNeeded) return count;
    if (this.place === 'item-header') this.meetItem();
    else this.meetElement();
    return count;
  }

  private headIsZero(): boolean {
    return this.head.subarray(0, this.headLength).every((byte) => byte === 0);
  }

  // ---- fragments (PS3.5 A.4)

  private meetItem(): void {
    const source = completeSource(this.head.subarray(0, 8));
    const { bigEndian } = this.encoding;
    const tag = readTag(source, 0, bigEndian);
    const length = source.view.getUint32(4, !bigEndian);
    if (tag === sequenceDelimiterTag && this.hasOffsetTable) {
      this.expectHead('element-header');
      return;
    }
    if (tag !== itemTag || length === undefinedLength) {
      this.fail('bad-fragments');
      return;
    }
    if (!this.hasOffsetTable) {
      this.hasOffsetTable = true;
      if (length > this.limits.maxFrames * 4) this.fail('too-many-frames');
      else this.skipTo('offset-table', length);
      return;
    }
    if (this.fragments.offsets.length >= this.limits.maxFragments) {
      this.fail('too-many-frames');
      return;
    }
    this.fragments.offsets.push(this.position);
    this.fragments.lengths.push(length);
    this.fragmentStart = [];
    this.fragmentTail = [];
    this.skipTo('fragment', length);
  }

  private observeFragment(bytes: Uint8Array): void {
    for (let index = 0; this.fragmentStart.length < 4 && index < bytes.length; index += 1) {
      this.fragmentStart.push(bytes[index] as number);
    }
    this.fragmentTail.push(...bytes.subarray(Math.max(0, bytes.length - 4)));
    this.fragmentTail.splice(0, this.fragmentTail.length - 4);
  }

  private closeFragment(): void {
    const [first, second, third] = this.fragmentStart;
    const isJpeg = first === 0xff && second === 0xd8 && third === 0xff;
    const isJpeg2000 = first === 0xff && second === 0x4f && third === 0xff;
    const isJpegXl = first === 0xff && second === 0x0a;
    this.fragments.begins.push(isJpeg || isJpeg2000 || isJpegXl);
    const tail = [...this.fragmentTail];
    while (tail.length > 2 && tail.at(-1) === 0) tail.pop();
    // JPEG's EOI and JPEG 2000's EOC are the same two bytes; JPEG XL ends without any.
    this.fragments.ends.push(isJpegXl || (tail.at(-2) === 0xff && tail.at(-1) === 0xd9));
  }

  // ---- elements behind the pixel data

  private meetElement(): void {
    const level = this.levels.at(-1) as Level;
    const source = completeSource(this.head.subarray(0, this.headLength));
    const tag = readTag(source, 0, level.encoding.bigEndian);
    if (level.kind === 'items' || tag >= itemTag) {
      this.meetInside(tag, source.view.getUint32(4, !level.encoding.bigEndian), level);
      return;
    }
    if (!readElementHeader(source, { position: 0, encoding: level.encoding, into: this.header })) {
      this.headNeeded = 12;
      return;
    }
    const { vr, length, size } = this.header;
    if (this.levels.length === 1 && (tag <= this.pixelTag || this.header.warning !== undefined)) {
      // Nothing sorts behind the pixel data with a lower tag: these bytes are no part of the data set.
      this.warnings.push({ name: 'trailing-bytes', offset: this.position - this.headLength });
      this.place = 'trailing';
      return;
    }
    if (size < this.headLength) this.fail('bad-vr');
    else if (length !== undefinedLength) this.skipTo('element-value', length);
    else this.descend({ kind: 'items', encoding: vr === 'UN' ? implicitLittle : level.encoding });
  }

  private meetInside(tag: number, length: number, level: Level): void {
    if (tag === itemTag && level.kind === 'items') {
      if (length === undefinedLength) this.descend({ kind: 'set', encoding: level.encoding });
      else this.skipTo('element-value', length);
      return;
    }
    const ends = level.kind === 'items' ? sequenceDelimiterTag : itemDelimiterTag;
    if (tag === ends && this.levels.length > 1) {
      this.levels.pop();
      this.expectHead('element-header');
      return;
    }
    if (this.levels.length > 1) {
      this.fail('bad-item');
      return;
    }
    this.warnings.push({ name: 'trailing-bytes', offset: this.position - this.headLength });
    this.place = 'trailing';
  }

  private descend(level: Level): void {
    if (this.levels.length >= depthMax * 2) {
      this.fail('too-deep');
      return;
    }
    this.levels.push(level);
    this.expectHead('element-header');
  }
}
