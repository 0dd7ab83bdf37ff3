// Which fragments make which frame of encapsulated pixel data (PS3.5 A.4): by offset tables, by number, or by the
// markers that codes begin and end with.
import type { DicomReason } from '../part10/errors.ts';
import type { FrameExtent } from './frame-extents.ts';

/** Fragments as they passed: positions and lengths of their values, and what they begin and end with. */
export type FragmentList = {
  readonly offsets: number[];
  readonly lengths: number[];
  /** Whether a fragment begins with a marker that only begins pictures: JPEG SOI, JPEG 2000 SOC, JPEG XL. */
  readonly begins: boolean[];
  /** Whether a fragment ends with the marker that ends pictures: EOI, EOC. */
  readonly ends: boolean[];
};

export type FramePlan = {
  fragments: FragmentList;
  frameCount: number;
  isVideo: boolean;
  /** Basic Offset Table; empty when there is none. */
  basicOffsets: readonly number[];
  /** Extended Offset Table (7FE0,0001); empty when there is none (PS3.3 C.7.6.3.1.8). */
  extendedOffsets: readonly number[];
};

export type FoundFrames = { frames: FrameExtent[]; problem?: DicomReason; isTableWrong: boolean };

/** Assigns fragments to frames. What is ambiguous gives no frames and the problem `frames-unclear`. */
export function findFrames(plan: FramePlan): FoundFrames {
  const { fragments, frameCount, isVideo } = plan;
  const count = fragments.offsets.length;
  if (count === 0) return { frames: [], problem: 'pixel-data-too-short', isTableWrong: false };
  if (isVideo) return { frames: [joined(fragments, 0, count)], isTableWrong: false };
  for (const table of [plan.extendedOffsets, plan.basicOffsets]) {
    const starts = table.length === frameCount ? startsByTable(fragments, table) : undefined;
    if (starts !== undefined) return { frames: framesFrom(fragments, starts), isTableWrong: false };
  }
  const isTableWrong = plan.extendedOffsets.length > 0 || plan.basicOffsets.length > 0;
  const starts = startsWithoutTable(fragments, frameCount);
  if (starts !== undefined) return { frames: framesFrom(fragments, starts), isTableWrong };
  const problem = count < frameCount ? 'pixel-data-too-short' : 'frames-unclear';
  return { frames: [], problem, isTableWrong };
}

/** Offsets count from the first fragment's item tag and must meet item tags, ascending. */
function startsByTable({ offsets }: FragmentList, table: readonly number[]): number[] | undefined {
  const base = offsets[0] as number;
  const starts: number[] = [];
  let index = 0;
  for (const offset of table) {
    while (index < offsets.length && (offsets[index] as number) - base < offset) index += 1;
    if (index >= offsets.length || (offsets[index] as number) - base !== offset) return undefined;
    if (starts.length > 0 && index <= (starts.at(-1) as number)) return undefined;
    starts.push(index);
  }
  return starts[0] === 0 ? starts : undefined;
}

function startsWithoutTable(fragments: FragmentList, frameCount: number): number[] | undefined {
  const count = fragments.offsets.length;
  if (frameCount === 1) return [0];
  if (count === frameCount) return fragments.offsets.map((_, index) => index);
  const starts: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const isAfterEnd = index === 0 || fragments.ends[index - 1] === true;
    if (fragments.begins[index] === true && isAfterEnd) starts.push(index);
  }
  return starts.length === frameCount && starts[0] === 0 ? starts : undefined;
}

function framesFrom(fragments: FragmentList, starts: readonly number[]): FrameExtent[] {
  return starts.map((start, index) =>
    joined(fragments, start, starts[index + 1] ?? fragments.offsets.length),
  );
}

function joined({ offsets, lengths }: FragmentList, from: number, to: number): FrameExtent {
  const offset = offsets[from] as number;
  const end = (offsets[to - 1] as number) + (lengths[to - 1] as number);
  if (to - from === 1) return { offset, length: end - offset };
  const pieces = [];
  for (let index = from; index < to; index += 1) {
    pieces.push({ offset: offsets[index] as number, length: lengths[index] as number });
  }
  return { offset, length: end - offset, fragments: pieces };
}
