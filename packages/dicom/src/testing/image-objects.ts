// Makers of objects that speak of an image: presentation states, segmentations, structure sets. Nobody's data.
import { tags } from '../dictionary/index.ts';
import type { ElementInput, ElementValue, ItemInput } from '../part10/element-input.ts';
import { tagOfInput } from '../part10/element-input.ts';
import { aDocument } from './documents.ts';
import { element, type InstanceOptions, type MadeInstance } from './instance-elements.ts';

/** SOP classes of these objects (PS3.4 B.5). */
const sopClassUids = {
  presentationState: '1.2.840.10008.5.1.4.1.1.11.1',
  segmentation: '1.2.840.10008.5.1.4.1.1.66.4',
  labelMap: '1.2.840.10008.5.1.4.1.1.66.7',
  structureSet: '1.2.840.10008.5.1.4.1.1.481.3',
} as const;

/** An item of a sequence, of keywords and values. */
export function anItem(values: Readonly<Partial<Record<keyof typeof tags, ElementValue>>>): ItemInput {
  return Object.entries(values).map(([keyword, value]) => element(keyword as keyof typeof tags, value));
}

/** A reference to an image. */
export function aReferenceTo({ sopClassUid, sopInstanceUid }: MadeInstance): ItemInput {
  return anItem({ ReferencedSOPClassUID: sopClassUid, ReferencedSOPInstanceUID: sopInstanceUid });
}

/** An item with a lookup table of words (PS3.3 C.11.1.1); `first` is the value of the first entry. */
export function aLookupTable(
  entries: readonly number[],
  { first = 0, bits = 16 }: { readonly first?: number; readonly bits?: number } = {},
): ItemInput {
  return [
    { tag: tags.LUTDescriptor, vr: first < 0 ? 'SS' : 'US', value: [entries.length, first, bits] },
    { tag: tags.LUTData, vr: 'OW', value: wordsOf(entries) },
  ];
}

function wordsOf(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(2 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of values.entries()) view.setUint16(2 * at, value, true);
  return bytes;
}

/** An overlay plane in a group (PS3.3 C.9.2), of bits row by row; seen where it names a layer. */
export function anOverlay(
  group: number,
  plane: {
    readonly rows: number;
    readonly columns: number;
    readonly bits: readonly number[];
    readonly origin?: readonly [row: number, column: number];
    readonly layer?: string;
  },
): ElementInput[] {
  const tagOf = (number: number) => ((group << 16) | number) >>> 0;
  const { rows, columns, bits, origin = [1, 1], layer } = plane;
  return [
    { tag: tagOf(0x0010), vr: 'US', value: rows },
    { tag: tagOf(0x0011), vr: 'US', value: columns },
    { tag: tagOf(0x0040), vr: 'CS', value: 'G' },
    { tag: tagOf(0x0050), vr: 'SS', value: origin },
    { tag: tagOf(0x0100), vr: 'US', value: 1 },
    { tag: tagOf(0x0102), vr: 'US', value: 0 },
    ...(layer === undefined ? [] : [{ tag: tagOf(0x1001), vr: 'CS' as const, value: layer }]),
    { tag: tagOf(0x3000), vr: 'OW', value: packed(bits) },
  ];
}

function ofStudy(image: MadeInstance, options: InstanceOptions): InstanceOptions {
  return { ...options, studyInstanceUid: image.studyInstanceUid };
}

/** A grayscale softcopy presentation state of an image (PS3.3 A.33.1); what it wants of it stands in `elements`. */
export function aPresentationState(image: MadeInstance, options: InstanceOptions = {}): MadeInstance {
  return aDocument(ofStudy(image, options), {
    sopClassUid: sopClassUids.presentationState,
    modality: 'PR',
    elements: [
      element('ContentLabel', 'STATE'),
      element('ContentDescription', ''),
      element('PresentationCreationDate', '20250115'),
      element('PresentationCreationTime', '103000'),
      element('ReferencedSeriesSequence', [
        anItem({
          SeriesInstanceUID: image.seriesInstanceUid,
          ReferencedImageSequence: [aReferenceTo(image)],
        }),
      ]),
      element('PresentationLUTShape', 'IDENTITY'),
    ],
  });
}

/** A segment of a made segmentation; `pixels` are its values, row by row: 0 and 1, or parts of 255. */
export interface MadeSegment {
  readonly label: string;
  readonly cielab?: readonly [number, number, number];
  readonly pixels: Uint8Array;
}

