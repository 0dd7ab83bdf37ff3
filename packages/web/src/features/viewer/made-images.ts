// Images for tests, made of a few words each. No file is read, and nothing of it is shown to anybody.
import type { ViewedImage } from './image-facts.ts';

/** What a test says of an image; everything else is that of a plain axial slice of CT. */
export type Made = Partial<ViewedImage> & {
  /** Millimetres towards the head. */
  readonly z?: number;
};

const axial = [1, 0, 0, 0, 1, 0];

/** The images. */
export function makeImages(list: readonly Made[]): ViewedImage[] {
  return list.map(({ z, ...image }, index) => ({
    id: `lumenbox:1.2/1.2.3/1.2.3.${index}/1`,
    sopInstanceUid: '1.2.3',
    sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
    instanceNumber: 1,
    frame: 1,
    modality: 'CT',
    slope: 1,
    intercept: 0,
    voiFunction: 'LINEAR',
    isLossy: false,
    regions: [],
    kind: 'grey',
    rows: 512,
    columns: 512,
    samplesPerPixel: 1,
    photometricInterpretation: 'MONOCHROME2',
    bitsAllocated: 16,
    bitsStored: 16,
    highBit: 15,
    isSigned: true,
    isFloat: false,
    spacing: [0.7, 0.7],
    ...(z === undefined ? {} : { orientation: axial, position: [0, 0, z] as const }),
    ...image,
  }));
}

/** An axial stack of slices that are so many millimetres apart. */
export function makeStack(count: number, distance: number, patch: Made = {}): ViewedImage[] {
  return makeImages(
    Array.from({ length: count }, (_, index) => ({
      instanceNumber: index + 1,
      z: index * distance,
      ...patch,
    })),
  );
}
