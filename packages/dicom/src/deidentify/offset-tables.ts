// Tells offset tables of frames (PS3.5 A.4, PS3.3 C.7.6.3.1.8) from other bytes in their places. Where fragments really begin is not known
// as they pass: tables are judged by themselves.
import type { DataSet } from '../data-set/data-set.ts';
import { valueBytes } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import type { Tag } from '../dictionary/attributes.ts';
import { frameCount } from '../frames/image-geometry.ts';

const itemHeaderBytes = 8;

/** The elements of an Extended Offset Table. */
export const extendedOffsetTags: readonly Tag[] = [tags.ExtendedOffsetTable, tags.ExtendedOffsetTableLengths];

/** The length of a Basic Offset Table of so many frames, or of the one stream that they are in a video (PS3.5 8.2.5). */
export function isTableLength(length: number, frames: number): boolean {
  return length === 4 * frames || length === 4;
}

/** Whether offsets of 32 bits can be those of so many frames: from zero on, each behind the fragment of the last, all even. */
export function isBasicOffsetTable(bytes: Uint8Array, frames: number): boolean {
  if (!isTableLength(bytes.length, frames)) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return areOffsets(Array.from({ length: bytes.length / 4 }, (_, index) => view.getUint32(4 * index, true)));
}

/** Whether the Extended Offset Table and its lengths can be those of the image's frames. */
export function hasExtendedOffsets(dataSet: DataSet): boolean {
  const frames = frameCount(dataSet);
  const offsets = longWords(dataSet, { tag: tags.ExtendedOffsetTable, frames });
  const lengths = longWords(dataSet, { tag: tags.ExtendedOffsetTableLengths, frames });
  if (offsets === undefined || lengths === undefined || !areOffsets(offsets)) return false;
  // A fragment has at most the length that its item can say.
  return lengths.every((length, index) => {
    const next = offsets[index + 1] ?? (offsets[index] ?? 0) + 0x1_0000_0000;
    return length + itemHeaderBytes <= next - (offsets[index] ?? 0);
  });
}

function areOffsets(offsets: readonly number[]): boolean {
  return offsets.every((offset, index) => {
    const last = offsets[index - 1];
    return last === undefined ? offset === 0 : offset % 2 === 0 && offset >= last + itemHeaderBytes;
  });
}

function longWords(dataSet: DataSet, { tag, frames }: { tag: Tag; frames: number }): number[] | undefined {
  const element = dataSet.elements.get(tag);
  if (element === undefined || element.items !== undefined) return undefined;
  const bytes = valueBytes(dataSet, element);
  if (bytes.length !== 8 * frames) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: frames }, (_, index) => Number(view.getBigUint64(8 * index, true)));
}
