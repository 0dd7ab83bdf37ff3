// The stages of reading a Part 10 file (PS3.10 7.1): preamble, meta information, transfer syntax, data set. Works on
// what has arrived so far and can be called again; gathering bytes is done by its callers.
import type { DataSet } from '../data-set/data-set.ts';
import { firstString } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import { lookupTransferSyntax, transferSyntaxUids } from '../dictionary/transfer-syntaxes.ts';
import { vrOfBytes } from '../dictionary/value-representations.ts';
import { type ByteSource, emptySource } from './byte-source.ts';
import { DataSetParser } from './data-set-parser.ts';
import type { Encoding } from './element-header.ts';
import { confirmEncoding, guessEncoding, isPlausibleStart } from './encoding-guess.ts';
import { DicomError, type DicomWarning } from './errors.ts';
import type { HeaderResult, ReadOptions } from './header-result.ts';

const prefixOffset = 128;
const explicitLittle: Encoding = { explicit: true, bigEndian: false };
const implicitLittle: Encoding = { explicit: false, bigEndian: false };

export type Limits = Required<ReadOptions>;

/** Fills in the defaults of `ReadOptions`. */
export function withDefaults(options: ReadOptions): Limits {
  return {
    maxHeaderBytes: options.maxHeaderBytes ?? 64 * 1024 * 1024,
    maxDepth: options.maxDepth ?? 100,
    maxElements: options.maxElements ?? 1_000_000,
    maxInflatedRatio: options.maxInflatedRatio ?? 250,
    maxInflatedBytes: options.maxInflatedBytes ?? 1024 * 1024 * 1024,
  };
}

/** Reads one file's header over a source of raw bytes; deflated data sets come from a second source. */
export class HeaderStages {
  readonly warnings: DicomWarning[] = [];
  /** The raw stream is deflated from `dataSetOffset` on, and the data set is read from `inflated`. */
  isDeflated = false;
  dataSetOffset = 0;
  readonly inflated: ByteSource = emptySource();
  private preamble: HeaderResult['preamble'] = 'absent';
  private meta: DataSetParser | undefined;
  private isMetaDone = false;
  private metaSet: DataSet | undefined;
  private declaredUid: string | undefined;
  private transferSyntaxUid = '';
  private dataSet: DataSetParser | undefined;
  private readonly raw: ByteSource;
  private readonly limits: Limits;
  private readonly scope: 'header' | 'all';

  constructor(raw: ByteSource, { limits, scope }: { limits: Limits; scope: 'header' | 'all' }) {
    this.raw = raw;
    this.limits = limits;
    this.scope = scope;
  }

  /** Goes as far as the bytes allow. @throws DicomError */
  run(): 'more' | 'done' {
    if (this.metaSet === undefined && this.meta === undefined && !this.findStart()) return 'more';
    if (!this.isMetaDone && !this.readMeta()) return 'more';
    if (this.dataSet === undefined && !this.chooseEncoding()) return 'more';
    const dataSet = this.dataSet as DataSetParser;
    if (dataSet.run() === 'more') return 'more';
    this.settleTransferSyntax(dataSet);
    return 'done';
  }

  /** Whether the next bytes belong to the inflation and no longer to the raw source. */
  get wantsInflated(): boolean {
    return this.isMetaDone && this.isDeflated;
  }

  /** Where the header ends in the source that the data set lies in. */
  get headerEnd(): number {
    return this.dataSet?.position ?? 0;
  }

  /** Lets the result lie in copies of the bytes that were read, as chunks belong to whoever pushed them. */
  detach(): void {
    const raw = this.raw.bytes.slice(0, this.isDeflated ? this.dataSetOffset : this.headerEnd);
    this.meta?.moveTo(raw);
    this.dataSet?.moveTo(this.isDeflated ? this.inflated.bytes.slice(0, this.headerEnd) : raw);
  }

  result(): HeaderResult {
    const { metaSet, dataSet } = this;
    if (metaSet === undefined || dataSet === undefined) throw new DicomError('truncated');
    return {
      meta: this.meta?.root ?? metaSet,
      dataSet: dataSet.root,
      transferSyntaxUid: this.transferSyntaxUid,
      preamble: this.preamble,
      dataSetOffset: this.dataSetOffset,
      ...(dataSet.pixelData === undefined ? {} : { pixelData: dataSet.pixelData }),
      warnings: this.warnings,
    };
  }

