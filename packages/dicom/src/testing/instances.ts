// Makers of instances, one for each kind of image that tests and the demo need. Real pixels, valid modules, nobody's data.
import { transferSyntaxUids } from '../dictionary/index.ts';
import type { ElementInput } from '../part10/element-input.ts';
import { encodePart10 } from '../part10/write.ts';
import { brainSlice, type SpinEcho, signalImage, tissueSignals } from './brain-phantom.ts';
import {
  ctPixels,
  joined,
  pixelDataElement,
  pixelElements,
  type Samples,
  unsignedPixels,
} from './image-pixels.ts';
import {
  defaultPatientId,
  defaultPatientName,
  defaultSize,
  element,
  type InstanceOptions,
  type InstanceUids,
  instanceUids,
  type MadeInstance,
  sharedElements,
  withChanges,
} from './instance-elements.ts';
import { torsoSlice } from './torso-phantom.ts';
import { uidFrom } from './uids.ts';

/** SOP classes of the makers (PS3.4 B.5). */
export const madeSopClassUids = {
  ct: '1.2.840.10008.5.1.4.1.1.2',
  mr: '1.2.840.10008.5.1.4.1.1.4',
  cr: '1.2.840.10008.5.1.4.1.1.1',
  secondaryCapture: '1.2.840.10008.5.1.4.1.1.7',
  rawData: '1.2.840.10008.5.1.4.1.1.66',
} as const;

/** What makes one kind of image out of the modules that all share. */
interface ImageKind {
  readonly sopClassUid: string;
  readonly modality: string;
  readonly samples: Samples;
  readonly elements: readonly ElementInput[];
}

/** What a volume's slice needs beside the options: its place and, when computed already, its pixels. */
export interface SliceOptions extends InstanceOptions {
  /** Millimetres between pixels; by default what fits the phantom into the image. */
  readonly pixelSpacing?: number;
  /** Millimetres; the slice's z in the patient's coordinates. Default 0. */
  readonly slicePosition?: number;
  /** Millimetres. Default 5. */
  readonly sliceThickness?: number;
  /** All frames as native little endian bytes, instead of the computed ones. */
  readonly pixelData?: Uint8Array;
}

/** A CT image (PS3.3 A.3): a slice of a computed chest, 16 bit signed, in Hounsfield units by rescale. */
export function aCtInstance(options: SliceOptions = {}): MadeInstance {
  const plane = planeOf(options, 410);
  return anImage(
    options,
    {
      sopClassUid: madeSopClassUids.ct,
      modality: 'CT',
      samples: { bitsAllocated: 16, bitsStored: 16, signed: true, colours: 1 },
      elements: [
        ...slicePlaneElements(options, plane),
        element('ImageType', ['ORIGINAL', 'PRIMARY', 'AXIAL']),
        element('KVP', 120),
        element('ConvolutionKernel', 'SOFT'),
        element('XRayTubeCurrent', 200),
        element('ExposureTime', 500),
        element('AcquisitionNumber', 1),
        element('WindowCenter', ['40', '-500']),
        element('WindowWidth', ['400', '1500']),
        element('WindowCenterWidthExplanation', ['MEDIASTINUM', 'LUNG']),
        element('RescaleIntercept', -1024),
        element('RescaleSlope', 1),
        element('RescaleType', 'HU'),
      ],
    },
    () => ctPixels(torsoSlice({ ...plane, z: plane.z }), -1024),
  );
}

/** An MR image (PS3.3 A.4): a slice of a computed head as a spin echo sees it, 12 bit. */
export function anMrInstance(options: SliceOptions & { readonly echo?: SpinEcho } = {}): MadeInstance {
  const plane = planeOf(options, 230);
  const echo = options.echo ?? { repetitionTime: 500, echoTime: 12 };
  return anImage(
    options,
    {
      sopClassUid: madeSopClassUids.mr,
      modality: 'MR',
      samples: { bitsAllocated: 16, bitsStored: 12, signed: false, colours: 1 },
      elements: [
        ...slicePlaneElements(options, plane),
        element('ImageType', ['ORIGINAL', 'PRIMARY', 'OTHER']),
        element('ScanningSequence', 'SE'),
        element('SequenceVariant', 'NONE'),
        element('ScanOptions', ''),
        element('MRAcquisitionType', '2D'),
        element('RepetitionTime', echo.repetitionTime),
        element('EchoTime', echo.echoTime),
        element('EchoTrainLength', 1),
        element('MagneticFieldStrength', '1.5'),
        element('FlipAngle', 90),
        element('AcquisitionNumber', 1),
        element('WindowCenter', '1000'),
        element('WindowWidth', '2000'),
      ],
    },
    () => {
      const signals = tissueSignals(echo);
      return unsignedPixels(signalImage(brainSlice(plane), signals));
    },
  );
}

/** A computed radiograph (PS3.3 A.2): 12 bit MONOCHROME2; a coarse shadow of the chest unless pixels are given. */
export function aCrInstance(options: SliceOptions = {}): MadeInstance {
  const plane = planeOf(options, 360);
  return anImage(
    options,
    {
      sopClassUid: madeSopClassUids.cr,
      modality: 'CR',
      samples: { bitsAllocated: 16, bitsStored: 12, signed: false, colours: 1 },
      elements: [
        element('ImageType', ['ORIGINAL', 'PRIMARY']),
        element('ViewPosition', 'PA'),
        element('PatientOrientation', ['L', 'F']),
        element('KVP', 120),
        element('ImagerPixelSpacing', [String(plane.spacing), String(plane.spacing)]),
        element('PixelSpacing', [String(plane.spacing), String(plane.spacing)]),
        element('AcquisitionNumber', 1),
        element('WindowCenter', '2000'),
        element('WindowWidth', '3800'),
      ],
    },
    () => unsignedPixels(torsoSlice(plane).map((hu) => (hu + 1000) * 2)),
  );
}

