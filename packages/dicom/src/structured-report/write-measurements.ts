// Writes measurements as the content of a Comprehensive SR that follows TID 1500, Measurement Report (PS3.16): a group for each.
import type { Keyword } from '../dictionary/index.ts';
import type { ElementInput, ElementValue, ItemInput } from '../part10/element-input.ts';
import {
  codedItem,
  codeItem,
  containerItem,
  contentItem,
  numberItem,
  templateElement,
  textItem,
  uidItem,
} from './content-items.ts';
import { evidenceItems, type Observer, observerItems } from './document-context.ts';
import {
  calibratedByHand,
  calibrationComment,
  concepts,
  type MeasuredValue,
  type MeasurementKind,
  quantityCodes,
  type ReportedMeasurement,
  unitCode,
} from './measurement-kinds.ts';

/** SOP class of reports with coordinates on images (PS3.4 B.5). */
export const comprehensiveSrSopClass = '1.2.840.10008.5.1.4.1.1.88.33';
/** What a reference to an image says of it beside its UIDs. */
export interface MeasuredImage {
  readonly seriesInstanceUid: string;
  /** Frames are told of those alone that have several (PS3.3 Table 10-3). */
  readonly isMultiFrame: boolean;
}

type PlacedMeasurement = ReportedMeasurement & Pick<MeasuredImage, 'isMultiFrame'>;

/** Which program drew it, and with what: reports of other viewers have their own words in the same place. */
const identifierPrefix = 'Lumenbox:';

function element(tag: Keyword, value: ElementValue): ElementInput {
  return { tag, value };
}

/** The elements of the SR Document Content module (PS3.3 C.17.3), and the references that the general module wants. */
export function measurementReportElements(options: {
  studyInstanceUid: string;
  observer: Observer;
  measurements: readonly ReportedMeasurement[];
  /** The images that measurements are on, by SOP Instance UID. */
  images: ReadonlyMap<string, MeasuredImage>;
}): ElementInput[] {
  const { studyInstanceUid, observer, measurements, images } = options;
  const evidence = evidenceItems(
    studyInstanceUid,
    measurements.map((one) => ({
      ...one,
      seriesInstanceUid: images.get(one.sopInstanceUid)?.seriesInstanceUid,
    })),
  );
  return [
    element('ValueType', 'CONTAINER'),
    element('ContinuityOfContent', 'SEPARATE'),
    element('ConceptNameCodeSequence', [codeItem(concepts.report)]),
    templateElement('1500'),
    ...(evidence.length === 0 ? [] : [element('CurrentRequestedProcedureEvidenceSequence', evidence)]),
    element('ContentSequence', [
      codedItem('HAS CONCEPT MOD', concepts.language, ['en', 'RFC5646', 'English']),
      ...observerItems(observer),
      codedItem('HAS CONCEPT MOD', concepts.procedure, ['363679005', 'SCT', 'Imaging procedure']),
      containerItem(
        concepts.measurements,
        measurements.map((one) =>
          groupItem({ ...one, isMultiFrame: images.get(one.sopInstanceUid)?.isMultiFrame === true }),
        ),
      ),
    ]),
  ];
}

/** TID 1501 for lines and angles, TID 1410 for regions: there the region stands beside the values, and not below each. */
function groupItem(measurement: PlacedMeasurement): ItemInput {
  const { uid, kind, label, millimetresPerPixel: scale } = measurement;
  const isRegion = regionKinds.has(kind);
  return containerItem(
    concepts.group,
    [
      textItem('HAS OBS CONTEXT', concepts.trackingIdentifier, `${identifierPrefix}${kind}`),
      uidItem('HAS OBS CONTEXT', concepts.trackingUid, uid),
      ...(label === '' ? [] : [textItem('CONTAINS', concepts.comment, label)]),
      ...(scale === undefined ? [] : [textItem('CONTAINS', concepts.comment, calibrationComment(scale))]),
      ...(isRegion ? [regionItem(measurement)] : []),
      ...measurement.values.map((value) => valueItem(measurement, value, isRegion)),
      // Without a value the line itself is what there is to tell.
      ...(isRegion || measurement.values.length > 0 ? [] : [regionItem(measurement)]),
    ],
    isRegion ? '1410' : '1501',
  );
}

const regionKinds: ReadonlySet<MeasurementKind> = new Set(['ellipse', 'rectangle', 'freehand', 'arrow']);

function valueItem(measurement: PlacedMeasurement, measured: MeasuredValue, isRegion: boolean): ItemInput {
  const { quantity, value, unit } = measured;
  const graphic = isRegion
    ? []
    : [graphicItem('INFERRED FROM', undefined, measurement, pointsOf(measurement, measured))];
  const isByHand = measurement.millimetresPerPixel !== undefined && (unit === 'mm' || unit === 'mm2');
  const method = isByHand ? [codedItem('HAS CONCEPT MOD', concepts.method, calibratedByHand)] : [];
  return numberItem(quantityCodes[quantity], { value, unit: unitCode(unit) }, [...method, ...graphic]);
}

/** Each axis has its own two points. */
function pointsOf({ kind, points }: ReportedMeasurement, { quantity }: MeasuredValue) {
  if (kind !== 'bidirectional') return points;
  return quantity === 'short_axis' ? points.slice(2, 4) : points.slice(0, 2);
}

function regionItem(measurement: PlacedMeasurement): ItemInput {
  return graphicItem('CONTAINS', concepts.region, measurement, drawnPoints(measurement));
}

/** In a rectangle's order of corners, one row after the other, its outline would cross itself. */
function drawnPoints({ kind, points, isClosed }: ReportedMeasurement) {
  const [first, second, third, fourth] = points;
  if (kind === 'rectangle' && first && second && third && fourth)
    return [first, second, fourth, third, first];
  return kind === 'freehand' && isClosed && first ? [...points, first] : points;
}

function graphicItem(
  relationship: 'CONTAINS' | 'INFERRED FROM',
  name: typeof concepts.region | undefined,
  { kind, sopClassUid, sopInstanceUid, frameNumber, isMultiFrame }: PlacedMeasurement,
  points: readonly (readonly [number, number])[],
): ItemInput {
  return contentItem(relationship, 'SCOORD', name, [
    element('GraphicType', kind === 'ellipse' ? 'ELLIPSE' : 'POLYLINE'),
    element('GraphicData', points.flat()),
    element('ContentSequence', [
      contentItem('SELECTED FROM', 'IMAGE', undefined, [
        element('ReferencedSOPSequence', [
          [
            element('ReferencedSOPClassUID', sopClassUid),
            element('ReferencedSOPInstanceUID', sopInstanceUid),
            ...(isMultiFrame ? [element('ReferencedFrameNumber', frameNumber)] : []),
          ],
        ]),
      ]),
    ]),
  ]);
}
