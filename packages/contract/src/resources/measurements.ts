// Measurements on the images of a study, as they are drawn: kept in the study as a DICOM structured report (TID 1500).
import { z } from 'zod';
import { choice, dicomUidPattern, failing, text } from '../fields.ts';

/** What can be drawn. */
export const measurementKinds = [
  'length',
  'angle',
  'cobb',
  'bidirectional',
  'ellipse',
  'rectangle',
  'freehand',
  'arrow',
] as const;
export type MeasurementKind = (typeof measurementKinds)[number];
/** What a value of a measurement is. */
export const measuredQuantities = [
  'length',
  'angle',
  'long_axis',
  'short_axis',
  'area',
  'mean',
  'deviation',
] as const;

/** Measurements of one study: a reader draws some dozens. */
export const measurementsMax = 1000;
/** Points of a contour: one for each pixel that the hand crossed. */
const pointsMax = 10_000;
const valuesMax = 20;
const labelMax = 255;
const unitMax = 32;
/** Millimetres for a pixel: of a photograph of a whole room. */
const scaleMax = 10_000;
/** Farther outside of an image nobody draws. */
const coordinateMax = 1_000_000;

const uid = () =>
  z
    .string()
    .max(64)
    .refine((value) => dicomUidPattern.test(value), failing({ rule: 'format' }))
    .meta({ examples: ['2.25.329800735698586629295641978511506172918'] });
const coordinate = () => z.number().min(-coordinateMax).max(coordinateMax);

export const Measurement = z
  .object({
    id: uid().meta({
      description: 'Tracking Unique Identifier: a UID that stays the same from one saving to the next.',
    }),
    kind: choice(measurementKinds),
    label: text(labelMax)
      .nullable()
      .meta({ description: 'What somebody called it.', examples: ['Nodule'] }),
    sop_instance_uid: uid().meta({ description: 'The image that it is on, one of the study.' }),
    frame_number: z.int().min(1).max(1_000_000).meta({ description: 'From 1.' }),
    points: z
      .array(z.tuple([coordinate(), coordinate()]))
      .min(2)
      .max(pointsMax)
      .meta({
        description:
          'Columns and rows in pixels from the upper left corner of the upper left pixel (PS3.3 C.18.6.1): both ends of a length; end, vertex, end of an angle; two lines of a Cobb angle; long axis and short axis of `bidirectional` and `ellipse`; the corners of a rectangle, one row after the other; all of a contour (`freehand`); tip and tail of an arrow.',
      }),
    is_closed: z
      .boolean()
      .meta({ description: 'Whether the last point of a contour goes back to the first.' }),
    values: z
      .array(
        z.object({
          quantity: choice(measuredQuantities),
          value: z.number(),
          unit: z.string().min(1).max(unitMax).meta({
            description: "A code of UCUM: `mm`, `deg`, `mm2`, `[hnsf'U]`, `{pixels}`; `1` for none.",
          }),
        }),
      )
      .max(valuesMax),
    millimetres_per_pixel: z.number().positive().max(scaleMax).optional().meta({
      description:
        'The scale that a person gave to an image without one, by a line of known length; absent where lengths are by the scale of the image, or in pixels.',
    }),
  })
  .meta({ id: 'Measurement' });
export type Measurement = z.output<typeof Measurement>;

const version = uid()
  .nullable()
  .meta({ description: 'SOP Instance UID of the report that holds them; null when there is none yet.' });

export const StudyMeasurements = z
  .object({
    version,
    measurements: z.array(Measurement).meta({ description: 'Those that are saved with `PUT`.' }),
    others: z
      .array(Measurement)
      .meta({ description: 'Those in reports of other programs among the images; read only.' }),
  })
  .meta({ id: 'StudyMeasurements' });
export type StudyMeasurements = z.output<typeof StudyMeasurements>;

export const SaveMeasurements = z.object({
  version: version.meta({
    description: 'The version that was read: refused with 409 when there is a newer one by now.',
  }),
  measurements: z.array(Measurement).max(measurementsMax).meta({
    description: 'All that the study is to have from now on; without one that was there, it is gone.',
  }),
});
export type SaveMeasurements = z.output<typeof SaveMeasurements>;
