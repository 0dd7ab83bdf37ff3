// Measurements in reports: what is written comes back exactly, what others write is read, and what is broken is left out.
import { describe, expect, it } from 'vitest';
import { readHeader } from '../part10/read-header.ts';
import { aReportInstance, element } from '../testing/index.ts';
import { containerItem, textItem } from './content-items.ts';
import {
  concepts,
  type MeasurementKind,
  measurementKinds,
  type ReportedMeasurement,
} from './measurement-kinds.ts';
import { readMeasurements } from './read-measurements.ts';
import { comprehensiveSrSopClass, measurementReportElements } from './write-measurements.ts';

const image = { sopClassUid: '1.2.840.10008.5.1.4.1.1.2', sopInstanceUid: '1.2.3.4.5', frameNumber: 1 };
// Exact as 32-bit numbers, which coordinates are.
const square: [number, number][] = [
  [10.5, 20.25],
  [30.5, 20.25],
  [10.5, 40.75],
  [30.5, 40.75],
];
const kinds: Readonly<Record<MeasurementKind, Omit<ReportedMeasurement, 'uid' | 'kind' | 'label'>>> = {
  length: {
    ...image,
    points: square.slice(0, 2),
    isClosed: false,
    values: [{ quantity: 'length', value: 14.123456789012344, unit: 'mm' }],
  },
  angle: {
    ...image,
    points: square.slice(0, 3),
    isClosed: false,
    values: [{ quantity: 'angle', value: 90, unit: 'deg' }],
  },
  cobb: {
    ...image,
    points: square,
    isClosed: false,
    values: [{ quantity: 'angle', value: 12.5, unit: 'deg' }],
  },
  bidirectional: {
    ...image,
    frameNumber: 7,
    points: square,
    isClosed: false,
    values: [
      { quantity: 'long_axis', value: 20, unit: '{pixels}' },
      { quantity: 'short_axis', value: 10, unit: '{pixels}' },
    ],
  },
  ellipse: {
    ...image,
    points: square,
    isClosed: true,
    values: [
      { quantity: 'area', value: 314.25, unit: 'mm2' },
      { quantity: 'mean', value: -12.5, unit: "[hnsf'U]" },
      { quantity: 'deviation', value: 3e-7, unit: "[hnsf'U]" },
    ],
  },
  rectangle: { ...image, points: square, isClosed: true, values: [] },
  freehand: { ...image, points: [...square, [11, 12]], isClosed: true, values: [] },
  arrow: { ...image, points: square.slice(0, 2), isClosed: false, values: [] },
};
const aMeasurement = (kind: MeasurementKind, label = ''): ReportedMeasurement => ({
  uid: `2.25.${measurementKinds.indexOf(kind) + 1}`,
  kind,
  label,
  ...kinds[kind],
});

const images = new Map([[image.sopInstanceUid, { seriesInstanceUid: '1.2.3.4', isMultiFrame: true }]]);
const written = (measurements: readonly ReportedMeasurement[]) =>
  readHeader(
    aReportInstance({
      sopClassUid: comprehensiveSrSopClass,
      elements: measurementReportElements({
        studyInstanceUid: '1.2.3',
        observer: { kind: 'person', name: 'Müller^Anna' },
        measurements,
        images,
      }),
    }).bytes,
  ).dataSet;

