// The studies that the archive grows by: the same ones for the same number, so that every answer can be checked. No I/O.
import { aCtInstance, anMrInstance } from '../../packages/dicom/src/testing/index.ts';

/** One study of one instance, as its file says it. */
export interface GrownStudy {
  readonly patientId: string;
  readonly patientName: string;
  readonly accessionNumber: string;
  /** `YYYYMMDD`. */
  readonly studyDate: string;
  readonly modality: 'CT' | 'MR';
  readonly studyInstanceUid: string;
  readonly bytes: Uint8Array;
}

const studiesPerPatient = 2.5;
const familyNames =
  'Adler Bauer Costa Dahl Eriksen Farrow Greco Hansen Ivanov Jansen Keller Larsen Moreau Novak Olsson Petrov'.split(
    ' ',
  );
const givenNames =
  'Ada Ben Carla Dana Emil Farah Grace Hugo Ines Jonas Karim Lara Maya Noah Olga Paula'.split(' ');
const syllables = 'ba de fi go hu ka le mi no pu ra se ti vo wu za'.split(' ');
const firstDayMs = Date.UTC(2006, 0, 1);
const dayMs = 86_400_000;
/** Days over which studies are spread: some 140 studies a day at a million. */
const days = 7300;
/** 8 x 8 pixels: an instance of 1.6 KB, so that the index grows and not the disk. */
const edge = 8;
const pixelData = new Uint8Array(edge * edge * 2);

/** The study of a number, without its file. */
export function describeGrown(number: number): Omit<GrownStudy, 'bytes'> {
  const patient = Math.floor(number / studiesPerPatient);
  // A multiplier that shares no factor with the days scatters neighbours.
  const day = new Date(firstDayMs + ((number * 3571) % days) * dayMs);
  return {
    patientId: `G${patient}`,
    patientName: nameOf(patient),
    accessionNumber: `A${number}`,
    studyDate: day.toISOString().slice(0, 10).replaceAll('-', ''),
    modality: number % 3 === 0 ? 'MR' : 'CT',
    studyInstanceUid: `2.25.${10 ** 12 + number}`,
  };
}

/** The study of a number with its file. */
export function makeGrown(number: number): GrownStudy {
  const study = describeGrown(number);
  const options = { ...study, seed: `growth ${number}`, rows: edge, columns: edge, pixelData };
  const { bytes } = study.modality === 'CT' ? aCtInstance(options) : anMrInstance(options);
  return { ...study, bytes };
}

/** The studies of a patient, by the number of the patient. */
export function studiesOf(patient: number): number[] {
  const first = Math.ceil(patient * studiesPerPatient);
  const next = Math.ceil((patient + 1) * studiesPerPatient);
  return Array.from({ length: next - first }, (_, index) => first + index);
}

/** The patient of a study. */
export function patientOf(number: number): number {
  return Math.floor(number / studiesPerPatient);
}

/** Family names have an ending of two syllables, so that a name is some dozens of people's at a million. */
function nameOf(patient: number): string {
  const mixed = Math.imul(patient + 1, 2_654_435_761) >>> 0;
  const pick = (words: readonly string[], shift: number) => words[(mixed >>> shift) % words.length];
  return `${pick(familyNames, 0)}${pick(syllables, 4)}${pick(syllables, 8)}^${pick(givenNames, 12)}`;
}
