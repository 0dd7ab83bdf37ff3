// Whole studies of computed matter, for the demo and for tests of series: a chest CT, a head MR, a chest radiograph.
import { brainSlice, type SpinEcho, signalImage, tissueSignals } from './brain-phantom.ts';
import { chestProjection } from './chest-radiograph.ts';
import { addNoise, blur } from './image-noise.ts';
import { ctPixels, unsignedPixels } from './image-pixels.ts';
import type { InstanceOptions, MadeInstance } from './instance-elements.ts';
import { aCrInstance, aCtInstance, anMrInstance } from './instances.ts';
import { torsoSlice } from './torso-phantom.ts';

/** Which study, how many slices a series, and what its instances say of themselves. */
export interface PhantomOptions extends InstanceOptions {
  readonly kind: 'ct' | 'mr' | 'cr';
  /** Default 120 for CT, 24 for each of the two series of MR; CR has one image. */
  readonly slices?: number;
}

/**
 * The instances of a study, one by one, in the order of their numbers: CT 512 x 512 (feet to head), MR 256 x 256 in a
 * T1 and a T2 weighted series, CR 1024 x 1024. The same options give the same bytes.
 */
export function* phantomStudy(options: PhantomOptions): Generator<MadeInstance, void, undefined> {
  const { kind, slices, ...rest } = options;
  const instance = { seed: `lumenbox/phantom/${kind}`, ...rest };
  if (kind === 'ct') yield* ctSlices(instance, slices ?? 120);
  else if (kind === 'mr') yield* mrSlices(instance, slices ?? 24);
  else yield radiograph(instance);
}

const ctNoise = 14;

function* ctSlices(options: InstanceOptions, slices: number): Generator<MadeInstance, void, undefined> {
  const rows = options.rows ?? 512;
  const columns = options.columns ?? 512;
  const pixelSpacing = 410 / Math.max(rows, columns);
  const sliceThickness = Number((300 / slices).toPrecision(6));
  for (let number = 1; number <= slices; number++) {
    const z = (number - 1 - (slices - 1) / 2) * sliceThickness;
    const slice = blur(torsoSlice({ rows, columns, spacing: pixelSpacing, z }), rows, columns);
    addNoise(slice, columns, { strength: ctNoise, seed: number });
    yield aCtInstance({
      studyDescription: 'CT CHEST',
      seriesDescription: 'CHEST 2.5 SOFT',
      bodyPartExamined: 'CHEST',
      ...options,
      rows,
      columns,
      instanceNumber: number,
      pixelSpacing,
      slicePosition: z,
      sliceThickness,
      pixelData: ctPixels(slice, -1024),
    });
  }
}

const mrSeries: readonly { readonly description: string; readonly echo: SpinEcho }[] = [
  { description: 'AX T1 SE', echo: { repetitionTime: 500, echoTime: 12 } },
  { description: 'AX T2 SE', echo: { repetitionTime: 4500, echoTime: 100 } },
];

function* mrSlices(options: InstanceOptions, slices: number): Generator<MadeInstance, void, undefined> {
  const rows = options.rows ?? 256;
  const columns = options.columns ?? 256;
  const pixelSpacing = Number((230 / Math.max(rows, columns)).toPrecision(6));
  const sliceThickness = Number((144 / slices).toPrecision(6));
  for (const [index, { description, echo }] of mrSeries.entries()) {
    const signals = tissueSignals(echo);
    for (let number = 1; number <= slices; number++) {
      const z = -68 + (number - 0.5) * sliceThickness;
      const tissues = brainSlice({ rows, columns, spacing: pixelSpacing, z });
      const image = blur(signalImage(tissues, signals), rows, columns);
      addNoise(image, columns, { strength: 22, seed: number + 1000 * index });
      yield anMrInstance({
        studyDescription: 'MR BRAIN',
        bodyPartExamined: 'BRAIN',
        ...options,
        seriesDescription: description,
        seriesNumber: (options.seriesNumber ?? 1) + index,
        instanceNumber: number,
        rows,
        columns,
        echo,
        pixelSpacing,
        slicePosition: z,
        sliceThickness,
        pixelData: unsignedPixels(image),
      });
    }
  }
}

function radiograph(options: InstanceOptions): MadeInstance {
  const rows = options.rows ?? 1024;
  const columns = options.columns ?? 1024;
  const pixelSpacing = 368.64 / Math.max(rows, columns);
  const projection = chestProjection({ rows, columns, spacing: pixelSpacing }).map((value) => value * 3700);
  addNoise(projection, columns, { strength: 16, seed: 1 });
  return aCrInstance({
    studyDescription: 'CR CHEST PA',
    seriesDescription: 'CHEST PA',
    ...options,
    rows,
    columns,
    pixelSpacing,
    pixelData: unsignedPixels(projection),
  });
}
