// What a worker thread does with a task. Pure but for the codec: it reads no file and knows no thread.
import { type FrameExtent, type HeaderResult, readFile, readHeader } from '@lumenbox/dicom';
import { blankFrame } from '../clean/frame-blanks.ts';
import type { Codec } from '../codecs/codec-module.ts';
import { decodeFrame, type EncodedFrame } from '../codecs/decode-frame.ts';
import { encodeFrame } from '../codecs/encode-frame.ts';
import { readDisplayFacts } from '../image/display-facts.ts';
import { readFrameTimes } from '../image/frame-times.ts';
import { describeImage } from '../image/image-description.ts';
import { greyOf } from '../recognize/grey-picture.ts';
import { type LegiblePicture, legiblePictures } from '../recognize/legible-picture.ts';
import { type RenderOptions, renderFrame, writePictures } from '../render/render-frames.ts';
import type { FramesOfFile, NumberedFrame, PixelResult, PixelTask } from './pixel-tasks.ts';

/** Bytes that a deflated file may inflate to: whoever needs more uses another transfer syntax. */
const inflatedBytesMax = 512 * 1024 * 1024;

/** @throws PixelError, DicomError */
export function runTask(codec: Codec, task: PixelTask): PixelResult {
  switch (task.kind) {
    case 'render':
      return { bytes: render(codec, task.file, task.options) };
    case 'decode': {
      const { bytes, image } = decodeFrame(codec, task.image, task.frame);
      return { bytes, image };
    }
    case 'transcode':
      return encodeFrame(codec, decodeFrame(codec, task.image, task.frame), task.transferSyntaxUid);
    case 'blank':
      return blank(codec, task);
    case 'legible':
      return { bytes: new Uint8Array(), pictures: legible(codec, task) };
    case 'inflate':
      return { bytes: inflate(task.file).dataSet.bytes };
  }
}

/** Frames of a transformed image stay transformed, so that one description fits them all. */
function blank(codec: Codec, task: Extract<PixelTask, { kind: 'blank' }>): PixelResult {
  const { image, frame, transferSyntaxUid } = task;
  const decoded = decodeFrame(codec, image, frame);
  blankFrame(decoded, task);
  const isTransformed = image.photometricInterpretation === 'YBR_RCT';
  return encodeFrame(codec, decoded, transferSyntaxUid, { isTransformed });
}

function legible(codec: Codec, task: Extract<PixelTask, { kind: 'legible' }>): LegiblePicture[] {
  const decoded = decodeFrame(codec, task.image, task.frame);
  blankFrame(decoded, task);
  return legiblePictures(greyOf(decoded, task.facts));
}

function render(codec: Codec, file: FramesOfFile, options: RenderOptions): Uint8Array {
  const { header, frames } = 'head' in file ? openHead(file) : openDeflated(file);
  const image = describeImage(header);
  const times = readFrameTimes(
    header.dataSet,
    frames.map(({ index }) => index),
  );
  const pictures = frames.map((frame, place) => {
    const facts = readDisplayFacts(header.dataSet, image, frame.index);
    const picture = renderFrame(decodeFrame(codec, image, frame), facts, options);
    return { picture, timeMs: times[place] as number };
  });
  return writePictures(codec, pictures, options);
}

interface OpenedFile {
  readonly header: HeaderResult;
  readonly frames: readonly NumberedFrame[];
}

function openHead({ head, frames }: Extract<FramesOfFile, { head: Uint8Array }>): OpenedFile {
  return { header: readHeader(head), frames };
}

function openDeflated({
  deflatedFile,
  extents,
}: Extract<FramesOfFile, { deflatedFile: Uint8Array }>): OpenedFile {
  const header = inflate(deflatedFile);
  const frames = extents.map((extent) => ({
    index: extent.index,
    ...frameAt(header.dataSet.bytes, extent),
  }));
  return { header, frames };
}

function inflate(file: Uint8Array): HeaderResult {
  return readFile(file, { maxInflatedBytes: inflatedBytesMax, maxHeaderBytes: inflatedBytesMax });
}

/** A frame of native pixel data that is in memory. */
export function frameAt(bytes: Uint8Array, { offset, length, bitOffset }: FrameExtent): EncodedFrame {
  const frame = bytes.subarray(offset, offset + length);
  return bitOffset === undefined ? { bytes: frame } : { bytes: frame, bitOffset };
}
