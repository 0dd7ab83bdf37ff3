// What the values of a PET image are, and what makes a standardized uptake value of them (PS3.3 C.8.9.1). Pure.
import { itemsOf, type JsonDataSet, numberOf, textOf, textsOf } from './dicom-json.ts';

/** Why there is no SUV; each has a sentence in the catalogue. */
export const suvObstacles = [
  'units',
  'notCalibrated',
  'notCorrected',
  'notDecayCorrected',
  'weight',
  'tracer',
  'dose',
  'halfLife',
  'administration',
  'scanTime',
  'derivedLater',
  'timesContradict',
] as const;
export type SuvObstacle = (typeof suvObstacles)[number];

/** The values of a PET image: their unit, and the SUV by body weight (g/ml) of a value of 1, or why there is none. */
export type Uptake = { readonly unit: string } & (
  | { readonly suvOfOne: number }
  | { readonly obstacle: SuvObstacle }
);

/** A day between giving and scanning is a fault in the dates: no tracer of PET is waited for that long. */
const waitSecondsMax = 24 * 3600;

/** Reads it; undefined of any other modality. */
export function readUptake(dataSet: JsonDataSet): Uptake | undefined {
  if (textOf(dataSet, '00080060') !== 'PT') return undefined;
  const units = textOf(dataSet, '00541001');
  const unit = units === 'BQML' ? 'Bq/ml' : units === 'GML' ? 'g/ml' : '';
  const suv = units === 'GML' ? givenSuv(dataSet) : reckonedSuv(dataSet, units);
  return typeof suv === 'number' ? { unit, suvOfOne: suv } : { unit, obstacle: suv };
}

/** The values are SUVs already: by body weight, where SUV Type (0054,1006) says nothing else. */
function givenSuv(dataSet: JsonDataSet): number | SuvObstacle {
  return (textOf(dataSet, '00541006') ?? 'BW') === 'BW' ? 1 : 'units';
}

function reckonedSuv(dataSet: JsonDataSet, units: string | undefined): number | SuvObstacle {
  if (units !== 'BQML') return 'units';
  // Values in Bq/ml have been multiplied with it already; nothing can have come of zero.
  const calibration = numberOf(dataSet, '00541322');
  if (calibration !== undefined && !(calibration > 0)) return 'notCalibrated';
  if (!textsOf(dataSet, '00280051').includes('ATTN')) return 'notCorrected';
  const weightKg = numberOf(dataSet, '00101030') ?? 0;
  if (!(weightKg > 0)) return 'weight';
  const tracers = itemsOf(dataSet, '00540016');
  const [tracer] = tracers;
  if (tracer === undefined || tracers.length > 1) return 'tracer';
  const doseBq = numberOf(tracer, '00181074') ?? 0;
  if (!(doseBq > 0)) return 'dose';
  const share = decayedShare(dataSet, tracer);
  return typeof share === 'number' ? (weightKg * 1000) / (doseBq * share) : share;
}

/** What is left of the dose at the moment to which the values are corrected (0054,1102). */
function decayedShare(dataSet: JsonDataSet, tracer: JsonDataSet): number | SuvObstacle {
  const correction = textOf(dataSet, '00541102');
  if (correction === 'ADMIN') return 1;
  if (correction !== 'START') return 'notDecayCorrected';
  const halfLife = numberOf(tracer, '00181075') ?? 0;
  if (!(halfLife > 0)) return 'halfLife';
  const scan = scanStart(dataSet);
  if (typeof scan !== 'number') return scan;
  const given = givenAt(dataSet, tracer, scan);
  if (given === undefined) return 'administration';
  const waited = scan - given;
  if (waited < 0 || waited > waitSecondsMax) return 'timesContradict';
  return 2 ** (-waited / halfLife);
}

/**
 * The start of the scan: of all beds, the series' own. A series later than what was acquired was made of it afterwards,
 * and does not say when the scan began.
 */
function scanStart(dataSet: JsonDataSet): number | SuvObstacle {
  const series = moment(textOf(dataSet, '00080021'), textOf(dataSet, '00080031'));
  const acquired = moment(textOf(dataSet, '00080022'), textOf(dataSet, '00080032'));
  if (series === undefined) return acquired ?? 'scanTime';
  return acquired !== undefined && series > acquired ? 'derivedLater' : series;
}

/** When the tracer was given; a time without a date is of the day of the scan, or of the evening before it. */
function givenAt(dataSet: JsonDataSet, tracer: JsonDataSet, scan: number): number | undefined {
  const whole = textOf(tracer, '00181078');
  if (whole !== undefined) return moment(whole.slice(0, 8), whole.slice(8).replace(/[+-]\d{4}$/, ''));
  const day = textOf(dataSet, '00080021') ?? textOf(dataSet, '00080022');
  const given = moment(day, textOf(tracer, '00181072'));
  return given !== undefined && given > scan ? given - 24 * 3600 : given;
}

/** Seconds; both are of the scanner's clock, so that the zone does not matter. */
function moment(day: string | undefined, time: string | undefined): number | undefined {
  const date = /^(\d{4})(\d{2})(\d{2})$/.exec(day ?? '');
  const clock = /^(\d{2})(\d{2})?(\d{2}(?:\.\d+)?)?$/.exec(time ?? '');
  if (date === null || clock === null) return undefined;
  const midnight = Date.UTC(Number(date[1]), Number(date[2]) - 1, Number(date[3])) / 1000;
  return midnight + Number(clock[1]) * 3600 + Number(clock[2] ?? 0) * 60 + Number(clock[3] ?? 0);
}