  // ---- preamble and prefix (PS3.10 7.1)

  private findStart(): boolean {
    const { bytes, isComplete } = this.raw;
    if (bytes.length < prefixOffset + 4 && !isComplete) return false;
    if (isPrefix(bytes, prefixOffset)) {
      this.preamble = preambleKind(bytes);
      return this.startMeta(prefixOffset + 4);
    }
    this.warnings.push({ name: 'no-preamble', offset: 0 });
    if (isPrefix(bytes, 0)) return this.startMeta(4);
    // Two bytes alone would let anything pass for a file: without a prefix the VR must be right too.
    if (startsWithMeta(bytes, 0) && vrOfBytes(bytes[4] ?? 0, bytes[5] ?? 0) !== undefined)
      return this.startMeta(0);
    const guess = guessEncoding(bytes, 0);
    if (guess === undefined || !isPlausibleStart(bytes, 0, guess))
      throw new DicomError('not-dicom', { offset: 0 });
    return this.startMeta(0);
  }

  private startMeta(start: number): boolean {
    const { bytes, isComplete } = this.raw;
    if (bytes.length < start + 8 && !isComplete) {
      // Come back with more: nothing has been decided but the preamble, which stays as it is.
      this.warnings.length = 0;
      return false;
    }
    const hasMeta = startsWithMeta(bytes, start);
    if (!hasMeta) {
      this.warnings.push({ name: 'no-meta', offset: start });
      if (bytes.length < start + 8) throw new DicomError('truncated', { offset: start });
    }
    const isExplicit = hasMeta && vrOfBytes(bytes[start + 4] ?? 0, bytes[start + 5] ?? 0) !== undefined;
    if (hasMeta && !isExplicit) this.warnings.push({ name: 'implicit-meta', offset: start });
    const encoding = isExplicit || !hasMeta ? explicitLittle : implicitLittle;
    const { maxHeaderBytes: maxBytes, maxDepth, maxElements } = this.limits;
    this.meta = new DataSetParser(this.raw, {
      start,
      encoding,
      scope: 'meta',
      maxBytes,
      maxDepth,
      maxElements,
      warnings: this.warnings,
      mayEndAt: (position, meta) => isDeflatedStart(position, meta),
    });
    return true;
  }

  // ---- meta information and transfer syntax

  private readMeta(): boolean {
    const meta = this.meta as DataSetParser;
    if (meta.run() === 'more') return false;
    this.isMetaDone = true;
    this.metaSet = meta.root;
    this.dataSetOffset = meta.position;
    if (meta.root.elements.size > 0) this.checkMetaLength(meta);
    this.declaredUid = firstString(meta.root, tags.TransferSyntaxUID);
    if (this.declaredUid === undefined) {
      if (meta.root.elements.size > 0)
        this.warnings.push({ name: 'transfer-syntax-missing', offset: meta.position });
      return true;
    }
    const known = lookupTransferSyntax(this.declaredUid);
    if (known === undefined) this.warnings.push({ name: 'transfer-syntax-unknown', offset: meta.position });
    this.isDeflated = known?.deflated === true;
    return true;
  }

  private checkMetaLength(meta: DataSetParser): void {
    const end = metaEnd(meta.root);
    if (end === undefined) this.warnings.push({ name: 'meta-length-missing', offset: meta.position });
    else if (end !== meta.position) this.warnings.push({ name: 'meta-length-wrong', offset: meta.position });
  }

  private chooseEncoding(): boolean {
    const source = this.isDeflated ? this.inflated : this.raw;
    const start = this.isDeflated ? 0 : this.dataSetOffset;
    if (source.bytes.length < start + 8 && !source.isComplete) return false;
    const encoding = this.encodingAt(source.bytes, start);
    const { maxHeaderBytes, maxDepth, maxElements } = this.limits;
    const maxBytes = this.scope === 'all' ? Number.MAX_SAFE_INTEGER : maxHeaderBytes;
    const { scope, warnings } = this;
    this.dataSet = new DataSetParser(source, {
      start,
      encoding,
      scope,
      maxBytes,
      maxDepth,
      maxElements,
      warnings,
    });
    return true;
  }

