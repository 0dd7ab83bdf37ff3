// Long because one state machine's steps are clearer side by side than apart.
// Parses a data set step by step from bytes that may still be arriving (PS3.5 7). Recursion, files and meta: not here.
import type { DataElement, DataSet } from '../data-set/data-set.ts';
import { isPrivateTag, lookupTag, type Tag } from '../dictionary/attributes.ts';
import { vrOfBytes } from '../dictionary/value-representations.ts';
import type { ByteSource } from './byte-source.ts';
import {
  type ElementHeader,
  type Encoding,
  emptyElementHeader,
  readElementHeader,
  readTag,
  undefinedLength,
} from './element-header.ts';
import { DicomError, type DicomWarning, type DicomWarningName } from './errors.ts';
import type { PixelDataPosition } from './header-result.ts';
import type { Level, WritableDataSet } from './parser-level.ts';
import { readCharacterSets } from './specific-character-set.ts';

const itemTag = 0xfffee000;
const itemDelimiterTag = 0xfffee00d;
const sequenceDelimiterTag = 0xfffee0dd;
const specificCharacterSetTag = 0x00080005;
const pixelRepresentationTag = 0x00280103;
const pixelDataTag = 0x7fe00010;

/** What the parser is told. All limits are finite. */
export type ParserOptions = {
  readonly start: number;
  readonly encoding: Encoding;
  /** `meta`: group 0002 alone; `header`: up to the top level's pixel data; `all`: to the end of the stream. */
  readonly scope: 'meta' | 'header' | 'all';
  readonly maxBytes: number;
  readonly maxDepth: number;
  readonly maxElements: number;
  readonly warnings: DicomWarning[];
  /** Meta only: whether the data set may start here although its first bytes could be more of group 0002. */
  readonly mayEndAt?: (position: number, meta: DataSet) => boolean;
};

const more = false;
const onwards = true;
const implicitLittle: Encoding = { explicit: false, bigEndian: false };
const explicitLittle: Encoding = { explicit: true, bigEndian: false };
const noCharacterSets: readonly string[] = [];
const warningsMax = 100; // enough to explain a file; a hostile one must not fill memory with them

/** Parses one data set. `run` goes as far as the source's bytes allow and can be called again when there are more. */
export class DataSetParser {
  readonly root: WritableDataSet;
  position: number;
  pixelData: PixelDataPosition | undefined;
  private isDone = false;
  private readonly source: ByteSource;
  private readonly options: ParserOptions;
  private readonly header: ElementHeader = emptyElementHeader();
  private readonly levels: Level[] = [];
  private readonly sets: WritableDataSet[] = [];
  private level: Level;
  private elementCount = 0;

  constructor(source: ByteSource, options: ParserOptions) {
    this.source = source;
    this.options = options;
    this.position = options.start;
    this.root = this.newSet(options.encoding, noCharacterSets);
    this.level = {
      kind: 'set',
      set: this.root,
      end: Number.POSITIVE_INFINITY,
      encoding: options.encoding,
      open: undefined,
      lastTag: -1,
    };
    this.levels.push(this.level);
  }

  /** Goes on: `done` at the end of the scope, `more` when bytes are missing that may still come. @throws DicomError */
  run(): 'more' | 'done' {
    while (!this.isDone) {
      if (this.step() === more) return 'more';
    }
    for (const set of this.sets) set.bytes = this.source.bytes;
    return 'done';
  }

  /** Lets the parsed sets lie in other bytes: a copy of those that were read. */
  moveTo(bytes: Uint8Array): void {
    for (const set of this.sets) set.bytes = bytes;
  }

  private step(): boolean {
    if (this.level.kind === 'set') return this.stepInSet();
    return this.level.kind === 'items' ? this.stepBetweenItems() : this.stepInFragments();
  }

  // ---- inside a data set or an item

  private stepInSet(): boolean {
    const { level, position } = this;
    if (position >= level.end) return this.closeItem();
    const isTop = this.levels.length === 1;
    if (isTop && this.isAtEnd()) return this.finish();
    if (!this.has(8)) return isTop ? this.endInsideHeader() : more;
    const tag = readTag(this.source, position, level.encoding.bigEndian);
    if (tag >= itemTag && tag <= sequenceDelimiterTag) return this.meetDelimiter(tag);
    if (isTop && tag === 0 && position > this.options.start) {
      if (!this.source.isComplete) return more;
      if (this.isZeroUntilEnd()) return this.finishWithTrailingBytes();
    }
    const { header } = this;
    if (!readElementHeader(this.source, { position, encoding: level.encoding, into: header })) {
      this.has(12);
      return more;
    }
    this.resolveVr(header);
    return this.meetElement(header, isTop);
  }

