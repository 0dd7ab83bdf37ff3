// What a frame's boxes are filled with, and filling them once the frame is decoded. Runs on both sides: asked for in the main
// thread, done in a worker.
import type { DataSet } from '@lumenbox/dicom';
import { blankDecodedFrame, blankSamples, type SampleLayout } from '@lumenbox/dicom/deidentify';
import type { ImageDescription } from '../image/image-description.ts';
import type { DecodedFrame } from '../image/samples.ts';
import { PixelError } from '../pixel-error.ts';
import type { FrameBlanks } from '../workers/pixel-tasks.ts';

/** The samples of a blank pixel, in each colour space that the image's frames may come out of their decoder in. */
export function blanksOf(dataSet: DataSet, image: ImageDescription): FrameBlanks['blanks'] {
  const { bitsAllocated, bitsStored, bitShift, isSigned, samplesPerPixel, sampleKind } = image;
  const layout = {
    samplesPerPixel,
    bitsAllocated,
    bitsStored,
    bitShift,
    isSigned,
    isFloat: sampleKind === 'float',
  };
  const of = (colourSpace: SampleLayout['colourSpace']) => blankSamples(dataSet, { ...layout, colourSpace });
  if (samplesPerPixel > 1) return { rgb: of('rgb'), ybr: of('ybr') };
  return image.photometricInterpretation === 'PALETTE COLOR'
    ? { palette: of('palette'), grey: of('palette') }
    : { grey: of('grey') };
}

/** Blanks rectangles of a decoded frame where it lies. @throws PixelError `unsupported-image` for colours that none is known of */
export function blankFrame({ image, bytes, colourSpace }: DecodedFrame, blank: FrameBlanks): void {
  if (blank.rectangles.length === 0) return;
  const samples = blank.blanks[colourSpace];
  if (samples === undefined) throw new PixelError('unsupported-image');
  const isFloat = image.sampleKind === 'float';
  blankDecodedFrame(bytes, { ...image, isFloat }, { samples, rectangles: blank.rectangles });
}