/** A secondary capture in colour (PS3.3 A.8.1): 8 bit RGB by pixel, a gradient that differs in every frame. */
export function aSecondaryCapture(options: SliceOptions = {}): MadeInstance {
  const { rows, columns } = planeOf(options, 100);
  return anImage(
    options,
    {
      sopClassUid: madeSopClassUids.secondaryCapture,
      modality: 'OT',
      samples: { bitsAllocated: 8, bitsStored: 8, signed: false, colours: 3 },
      elements: [
        element('ImageType', ['DERIVED', 'SECONDARY']),
        element('ConversionType', 'WSD'),
        element('PatientOrientation', ''),
      ],
    },
    (frame) => {
      const pixels = new Uint8Array(rows * columns * 3);
      for (let i = 0; i < rows * columns; i++) {
        pixels[3 * i] = ((i % columns) * 255) / columns;
        pixels[3 * i + 1] = (Math.floor(i / columns) * 255) / rows;
        pixels[3 * i + 2] = (frame * 40) & 0xff;
      }
      return pixels;
    },
  );
}

/** A data set without pixels that identifies patient, study, series and instance: Raw Data (PS3.3 A.37). */
export function aDataSet(options: InstanceOptions = {}): MadeInstance {
  const uids = instanceUids(options, 'OT');
  const sopClassUid = madeSopClassUids.rawData;
  return finish(options, {
    elements: [
      ...sharedElements(options, { sopClassUid, modality: 'OT', uids }),
      element('AcquisitionContextSequence', []),
      element('CreatorVersionUID', uidFrom('lumenbox/testing/1')),
    ],
    pixelData: new Uint8Array(),
    kind: { sopClassUid, modality: 'OT' },
    uids,
  });
}

interface Plane {
  readonly rows: number;
  readonly columns: number;
  readonly spacing: number;
  readonly z: number;
}

function planeOf(options: SliceOptions, fieldOfView: number): Plane {
  const rows = options.rows ?? defaultSize;
  const columns = options.columns ?? defaultSize;
  const fitting = Number((fieldOfView / Math.max(rows, columns)).toPrecision(6));
  return { rows, columns, spacing: options.pixelSpacing ?? fitting, z: options.slicePosition ?? 0 };
}

/** Frame of reference and image plane of an axial slice, patient lying on the back (PS3.3 C.7.4.1, C.7.6.2). */
function slicePlaneElements(options: SliceOptions, plane: Plane): ElementInput[] {
  const { frameOfReferenceUid } = instanceUids(options, '');
  const corner = [plane.columns, plane.rows].map((size) => decimal((-(size - 1) / 2) * plane.spacing));
  return [
    element('FrameOfReferenceUID', frameOfReferenceUid),
    element('PositionReferenceIndicator', ''),
    element('PatientPosition', 'HFS'),
    element('ImagePositionPatient', [...corner, decimal(plane.z)]),
    element('ImageOrientationPatient', ['1', '0', '0', '0', '1', '0']),
    element('PixelSpacing', [decimal(plane.spacing), decimal(plane.spacing)]),
    element('SliceThickness', decimal(options.sliceThickness ?? 5)),
    element('SliceLocation', decimal(plane.z)),
  ];
}

/** A number in the 16 characters that DS has (PS3.5 6.2). */
function decimal(value: number): string {
  return String(Number(value.toPrecision(10)));
}

function anImage(
  options: SliceOptions,
  kind: ImageKind,
  framePixels: (frame: number) => Uint8Array,
): MadeInstance {
  const uids = instanceUids(options, kind.modality);
  const frames = options.frames ?? 1;
  const pixelData =
    options.pixelData ?? joined(Array.from({ length: frames }, (_, frame) => framePixels(frame)));
  const elements = [
    ...sharedElements(options, { ...kind, uids }),
    ...kind.elements,
    ...pixelElements(options, kind.samples),
    pixelDataElement(options, kind.samples, pixelData),
  ];
  return finish(options, { elements, pixelData, kind, uids });
}

function finish(
  options: InstanceOptions,
  made: {
    elements: readonly ElementInput[];
    pixelData: Uint8Array;
    kind: { sopClassUid: string; modality: string };
    uids: InstanceUids;
  },
): MadeInstance {
  const { sopClassUid, modality } = made.kind;
  const { studyInstanceUid, seriesInstanceUid, sopInstanceUid } = made.uids;
  const transferSyntaxUid = options.transferSyntaxUid ?? transferSyntaxUids.explicitLittleEndian;
  const elements = withChanges(made.elements, options);
  return {
    bytes: encodePart10({
      transferSyntaxUid,
      elements,
      sequenceLengths: options.undefinedLengths ? 'undefined' : 'defined',
    }),
    elements,
    sopClassUid,
    sopInstanceUid,
    seriesInstanceUid,
    studyInstanceUid,
    transferSyntaxUid,
    modality,
    patientId: options.patientId ?? defaultPatientId,
    patientName: options.patientName ?? defaultPatientName,
    pixelData: made.pixelData,
  };
}