  private meetElement(header: ElementHeader, isTop: boolean): boolean {
    const { position } = this;
    const { tag, vr, length } = header;
    const offset = position + header.size;
    if (isTop && this.options.scope !== 'meta' && isPixelData(tag)) {
      const isEncapsulated = length === undefinedLength;
      this.pixelData = { tag, vr, offset, length: isEncapsulated ? undefined : length };
      if (this.options.scope === 'header') {
        this.accept(tag);
        this.position = offset;
        return this.finish();
      }
    }
    if (length === undefinedLength) return this.openUndefined(header, offset);
    if (offset + length > this.level.end) throw new DicomError('value-too-long', { tag, offset: position });
    if (offset + length > this.options.maxBytes)
      throw new DicomError('header-too-large', { tag, offset: position });
    if (vr === 'SQ') {
      this.accept(tag);
      this.descend('items', { header, offset, end: offset + length, encoding: this.level.encoding });
      return onwards;
    }
    if (offset + length > this.source.bytes.length) return this.endInsideValue(tag);
    if (vr === 'UN' && this.openUnknownSequence(header, offset)) return onwards;
    this.accept(tag);
    if ((length & 1) === 1) this.warn('odd-length', position, tag);
    const element: DataElement = { tag, vr, start: position, offset, length, undefinedLength: false };
    this.level.set.elements.set(tag, element);
    if (tag === specificCharacterSetTag)
      this.level.set.characterSets = readCharacterSets(this.source.bytes, element);
    this.position = offset + length;
    return onwards;
  }

  /** A known tag that passed through someone who did not know it has VR UN and its own value, little endian. */
  private resolveVr(header: ElementHeader): void {
    const { encoding } = this.level;
    if (header.vr === 'UN' && encoding.explicit && !encoding.bigEndian && header.length !== undefinedLength) {
      const known = lookupTag(header.tag);
      if (known !== undefined && known.vr !== 'SQ') {
        header.vr = known.vr;
        header.isUsOrSs = known.vrChoices?.[1] === 'SS' && known.vr === 'US';
      }
    }
    if (header.isUsOrSs && this.isPixelRepresentationSigned()) header.vr = 'SS';
  }

  /** Pixel Representation of this data set or the nearest one around it (PS3.5 A.1 with PS3.3 C.7.6.3). */
  private isPixelRepresentationSigned(): boolean {
    for (let index = this.levels.length - 1; index >= 0; index -= 1) {
      const { set } = this.levels[index] as Level;
      const element = set.elements.get(pixelRepresentationTag);
      if (element !== undefined) {
        return element.length >= 2 && this.source.view.getUint16(element.offset, !set.bigEndian) === 1;
      }
    }
    return false;
  }

  private openUndefined(header: ElementHeader, offset: number): boolean {
    const { tag, vr } = header;
    const end = Number.POSITIVE_INFINITY;
    if (vr === 'UN' || vr === 'SQ') {
      const encoding = vr === 'UN' ? this.encodingInsideUnknown(offset) : this.level.encoding;
      if (encoding === undefined) return more;
      this.accept(tag);
      this.descend('items', { header, offset, end, encoding });
      return onwards;
    }
    // Encapsulated: pixel data, of icons too, and what vendors do alike (PS3.5 A.4).
    if (tag !== pixelDataTag && !(vr === 'OB' || vr === 'OW'))
      throw new DicomError('bad-length', { tag, offset: this.position });
    this.accept(tag);
    this.descend('fragments', { header, offset, end, encoding: this.level.encoding });
    return onwards;
  }

  /** Content of UN is implicit little endian (PS3.5 6.2.2 note 4), but some writers leave VRs in. */
  private encodingInsideUnknown(offset: number): Encoding | undefined {
    const { bytes, isComplete } = this.source;
    if (offset + 14 > bytes.length) return isComplete ? implicitLittle : undefined;
    const isItem = readTag(this.source, offset, false) === itemTag;
    const vr = vrOfBytes(bytes[offset + 12] as number, bytes[offset + 13] as number);
    return isItem && vr !== undefined ? explicitLittle : implicitLittle;
  }

  /** A sequence of the dictionary that is marked UN is read when it looks like one. */
  private openUnknownSequence(header: ElementHeader, offset: number): boolean {
    const { tag, length } = header;
    if (isPrivateTag(tag) || lookupTag(tag)?.vr !== 'SQ' || length < 8) return false;
    if (readTag(this.source, offset, false) !== itemTag) return false;
    const encoding = this.encodingInsideUnknown(offset) ?? implicitLittle;
    this.accept(tag);
    this.descend('items', { header, offset, end: offset + length, encoding });
    return true;
  }

