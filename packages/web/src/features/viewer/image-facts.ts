// What the metadata of an instance say of each of its frames: pixels, place, windows, scale. Pure; draws nothing.
import { itemOf, itemsOf, type JsonDataSet, numberOf, numbersOf, textOf } from './dicom-json.ts';
import { type OverlayFacts, readOverlayFacts } from './image-overlays.ts';
import { readUptake, type Uptake } from './uptake.ts';

/** A window as people say it (PS3.3 C.11.2.1.2). */
export interface Window {
  readonly center: number;
  readonly width: number;
}
/** How the samples of a frame are stored (PS3.3 C.7.6.3). */
export interface PixelFacts {
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: number;
  readonly photometricInterpretation: string;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly isSigned: boolean;
  readonly isFloat: boolean;
}
/** Where a frame lies in the patient (PS3.3 C.7.6.2); absent where the file does not say. */
export interface PlaneFacts {
  /** Millimetres between rows, then between columns. */
  readonly spacing?: readonly [number, number];
  /** `detector`: measured where the rays arrive, so that what is in the patient is smaller. */
  readonly spacingOf?: 'patient' | 'detector';
  readonly orientation?: readonly number[];
  readonly position?: readonly [number, number, number];
  readonly frameOfReferenceUid?: string;
  readonly sliceThickness?: number;
}
/** One picture: an instance of one frame, or a frame of an instance. */
export interface ViewedImage extends PixelFacts, PlaneFacts {
  /** Tells it from every other, and says where it is: `lumenbox:study/series/instance/frame`. */
  readonly id: string;
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
  readonly instanceNumber: number;
  /** From 1. */
  readonly frame: number;
  readonly modality: string;
  readonly slope: number;
  readonly intercept: number;
  readonly window?: Window;
  readonly voiFunction: string;
  readonly padding?: number;
  /** It was compressed with loss at some time (0028,2110), with this ratio when it is said. */
  readonly isLossy: boolean;
  readonly lossyRatio?: number;
  /** Milliseconds between the frames of a film. */
  readonly frameTimeMs?: number;
  /** Of PET: what the values are. */
  readonly uptake?: Uptake;
  readonly patientOrientation?: readonly string[];
  /** Planes of bits that presentation states may show. */
  readonly overlays?: readonly OverlayFacts[];
  readonly regions: readonly JsonDataSet[];
  readonly kind: ImageKind;
}
/** `grey`: values with a window; `picture`: colours and bits as the server renders them; others are not drawn as images. */
export type ImageKind = 'grey' | 'picture' | 'video' | 'document' | 'none';

/** Frames of an instance that are listed at most: a film of an hour, and a bound all the same. */
const framesMax = 100_000;

/** The frames of an instance, in their order. */
export function readImages(dataSet: JsonDataSet): ViewedImage[] {
  const study = textOf(dataSet, '0020000D') ?? '';
  const series = textOf(dataSet, '0020000E') ?? '';
  const sopInstanceUid = textOf(dataSet, '00080018') ?? '';
  const kind = kindOf(dataSet);
  const count = kind === 'grey' || kind === 'picture' ? Math.max(1, numberOf(dataSet, '00280008') ?? 1) : 1;
  const [shared] = itemsOf(dataSet, '52009229');
  const perFrame = itemsOf(dataSet, '52009230');
  const whole = { ...readPixels(dataSet), ...readCommon(dataSet), kind, sopInstanceUid };
  return Array.from({ length: Math.min(count, framesMax) }, (_, index) => {
    const groups = [perFrame[index], shared];
    return {
      ...whole,
      ...readPlane(dataSet, groups),
      ...readValues(dataSet, groups),
      id: `lumenbox:${study}/${series}/${sopInstanceUid}/${index + 1}`,
      frame: index + 1,
    };
  });
}

/** SOP classes that hold documents (PS3.4 B.5): PDF and CDA. */
const documentClasses = ['1.2.840.10008.5.1.4.1.1.104.1', '1.2.840.10008.5.1.4.1.1.104.2'];

/** Pixel Data, Float Pixel Data, Double Float Pixel Data. */
const pixelTags = ['7FE00010', '7FE00008', '7FE00009'];

function hasBytes(attribute: JsonDataSet[string]): boolean {
  return attribute?.BulkDataURI !== undefined || attribute?.InlineBinary !== undefined;
}

function kindOf(dataSet: JsonDataSet): ImageKind {
  if (documentClasses.includes(textOf(dataSet, '00080016') ?? '')) return 'document';
  if (numberOf(dataSet, '00280010') === undefined || numberOf(dataSet, '00280011') === undefined)
    return 'none';
  // A file may describe an image and hold none: it was cut off, or somebody took its pixels out.
  if (!pixelTags.some((tag) => hasBytes(dataSet[tag]))) return 'none';
  if (/\.4\.10[0-8](\.1)?$/.test(textOf(dataSet, '00083002') ?? '')) return 'video';
  const { samplesPerPixel, bitsAllocated, photometricInterpretation } = readPixels(dataSet);
  const isGrey = samplesPerPixel === 1 && photometricInterpretation.startsWith('MONOCHROME');
  return isGrey && bitsAllocated > 1 ? 'grey' : 'picture';
}