  private encodingAt(bytes: Uint8Array, start: number): Encoding {
    const declared = this.declaredUid === undefined ? undefined : lookupTransferSyntax(this.declaredUid);
    if (declared !== undefined) {
      this.transferSyntaxUid = declared.uid;
      const stated = { explicit: declared.explicit, bigEndian: declared.bigEndian };
      return confirmEncoding(bytes, start, stated);
    }
    const guess = guessEncoding(bytes, start) ?? explicitLittle;
    const isEmpty = start >= bytes.length;
    if (this.declaredUid !== undefined && !isEmpty && !isPlausibleStart(bytes, start, guess)) {
      throw new DicomError('bad-transfer-syntax', { tag: tags.TransferSyntaxUID, offset: start });
    }
    this.transferSyntaxUid = this.declaredUid ?? uidOf(guess);
    return guess;
  }

  /**
   * Names the transfer syntax that the bytes are in where the file names another one: what is handed on under the wrong name is read
   * wrongly by everybody else. Fragments of a native transfer syntax, and compressed pixels or deflated data in another encoding, are of none.
   */
  private settleTransferSyntax({ root, pixelData }: DataSetParser): void {
    const declared = lookupTransferSyntax(this.transferSyntaxUid);
    if (declared === undefined) return;
    const { explicit, bigEndian } = root;
    const isOtherEncoding = explicit !== declared.explicit || bigEndian !== declared.bigEndian;
    const hasFragments = pixelData !== undefined && pixelData.length === undefined;
    const isOtherForm =
      hasFragments !== declared.encapsulated && pixelData !== undefined && pixelData.length !== 0;
    if (!isOtherEncoding && !isOtherForm) return;
    const isNameless = hasFragments || declared.deflated || (bigEndian && !explicit);
    if (!isNameless) this.transferSyntaxUid = uidOf(root);
    const name = isNameless ? 'transfer-syntax-nameless' : 'transfer-syntax-wrong';
    this.warnings.push({ name, offset: this.dataSetOffset });
  }
}

function uidOf({ explicit, bigEndian }: Encoding): string {
  if (!explicit) return transferSyntaxUids.implicitLittleEndian;
  return bigEndian ? transferSyntaxUids.explicitBigEndian : transferSyntaxUids.explicitLittleEndian;
}

/** `DICM` */
function isPrefix(bytes: Uint8Array, offset: number): boolean {
  return (
    bytes[offset] === 0x44 &&
    bytes[offset + 1] === 0x49 &&
    bytes[offset + 2] === 0x43 &&
    bytes[offset + 3] === 0x4d
  );
}

/** Group 0002, which is little endian in every file. */
function startsWithMeta(bytes: Uint8Array, offset: number): boolean {
  return bytes[offset] === 2 && bytes[offset + 1] === 0 && offset + 8 <= bytes.length;
}

/** All zero, or the header of a TIFF or BigTIFF file that shares the bytes (PS3.10 7.1). */
function preambleKind(bytes: Uint8Array): HeaderResult['preamble'] {
  const [first, second, third, fourth] = bytes;
  if (first === 0x49 && second === 0x49 && (third === 42 || third === 43) && fourth === 0) return 'tiff';
  if (first === 0x4d && second === 0x4d && third === 0 && (fourth === 42 || fourth === 43)) return 'tiff';
  for (let index = 0; index < prefixOffset; index += 1) if (bytes[index] !== 0) return 'other';
  return 'zero';
}

/** Where File Meta Information Group Length says that group 0002 ends. */
function metaEnd(meta: DataSet): number | undefined {
  const element = meta.elements.get(tags.FileMetaInformationGroupLength);
  if (element === undefined || element.length !== 4) return undefined;
  const { buffer, byteOffset } = meta.bytes;
  const value = new DataView(buffer, byteOffset + element.offset, 4).getUint32(0, true);
  return element.offset + 4 + value;
}

/** A deflate stream may begin with the bytes of group 0002: there the group's length is believed. */
function isDeflatedStart(position: number, meta: DataSet): boolean {
  const end = metaEnd(meta);
  if (end === undefined || position < end) return false;
  const uid = firstString(meta, tags.TransferSyntaxUID);
  return uid !== undefined && lookupTransferSyntax(uid)?.deflated === true;
}
