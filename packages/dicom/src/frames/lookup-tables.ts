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
  const { first } = descriptor;
  const data = dataSet.elements.get(tags.data);
  if (data !== undefined && data.length > 0) {
    return { first, ...readEntries(bytesOf(dataSet, tags.data), descriptor, dataSet.bigEndian) };
  }
  if (tags.segmented === undefined || !dataSet.elements.has(tags.segmented)) return undefined;
  const bytes = bytesOf(dataSet, tags.segmented);
  return { first, bits: descriptor.bits, entries: readSegments(bytes, descriptor, dataSet.bigEndian) };
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
    return { entries: packedOf(bytes, isBigEndian).subarray(0, count), bits };
  throw new RangeError('a lookup table is shorter than its descriptor says');
}

function wordsOf(bytes: Uint8Array, isBigEndian: boolean): Uint16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = new Uint16Array(bytes.length >> 1);
  for (let index = 0; index < words.length; index += 1)
    words[index] = view.getUint16(index * 2, !isBigEndian);
  return words;
}

/** Two entries a word, the first of them in its low byte (PS3.3 C.7.6.3.1.6): in big endian that is the second byte. */
function packedOf(bytes: Uint8Array, isBigEndian: boolean): Uint16Array {
  const last = bytes.length - 1;
  return Uint16Array.from(bytes, (byte, index) =>
    isBigEndian ? (bytes[Math.min(index ^ 1, last)] ?? 0) : byte,
  );
}

/** Segments are of the size of their entries: those of the standard's own palettes of eight bits are bytes (PS3.6 B.1). */
function readSegments(bytes: Uint8Array, { count, bits }: Descriptor, isBigEndian: boolean): Uint16Array {
  const words = wordsOf(bytes, isBigEndian);
  // The first segment is a discrete one, opcode 0, of at least one entry: in bytes its length is the high half of the word.
  const isPacked = bits === 8 && (words[0] ?? 0) > 0xff;
  return isPacked
    ? expandSegments(packedOf(bytes, isBigEndian), { count, size: 1 })
    : expandSegments(words, { count, size: 2 });
}

/** Discrete, linear and indirect segments (PS3.3 C.7.9.2). Each step makes an entry or ends: it is bounded by `count`. */
function expandSegments(
  parts: Uint16Array,
  { count, size }: { readonly count: number; readonly size: 1 | 2 },
): Uint16Array {
  const entries = new Uint16Array(count);
  let used = 0;
  const put = (value: number): void => {
    if (used < count) entries[used++] = value;
  };
  const expandOne = (at: number): number => {
    const [opcode = 3, length = 0] = parts.subarray(at, at + 2);
    if (opcode === 0 && at + 2 + length <= parts.length) {
      for (let index = 0; index < length; index += 1) put(parts[at + 2 + index] as number);
      return at + 2 + length;
    }
    const end = parts[at + 2];
    if (opcode === 1 && end !== undefined && used > 0) {
      const start = entries[used - 1] as number;
      for (let step = 1; step <= length; step += 1) put(Math.round(start + ((end - start) * step) / length));
      return at + 3;
    }
    throw new RangeError('a segmented lookup table cannot be expanded');
  };
  for (let at = 0; at < parts.length && used < count; ) {
    if (parts[at] !== 2) {
      at = expandOne(at);
      continue;
    }
    // An indirect segment names earlier ones by their byte offset; they are copied, and must not be indirect themselves.
    const segments = parts[at + 1] ?? 0;
    let source = offsetAt(parts, at + 2, size) / size;
    for (let index = 0; index < segments && used < count; index += 1) source = expandOne(source);
    at += 2 + 4 / size;
  }
  if (used < count) throw new RangeError('a segmented lookup table is too short');
  return entries;
}

/** An offset of 32 bits, the lowest part first. */
function offsetAt(parts: Uint16Array, at: number, size: 1 | 2): number {
  let offset = 0;
  for (let index = 4 / size - 1; index >= 0; index -= 1)
    offset = offset * 2 ** (8 * size) + (parts[at + index] ?? 0);
  return offset;
}
