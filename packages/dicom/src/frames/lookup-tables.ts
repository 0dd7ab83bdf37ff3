// Lookup tables as data sets hold them: modality and VOI LUTs, palettes, segmented ones too. Numbers out, no pixels.
import type { DataSet } from '../data-set/data-set.ts';
import { valueBytes } from '../data-set/values.ts';
import { tags as attributeTags } from '../dictionary/attributes.generated.ts';
import type { Tag } from '../dictionary/attributes.ts';

/** A lookup table (PS3.3 C.11.1.1): input values below `first` map to the first entry, those behind the end to the last. */
export interface LookupTable {
  readonly first: number;
  /** Bits of an entry, 8 to 16. */
  readonly bits: number;
  readonly entries: Uint16Array;
}

/** A table has at most as many entries as its descriptor can say: 0 means this number (PS3.3 C.11.1.1). */
const entriesMax = 65_536;

/** The three numbers of a descriptor; the second is signed when pixels are. */
interface Descriptor {
  readonly count: number;
  readonly first: number;
  readonly bits: number;
}

/** Reads a table; undefined where there is none. Throws `RangeError` when the bytes do not hold what the descriptor says. */
export function readLookupTable(
  dataSet: DataSet,
  tags: { readonly descriptor: Tag; readonly data: Tag; readonly segmented?: Tag },
  options: { readonly isSigned: boolean },
): LookupTable | undefined {
  const descriptor = readDescriptor(dataSet, tags.descriptor, options);
  if (descriptor === undefined) return undefined;
  const { count, first } = descriptor;
  const data = dataSet.elements.get(tags.data);
  if (data !== undefined && data.length > 0) {
    return { first, ...readEntries(bytesOf(dataSet, tags.data), descriptor, dataSet.bigEndian) };
  }
  if (tags.segmented === undefined || !dataSet.elements.has(tags.segmented)) return undefined;
  const words = wordsOf(bytesOf(dataSet, tags.segmented), dataSet.bigEndian);
  return { first, bits: descriptor.bits, entries: expandSegments(words, count) };
}

/** The tables of a palette, one for each part of a colour. */
export interface Palette {
  readonly red: LookupTable;
  readonly green: LookupTable;
  readonly blue: LookupTable;
}

/** Reads the palette of an image (PS3.3 C.7.9); undefined where a part is missing. Throws `RangeError` as {@link readLookupTable} does. */
export function readPalette(dataSet: DataSet, options: { readonly isSigned: boolean }): Palette | undefined {
  const read = (descriptor: Tag, data: Tag, segmented: Tag) =>
    readLookupTable(dataSet, { descriptor, data, segmented }, options);
  const red = read(
    attributeTags.RedPaletteColorLookupTableDescriptor,
    attributeTags.RedPaletteColorLookupTableData,
    attributeTags.SegmentedRedPaletteColorLookupTableData,
  );
  const green = read(
    attributeTags.GreenPaletteColorLookupTableDescriptor,
    attributeTags.GreenPaletteColorLookupTableData,
    attributeTags.SegmentedGreenPaletteColorLookupTableData,
  );
  const blue = read(
    attributeTags.BluePaletteColorLookupTableDescriptor,
    attributeTags.BluePaletteColorLookupTableData,
    attributeTags.SegmentedBluePaletteColorLookupTableData,
  );
  return red && green && blue ? { red, green, blue } : undefined;
}

function bytesOf(dataSet: DataSet, tag: Tag): Uint8Array {
  const element = dataSet.elements.get(tag);
  return element === undefined ? new Uint8Array() : valueBytes(dataSet, element);
}

function readDescriptor(
  dataSet: DataSet,
  tag: Tag,
  { isSigned }: { readonly isSigned: boolean },
): Descriptor | undefined {
  const words = wordsOf(bytesOf(dataSet, tag), dataSet.bigEndian);
  const [count, first, bits] = words;
  if (count === undefined || first === undefined || bits === undefined) return undefined;
  return {
    count: count === 0 ? entriesMax : count,
    first: isSigned && first > 0x7fff ? first - 0x1_0000 : first,
    // Some makers write the largest value, or 0, in the place of the bits.
    bits: bits < 8 || bits > 16 ? 16 : bits,
  };
}

/** Entries of 8 bits may lie in bytes or in words (PS3.3 C.7.6.3.1.6). */
function readEntries(
  bytes: Uint8Array,
  { count, bits }: Descriptor,
  isBigEndian: boolean,
): { entries: Uint16Array; bits: number } {
  if (bytes.length >= count * 2) {
    const entries = wordsOf(bytes.subarray(0, count * 2), isBigEndian);
    // Tables that claim 16 bits and never use the upper eight are meant as 8 bit ones.
    return { entries, bits: bits > 8 && entries.every((entry) => entry < 256) ? 8 : bits };
  }
  if (bytes.length >= count && bits === 8)
    return { entries: Uint16Array.from(bytes.subarray(0, count)), bits };
  throw new RangeError('a lookup table is shorter than its descriptor says');
}

function wordsOf(bytes: Uint8Array, isBigEndian: boolean): Uint16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = new Uint16Array(bytes.length >> 1);
  for (let index = 0; index < words.length; index += 1)
    words[index] = view.getUint16(index * 2, !isBigEndian);
  return words;
}

/** Discrete, linear and indirect segments (PS3.3 C.7.9.2). Each step makes an entry or ends: it is bounded by `count`. */
function expandSegments(words: Uint16Array, count: number): Uint16Array {
  const entries = new Uint16Array(count);
  let used = 0;
  const put = (value: number): void => {
    if (used < count) entries[used++] = value;
  };
  const expandOne = (at: number): number => {
    const [opcode = 3, length = 0] = words.subarray(at, at + 2);
    if (opcode === 0 && at + 2 + length <= words.length) {
      for (let index = 0; index < length; index += 1) put(words[at + 2 + index] as number);
      return at + 2 + length;
    }
    const end = words[at + 2];
    if (opcode === 1 && end !== undefined && used > 0) {
      const start = entries[used - 1] as number;
      for (let step = 1; step <= length; step += 1) put(Math.round(start + ((end - start) * step) / length));
      return at + 3;
    }
    throw new RangeError('a segmented lookup table cannot be expanded');
  };
  for (let at = 0; at < words.length && used < count; ) {
    if (words[at] !== 2) {
      at = expandOne(at);
      continue;
    }
    // An indirect segment names earlier ones by their byte offset; they are copied, and must not be indirect themselves.
    const segments = words[at + 1] ?? 0;
    let source = ((words[at + 2] ?? 0) + (words[at + 3] ?? 0) * 0x1_0000) / 2;
    for (let index = 0; index < segments && used < count; index += 1) source = expandOne(source);
    at += 4;
  }
  if (used < count) throw new RangeError('a segmented lookup table is too short');
  return entries;
}
