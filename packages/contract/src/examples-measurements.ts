// Examples of the operations on measurements. Nobody's images.
import type { Examples } from './examples.ts';
import type { Measurement } from './resources/measurements.ts';

const aLength: Measurement = {
  id: '2.25.329800735698586629295641978511506172918',
  kind: 'length',
  label: 'Nodule',
  sop_instance_uid: '2.25.191475420341632862091386126131128393617',
  frame_number: 1,
  points: [
    [211.5, 180.25],
    [224, 191.5],
  ],
  is_closed: false,
  values: [{ quantity: 'length', value: 13.4, unit: 'mm' }],
};
const version = '2.25.77362841903746182736455463728191736455';

export const measurementExamples: Examples<'listMeasurements' | 'saveMeasurements'> = {
  listMeasurements: { request: {}, answer: { data: { version, measurements: [aLength], others: [] } } },
  saveMeasurements: {
    request: { version: null, measurements: [aLength] },
    answer: { data: { version, measurements: [aLength], others: [] } },
  },
};