  private meetDelimiter(tag: Tag): boolean {
    const { level, position } = this;
    const isOpenItem = this.levels.length > 1 && level.end === Number.POSITIVE_INFINITY;
    if (isOpenItem && tag === itemDelimiterTag) {
      this.position += 8;
      return this.closeItem();
    }
    if (isOpenItem) {
      this.warn('item-delimiter-missing', position);
      return this.closeItem();
    }
    if (tag === itemTag) throw new DicomError('bad-item', { offset: position });
    this.warn('stray-delimiter', position);
    this.count();
    this.position += 8;
    return onwards;
  }

  private closeItem(): boolean {
    this.ascend();
    return onwards;
  }

  /** An element is taken for good, and not looked at again with more bytes: tags ascend and come once (PS3.5 7.1). */
  private accept(tag: Tag): void {
    this.count();
    const { level, header } = this;
    if (header.warning !== undefined) this.warn(header.warning, this.position, tag);
    if (tag > level.lastTag) {
      level.lastTag = tag;
      return;
    }
    if (level.set.elements.has(tag) || tag === level.lastTag) {
      throw new DicomError('duplicate-tag', { tag, offset: this.position });
    }
    this.warn('out-of-order', this.position, tag);
  }

  // ---- between the items of a sequence

  private stepBetweenItems(): boolean {
    const { level, position } = this;
    if (position >= level.end) return this.closeSequence(position);
    if (!this.has(8)) return more;
    const tag = readTag(this.source, position, level.encoding.bigEndian);
    const length = this.source.view.getUint32(position + 4, !level.encoding.bigEndian);
    if (tag === itemTag) return this.openItem(length);
    const hasDelimiter = level.end === Number.POSITIVE_INFINITY;
    if (tag === sequenceDelimiterTag && hasDelimiter) {
      this.position += 8;
      return this.closeSequence(position);
    }
    if (tag === sequenceDelimiterTag || tag === itemDelimiterTag) {
      this.warn('stray-delimiter', position);
      this.count();
      this.position += 8;
      return onwards;
    }
    return hasDelimiter ? this.closeWithoutDelimiter(tag) : this.giveUpSequence();
  }

  private openItem(length: number): boolean {
    const { level, position } = this;
    const offset = position + 8;
    const isUndefined = length === undefinedLength;
    const end = isUndefined ? Number.POSITIVE_INFINITY : offset + length;
    if (!isUndefined && end > level.end)
      throw new DicomError('value-too-long', { tag: itemTag, offset: position });
    if (!isUndefined && end > this.options.maxBytes) {
      throw new DicomError('header-too-large', { tag: itemTag, offset: position });
    }
    this.count();
    const set = this.newSet(level.encoding, level.set.characterSets);
    level.open?.items.push(set);
    this.position = offset;
    this.push({ kind: 'set', set, end, encoding: level.encoding, open: undefined, lastTag: -1 });
    return onwards;
  }

  /** An element where an item should be: the sequence has ended if the element belongs behind it. */
  private closeWithoutDelimiter(tag: Tag): boolean {
    const { open } = this.level;
    if (open === undefined || tag <= open.tag) throw new DicomError('bad-item', { offset: this.position });
    this.warn('sequence-delimiter-missing', this.position, open.tag);
    return this.closeSequence(this.position);
  }

  /** Something else than items in a value whose length is known: kept as bytes that nobody can read. */
  private giveUpSequence(): boolean {
    const { level } = this;
    const { open } = level;
    if (open === undefined) throw new DicomError('bad-item', { offset: this.position });
    if (level.end > this.source.bytes.length) return this.endInsideValue(open.tag);
    this.warn('unreadable-sequence', this.position, open.tag);
    const { tag, start, offset } = open;
    this.ascend();
    const element = {
      tag,
      vr: 'UN',
      start,
      offset,
      length: level.end - offset,
      undefinedLength: false,
    } as const;
    this.level.set.elements.set(tag, element);
    this.position = level.end;
    return onwards;
  }

  private closeSequence(end: number): boolean {
    const { open, end: levelEnd } = this.level;
    this.ascend();
    if (open === undefined) return onwards;
    const { tag, start, offset, items } = open;
    const isUndefined = levelEnd === Number.POSITIVE_INFINITY;
    const length = end - offset;
    this.level.set.elements.set(tag, {
      tag,
      vr: 'SQ',
      start,
      offset,
      length,
      items,
      undefinedLength: isUndefined,
    });
    return onwards;
  }

  // ---- inside encapsulated pixel data

