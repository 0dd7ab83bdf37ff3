// Tells Cornerstone what it asks of an image, out of what the metadata said. No request is made here.
import { Enums } from '@cornerstonejs/core';
import { type JsonDataSet, numberOf } from './dicom-json.ts';
import { handCalibration } from './hand-calibration.ts';
import type { ViewedImage } from './image-facts.ts';
import { findImage } from './image-registry.ts';
import { windowFunctionOf } from './windows.ts';

type Answer = (image: ViewedImage) => object | undefined;

const { CalibrationTypes } = Enums;

const answers: Readonly<Record<string, Answer>> = {
  imagePixelModule: (image) => ({
    samplesPerPixel: image.kind === 'picture' ? 3 : 1,
    photometricInterpretation: image.kind === 'picture' ? 'RGB' : image.photometricInterpretation,
    rows: image.rows,
    columns: image.columns,
    bitsAllocated: image.kind === 'picture' ? 8 : image.bitsAllocated,
    bitsStored: image.kind === 'picture' ? 8 : image.bitsStored,
    highBit: image.kind === 'picture' ? 7 : image.highBit,
    pixelRepresentation: image.isSigned ? 1 : 0,
  }),
  imagePlaneModule: planeOf,
  generalSeriesModule: (image) => ({
    modality: image.modality,
    seriesInstanceUID: image.id.split('/')[1] ?? '',
  }),
  generalImageModule: (image) => ({
    sopInstanceUID: image.sopInstanceUid,
    instanceNumber: image.instanceNumber,
  }),
  sopCommonModule: (image) => ({ sopInstanceUID: image.sopInstanceUid, sopClassUID: image.sopClassUid }),
  modalityLutModule: (image) => ({
    rescaleSlope: image.slope,
    rescaleIntercept: image.intercept,
    ...(image.modality === 'CT' ? { rescaleType: 'HU' } : {}),
  }),
  voiLutModule: (image) =>
    image.window && {
      windowCenter: [image.window.center],
      windowWidth: [image.window.width],
      voiLUTFunction: windowFunctionOf(image),
    },
  calibrationModule: calibrationOf,
  calibratedPixelSpacing: calibrationOf,
};

/** The provider that Cornerstone is given. */
export function provideMetadata(type: string, ...queries: string[]): unknown {
  const answer = Object.hasOwn(answers, type) ? answers[type] : undefined;
  const image = answer === undefined ? undefined : findImage(queries[0] ?? '');
  return image === undefined ? undefined : answer?.(image);
}

function planeOf(image: ViewedImage): Record<string, unknown> {
  const { orientation = [1, 0, 0, 0, 1, 0], position = [0, 0, 0], spacing = [1, 1] } = image;
  return {
    frameOfReferenceUID: image.frameOfReferenceUid ?? image.id,
    rows: image.rows,
    columns: image.columns,
    imageOrientationPatient: orientation,
    rowCosines: orientation.slice(0, 3),
    columnCosines: orientation.slice(3, 6),
    imagePositionPatient: position,
    sliceThickness: image.sliceThickness,
    pixelSpacing: spacing,
    rowPixelSpacing: spacing[0],
    columnPixelSpacing: spacing[1],
    // Without it the spacing of 1 above would be taken for millimetres, and with it any spacing for none.
    usingDefaultValues: image.spacing === undefined,
  };
}

const uncalibrated = { type: CalibrationTypes.UNCALIBRATED };
const projection = { type: CalibrationTypes.PROJECTION };
/** One object an image: another one would count as a new calibration. */
const regionsOf = new WeakMap<ViewedImage, Record<string, unknown>>();

/** Says that lengths are pixels, or millimetres of the detector, or what a sonograph wrote of its regions. */
function calibrationOf(image: ViewedImage): object | undefined {
  const byHand = handCalibration(image.id);
  if (byHand !== undefined) return byHand;
  if (image.regions.length > 0) {
    const known = regionsOf.get(image) ?? { sequenceOfUltrasoundRegions: image.regions.map(regionOf) };
    regionsOf.set(image, known);
    return known;
  }
  if (image.spacing === undefined) return uncalibrated;
  return image.spacingOf === 'detector' ? projection : undefined;
}

/** PS3.3 C.8.5.5. */
function regionOf(region: JsonDataSet): Record<string, unknown> {
  return {
    regionLocationMinX0: numberOf(region, '00186018'),
    regionLocationMinY0: numberOf(region, '0018601A'),
    regionLocationMaxX1: numberOf(region, '0018601C'),
    regionLocationMaxY1: numberOf(region, '0018601E'),
    referencePixelX0: numberOf(region, '00186020'),
    referencePixelY0: numberOf(region, '00186022'),
    physicalUnitsXDirection: numberOf(region, '00186024'),
    physicalUnitsYDirection: numberOf(region, '00186026'),
    physicalDeltaX: numberOf(region, '0018602C'),
    physicalDeltaY: numberOf(region, '0018602E'),
    regionSpatialFormat: numberOf(region, '00186012'),
    regionDataType: numberOf(region, '00186014'),
    regionFlags: numberOf(region, '00186016'),
  };
}
