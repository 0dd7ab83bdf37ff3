// Measurements as the API prints and takes them, and as reports hold them. Pure.
import type { Measurement } from '@lumenbox/contract';
import type { ReportedMeasurement } from '@lumenbox/dicom';

/** A measurement of a report in the API's form. */
export function presentMeasurement(measurement: ReportedMeasurement): Measurement {
  const { uid, kind, label, sopInstanceUid, frameNumber, points, isClosed, values } = measurement;
  const { millimetresPerPixel } = measurement;
  return {
    id: uid,
    kind,
    label: label === '' ? null : label,
    sop_instance_uid: sopInstanceUid,
    frame_number: frameNumber,
    points: points.map(([column, row]) => [column, row]),
    is_closed: isClosed,
    values: values.map(({ quantity, value, unit }) => ({ quantity, value, unit })),
    ...(millimetresPerPixel === undefined ? {} : { millimetres_per_pixel: millimetresPerPixel }),
  };
}

/** A measurement as a report takes it; `sopClassUid` is its image's. */
export function reportedMeasurement(measurement: Measurement, sopClassUid: string): ReportedMeasurement {
  const { id, kind, label, sop_instance_uid, frame_number, points, is_closed, values } = measurement;
  const { millimetres_per_pixel } = measurement;
  return {
    uid: id,
    kind,
    label: label ?? '',
    sopClassUid,
    sopInstanceUid: sop_instance_uid,
    frameNumber: frame_number,
    points,
    isClosed: is_closed,
    values,
    ...(millimetres_per_pixel === undefined ? {} : { millimetresPerPixel: millimetres_per_pixel }),
  };
}