function readPixels(dataSet: JsonDataSet): PixelFacts {
  const isFloat = dataSet['7FE00008'] !== undefined || dataSet['7FE00009'] !== undefined;
  const bitsAllocated = numberOf(dataSet, '00280100') ?? 16;
  const bitsStored = numberOf(dataSet, '00280101') ?? bitsAllocated;
  const samplesPerPixel = numberOf(dataSet, '00280002') ?? 1;
  return {
    rows: numberOf(dataSet, '00280010') ?? 0,
    columns: numberOf(dataSet, '00280011') ?? 0,
    samplesPerPixel,
    photometricInterpretation: textOf(dataSet, '00280004') ?? (samplesPerPixel === 3 ? 'RGB' : 'MONOCHROME2'),
    bitsAllocated,
    bitsStored,
    highBit: numberOf(dataSet, '00280102') ?? bitsStored - 1,
    isSigned: numberOf(dataSet, '00280103') === 1,
    isFloat,
  };
}

function readCommon(dataSet: JsonDataSet) {
  const lossyRatio = numbersOf(dataSet, '00282112').at(-1);
  const rate = numberOf(dataSet, '00180040') ?? numberOf(dataSet, '00082144');
  const frameTimeMs = numberOf(dataSet, '00181063') ?? (rate ? 1000 / rate : undefined);
  const uptake = readUptake(dataSet);
  const orientation = dataSet['00200020']?.Value?.map(String);
  const overlays = readOverlayFacts(dataSet);
  return {
    sopClassUid: textOf(dataSet, '00080016') ?? '',
    instanceNumber: numberOf(dataSet, '00200013') ?? 0,
    modality: textOf(dataSet, '00080060') ?? '',
    isLossy: textOf(dataSet, '00282110') === '01',
    regions: itemsOf(dataSet, '00186011'),
    ...(lossyRatio === undefined ? {} : { lossyRatio }),
    ...(frameTimeMs === undefined ? {} : { frameTimeMs }),
    ...(uptake === undefined ? {} : { uptake }),
    ...(orientation?.length === 2 ? { patientOrientation: orientation } : {}),
    ...(overlays.length === 0 ? {} : { overlays }),
  };
}

type Groups = readonly (JsonDataSet | undefined)[];

/** What is said of the frame goes before what is said of all frames, and that before the image (PS3.3 C.7.6.16). */
function firstWith(groups: Groups, sequence: string, otherwise: JsonDataSet, tag: string): JsonDataSet {
  const items = groups.map((group) => itemOf(group, sequence));
  return items.find((item) => item?.[tag]?.Value !== undefined) ?? otherwise;
}

function readPlane(dataSet: JsonDataSet, groups: Groups): PlaneFacts {
  const measures = firstWith(groups, '00289110', dataSet, '00280030');
  const orientation = numbersOf(firstWith(groups, '00209116', dataSet, '00200037'), '00200037');
  const position = numbersOf(firstWith(groups, '00209113', dataSet, '00200032'), '00200032');
  const frameOfReferenceUid = textOf(dataSet, '00200052');
  const sliceThickness = numberOf(measures, '00180050') ?? numberOf(dataSet, '00180050');
  return {
    ...readSpacing(dataSet, measures),
    ...(orientation.length === 6 ? { orientation } : {}),
    ...(position.length === 3 ? { position: position as [number, number, number] } : {}),
    ...(frameOfReferenceUid === undefined ? {} : { frameOfReferenceUid }),
    ...(sliceThickness === undefined ? {} : { sliceThickness }),
  };
}

function readSpacing(dataSet: JsonDataSet, measures: JsonDataSet): Pick<PlaneFacts, 'spacing' | 'spacingOf'> {
  const detector =
    positivePair(numbersOf(dataSet, '00181164')) ?? positivePair(numbersOf(dataSet, '00182010'));
  const spacing = positivePair(numbersOf(measures, '00280030'));
  if (spacing !== undefined) {
    // PS3.3 10.7: the same value in both, in a projection and without a word on calibration, is the detector's.
    const isDetectors =
      dataSet['00280A02'] === undefined && detector?.[0] === spacing[0] && detector[1] === spacing[1];
    return { spacing, spacingOf: isDetectors ? 'detector' : 'patient' };
  }
  return detector === undefined ? {} : { spacing: detector, spacingOf: 'detector' };
}

function positivePair(values: readonly number[]): [number, number] | undefined {
  const [row = 0, column = 0] = values;
  return values.length === 2 && row > 0 && column > 0 ? [row, column] : undefined;
}

function readValues(dataSet: JsonDataSet, groups: Groups) {
  const transformation = firstWith(groups, '00289145', dataSet, '00281053');
  const voi = firstWith(groups, '00289132', dataSet, '00281050');
  const center = numberOf(voi, '00281050');
  const width = numberOf(voi, '00281051');
  const padding = numberOf(dataSet, '00280120');
  return {
    slope: numberOf(transformation, '00281053') || 1,
    intercept: numberOf(transformation, '00281052') ?? 0,
    voiFunction: textOf(voi, '00281056') ?? 'LINEAR',
    ...(center !== undefined && width !== undefined && width > 0 ? { window: { center, width } } : {}),
    ...(padding === undefined ? {} : { padding }),
  };
}