  private stepInFragments(): boolean {
    const { level, position } = this;
    const { open } = level;
    if (!this.has(8) || open === undefined) return more;
    const tag = readTag(this.source, position, level.encoding.bigEndian);
    const length = this.source.view.getUint32(position + 4, !level.encoding.bigEndian);
    if (tag === sequenceDelimiterTag) {
      this.ascend();
      const { vr, start, offset, fragments } = open;
      this.level.set.elements.set(open.tag, {
        tag: open.tag,
        vr,
        start,
        offset,
        length: position - offset,
        fragments,
        undefinedLength: true,
      });
      this.position += 8;
      return onwards;
    }
    if (tag !== itemTag || length === undefinedLength) {
      throw new DicomError('bad-fragments', { tag: open.tag, offset: position });
    }
    const end = position + 8 + length;
    if (end > this.options.maxBytes)
      throw new DicomError('header-too-large', { tag: open.tag, offset: position });
    if (end > this.source.bytes.length) return this.endInsideValue(open.tag);
    this.count();
    open.fragments.push({ offset: position + 8, length });
    this.position = end;
    return onwards;
  }

  // ---- levels, limits, the end

  private descend(
    kind: 'items' | 'fragments',
    at: { header: ElementHeader; offset: number; end: number; encoding: Encoding },
  ): void {
    const { tag, vr } = at.header;
    const open = { tag, vr, start: this.position, offset: at.offset, items: [], fragments: [] };
    const { set } = this.level;
    this.position = at.offset;
    this.push({ kind, set, end: at.end, encoding: at.encoding, open, lastTag: -1 });
  }

  private push(level: Level): void {
    // Two levels for each sequence: the sequence and its item.
    if (this.levels.length > this.options.maxDepth * 2)
      throw new DicomError('too-deep', { offset: this.position });
    this.levels.push(level);
    this.level = level;
  }

  private ascend(): void {
    this.levels.pop();
    this.level = this.levels[this.levels.length - 1] as Level;
  }

  private newSet({ explicit, bigEndian }: Encoding, characterSets: readonly string[]): WritableDataSet {
    const set = {
      bytes: this.source.bytes,
      bigEndian,
      explicit,
      elements: new Map<Tag, DataElement>(),
      characterSets,
    };
    this.sets.push(set);
    return set;
  }

  private count(): void {
    this.elementCount += 1;
    if (this.elementCount > this.options.maxElements) {
      throw new DicomError('too-many-elements', { offset: this.position });
    }
  }

  /** Whether so many bytes are present from here on; false means that they may still come. */
  private has(count: number): boolean {
    const end = this.position + count;
    if (end <= this.source.bytes.length) {
      if (end > this.options.maxBytes) throw new DicomError('header-too-large', { offset: this.position });
      return true;
    }
    if (this.levels.length === 1 && count === 8) return false;
    if (this.source.isComplete) throw new DicomError('truncated', { offset: this.position });
    if (end > this.options.maxBytes) throw new DicomError('header-too-large', { offset: this.position });
    return false;
  }

  private endInsideValue(tag: Tag): boolean {
    if (this.source.isComplete) throw new DicomError('truncated', { tag, offset: this.position });
    return more;
  }

  /** Fewer than 8 bytes at the top level: padding, the start of what follows meta, or half a header. */
  private endInsideHeader(): boolean {
    if (!this.source.isComplete) return more;
    if (this.isZeroUntilEnd()) return this.finishWithTrailingBytes();
    throw new DicomError('truncated', { offset: this.position });
  }

  private isAtEnd(): boolean {
    const { position, source, options } = this;
    if (options.scope === 'meta') {
      this.root.bytes = source.bytes;
      if (options.mayEndAt?.(position, this.root) === true) return true;
      if (position + 2 <= source.bytes.length) return source.view.getUint16(position, true) !== 2;
    }
    return source.isComplete && position >= source.bytes.length;
  }

  private isZeroUntilEnd(): boolean {
    const { bytes } = this.source;
    for (let index = this.position; index < bytes.length; index += 1) if (bytes[index] !== 0) return false;
    return true;
  }

  private finishWithTrailingBytes(): boolean {
    this.warn('trailing-bytes', this.position);
    return this.finish();
  }

  private finish(): boolean {
    this.isDone = true;
    return onwards;
  }

  private warn(name: DicomWarningName, offset: number, tag?: Tag): void {
    const { warnings } = this.options;
    if (warnings.length < warningsMax)
      warnings.push(tag === undefined ? { name, offset } : { name, offset, tag });
  }
}

/** Pixel Data, Float Pixel Data, Double Float Pixel Data. */
function isPixelData(tag: Tag): boolean {
  return tag === pixelDataTag || tag === 0x7fe00008 || tag === 0x7fe00009;
}
