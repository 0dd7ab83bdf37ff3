// An instance as work on pixels wants it: its bytes, and where its frames lie in them. Nothing is decoded here.
import type { Readable } from 'node:stream';
import type { FrameExtent } from '@lumenbox/dicom';
import type { Archive } from './archive.ts';
import { frameCountOf, type InstanceLayout, parseLayout } from './instance-layout.ts';
import type { ByteRange } from './objects/object-store.ts';
import type { ReadableInstance } from './read-instance.ts';

/** A stored instance with the places of its frames; what `pixels` takes as a source. */
export interface FrameSource {
  /** The object's key: never used for other bytes. */
  readonly key: string;
  readonly sizeBytes: number;
  readonly transferSyntaxUid: string;
  /** Where the value of the pixel data begins; in the inflated data set, when the transfer syntax is deflated. */
  readonly pixelDataOffset: number | undefined;
  readonly frameCount: number;
  /** The place of a frame, from 0; `undefined` when there is none. */
  frameAt(index: number): FrameExtent | undefined;
  /** All bytes, or a range of them. Throws `ObjectMissingError`. */
  read(range?: ByteRange): Promise<Readable>;
}

/** The source of an instance's frames. */
export function frameSource(archive: Pick<Archive, 'open'>, instance: ReadableInstance): FrameSource {
  const layout = parseLayout(instance.layout);
  return {
    key: instance.object_key,
    sizeBytes: instance.size_bytes,
    transferSyntaxUid: instance.transfer_syntax_uid,
    pixelDataOffset: layout.pixels?.offset,
    frameCount: frameCountOf(layout),
    frameAt: (index) => extentOf(layout, index),
    read: (range) => archive.open(instance.object_key, range),
  };
}

function extentOf({ pixels }: InstanceLayout, index: number): FrameExtent | undefined {
  if (pixels === undefined || !Number.isSafeInteger(index) || index < 0) return undefined;
  const { frames } = pixels;
  if ('even' in frames) {
    const [first, length, count] = frames.even;
    if (index >= count) return undefined;
    return { offset: first + index * length, length };
  }
  const { at = [], bit } = frames.list[index] ?? {};
  const fragments = [];
  for (let piece = 0; piece + 1 < at.length; piece += 2)
    fragments.push({ offset: at[piece] as number, length: at[piece + 1] as number });
  const [first] = fragments;
  const last = fragments.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return {
    offset: first.offset,
    length: last.offset + last.length - first.offset,
    ...(fragments.length > 1 ? { fragments } : {}),
    ...(bit === undefined ? {} : { bitOffset: bit }),
  };
}