describe('measurements in a report', () => {
  it.each(measurementKinds)('come back as they were drawn: %s', (kind) => {
    const one = aMeasurement(kind, 'Größe, Segment 4');
    expect(readMeasurements(written([one]))).toEqual([one]);
  });

  it('come back in their order, with their names, of any number of images', () => {
    const all = measurementKinds.map((kind) => aMeasurement(kind, kind === 'arrow' ? 'here' : ''));
    expect(readMeasurements(written(all))).toEqual(all);
    expect(readMeasurements(written([]))).toEqual([]);
  });

  it.each(measurementKinds)('come back without a value too: %s', (kind) => {
    const one = { ...aMeasurement(kind), values: [] };
    expect(readMeasurements(written([one]))).toEqual([one]);
  });

  it.each(['length', 'bidirectional', 'ellipse'] as const)(
    'keep the scale that a person gave: %s',
    (kind) => {
      const inMillimetres = kinds[kind].values.map((value) => ({
        ...value,
        unit: value.unit === '{pixels}' ? 'mm' : value.unit,
      }));
      const one = {
        ...aMeasurement(kind, 'Ulna'),
        values: inMillimetres,
        millimetresPerPixel: 0.123456789012,
      };
      expect(readMeasurements(written([one]))).toEqual([one]);
      expect(readMeasurements(written([{ ...one, label: '' }]))).toEqual([{ ...one, label: '' }]);
      // In the reports of others, and without the method, it is a comment like any other.
      const words = 'Calibrated by hand: 2 mm per pixel';
      const [named] = readMeasurements(written([{ ...aMeasurement(kind), label: words }]));
      expect(named).toEqual({ ...aMeasurement(kind), label: words });
    },
  );

  it('keep an open contour open', () => {
    const open = { ...aMeasurement('freehand'), isClosed: false };
    expect(readMeasurements(written([open]))).toEqual([open]);
  });

  it('are refused of an image whose series is not known', () => {
    expect(() => written([{ ...aMeasurement('length'), sopInstanceUid: '9.9' }])).toThrow(RangeError);
  });

  it('of other viewers are known by the names of their tools, or by their outlines', () => {
    const renamed = (identifier: (kind: string) => string) => {
      const elements = measurementReportElements({
        studyInstanceUid: '1.2.3',
        observer: { kind: 'device', uid: '2.25.1' },
        measurements: measurementKinds.map((kind) => aMeasurement(kind)),
        images,
      });
      const rewritten = JSON.parse(
        JSON.stringify(elements).replaceAll(/"Lumenbox:(\w+)"/g, (_all, kind: string) =>
          JSON.stringify(identifier(kind)),
        ),
      ) as typeof elements;
      return readMeasurements(
        readHeader(aReportInstance({ sopClassUid: comprehensiveSrSopClass, elements: rewritten }).bytes)
          .dataSet,
      ).map(({ kind }) => kind);
    };
    const theirs: Record<string, string> = {
      cobb: 'CobbAngle',
      ellipse: 'EllipticalROI',
      rectangle: 'RectangleROI',
      freehand: 'PlanarFreehandROI',
      arrow: 'ArrowAnnotate',
    };
    expect(renamed((kind) => `Cornerstone3DTools@^0.1.0:${theirs[kind] ?? kind}`)).toEqual(measurementKinds);
    // A rectangle is a contour of four corners, and an arrow without a name of its tool is nothing.
    expect(renamed((kind) => `Lesion ${kind}`)).toEqual([
      'length',
      'angle',
      'cobb',
      'bidirectional',
      'ellipse',
      'freehand',
      'freehand',
    ]);
  });

  it('are none of a report of something else, nor of groups without a line or a UID', () => {
    expect(readMeasurements(readHeader(aReportInstance().bytes).dataSet)).toEqual([]);
    const groups = [
      containerItem(concepts.group, [
        textItem('HAS OBS CONTEXT', concepts.trackingIdentifier, 'Lumenbox:length'),
      ]),
      containerItem(concepts.group, []),
    ];
    const broken = readHeader(
      aReportInstance({
        sopClassUid: comprehensiveSrSopClass,
        elements: [
          ...measurementReportElements({
            studyInstanceUid: '1.2.3',
            observer: { kind: 'device', uid: '2.25.1' },
            measurements: [],
            images,
          }),
          element('ContentSequence', [containerItem(concepts.measurements, groups)]),
        ],
      }).bytes,
    ).dataSet;
    expect(readMeasurements(broken)).toEqual([]);
  });
});