/** A segmentation of one image, a frame a segment, at the image's place (PS3.3 A.51). */
export function aSegmentation(
  image: MadeInstance,
  options: InstanceOptions & {
    readonly segments: readonly MadeSegment[];
    readonly type?: 'BINARY' | 'FRACTIONAL' | 'LABELMAP';
  },
): MadeInstance {
  const { segments, type = 'BINARY', ...rest } = options;
  const isBinary = type === 'BINARY';
  const pixels = segments.flatMap((segment) => [...segment.pixels]);
  const planes = [
    element('PlaneOrientationSequence', [copied(image, 'ImageOrientationPatient')]),
    element('PixelMeasuresSequence', [
      [...copied(image, 'PixelSpacing'), ...copied(image, 'SliceThickness')],
    ]),
  ];
  return aDocument(ofStudy(image, rest), {
    sopClassUid: type === 'LABELMAP' ? sopClassUids.labelMap : sopClassUids.segmentation,
    modality: 'SEG',
    elements: [
      ...copied(image, 'FrameOfReferenceUID'),
      ...copied(image, 'Rows'),
      ...copied(image, 'Columns'),
      element('ContentLabel', 'SEGMENTS'),
      element('ImageType', ['DERIVED', 'PRIMARY']),
      element('SamplesPerPixel', 1),
      element('PhotometricInterpretation', 'MONOCHROME2'),
      element('NumberOfFrames', segments.length),
      element('BitsAllocated', isBinary ? 1 : 8),
      element('BitsStored', isBinary ? 1 : 8),
      element('HighBit', isBinary ? 0 : 7),
      element('PixelRepresentation', 0),
      element('SegmentationType', type),
      ...(type === 'FRACTIONAL'
        ? [element('SegmentationFractionalType', 'PROBABILITY'), element('MaximumFractionalValue', 255)]
        : []),
      element('SegmentSequence', segments.map(segmentItem)),
      element('SharedFunctionalGroupsSequence', [planes]),
      element(
        'PerFrameFunctionalGroupsSequence',
        segments.map((_, index) => frameItem(image, index + 1)),
      ),
      element('PixelData', isBinary ? packed(pixels) : Uint8Array.from(pixels)),
    ],
  });
}

function segmentItem({ label, cielab }: MadeSegment, index: number): ItemInput {
  return [
    ...anItem({ SegmentNumber: index + 1, SegmentLabel: label, SegmentAlgorithmType: 'MANUAL' }),
    ...(cielab === undefined ? [] : [element('RecommendedDisplayCIELabValue', cielab)]),
  ];
}

function frameItem(image: MadeInstance, segment: number): ItemInput {
  return anItem({
    PlanePositionSequence: [copied(image, 'ImagePositionPatient')],
    SegmentIdentificationSequence: [anItem({ ReferencedSegmentNumber: segment })],
    DerivationImageSequence: [anItem({ SourceImageSequence: [aReferenceTo(image)] })],
  });
}

/** The lowest bit of a byte is the first (PS3.5 8.1.1). */
function packed(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(2 * Math.ceil(values.length / 16));
  for (const [at, value] of values.entries())
    if (value !== 0) bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (1 << (at & 7));
  return bytes;
}

/** A structure set with outlines in the patient, in the frame of reference of an image (PS3.3 A.19). */
export function aStructureSet(
  image: MadeInstance,
  options: InstanceOptions & {
    readonly structures: readonly {
      readonly name: string;
      readonly colour: readonly [number, number, number];
      /** Closed outlines: three coordinates a point. */
      readonly contours: readonly (readonly number[])[];
    }[];
  },
): MadeInstance {
  const { structures, ...rest } = options;
  const [frame] = copied(image, 'FrameOfReferenceUID');
  return aDocument(ofStudy(image, rest), {
    sopClassUid: sopClassUids.structureSet,
    modality: 'RTSTRUCT',
    elements: [
      element('StructureSetLabel', 'STRUCTURES'),
      element(
        'StructureSetROISequence',
        structures.map(({ name }, index) => [
          ...anItem({ ROINumber: index + 1, ROIName: name }),
          element('ReferencedFrameOfReferenceUID', inputValue(frame)),
        ]),
      ),
      element(
        'ROIContourSequence',
        structures.map(({ colour, contours }, index) =>
          anItem({
            ROIDisplayColor: colour,
            ReferencedROINumber: index + 1,
            ContourSequence: contours.map((points) =>
              anItem({
                ContourGeometricType: 'CLOSED_PLANAR',
                NumberOfContourPoints: points.length / 3,
                ContourData: points.map(String),
              }),
            ),
          }),
        ),
      ),
    ],
  });
}

function copied({ elements }: MadeInstance, keyword: keyof typeof tags): ElementInput[] {
  return elements.filter((one) => tagOfInput(one) === tags[keyword]);
}

function inputValue(input: ElementInput | undefined): ElementValue {
  return input !== undefined && 'value' in input ? input.value : '';
}
