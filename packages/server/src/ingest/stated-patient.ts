// Whom an instance says it is of: the patient module's identifying attributes (PS3.3 C.7.1.1). Pure; compares nothing.
import {
  type DataSet,
  firstString,
  type PersonNameGroup,
  parsePersonName,
  sequence,
  tags,
} from '@lumenbox/dicom';

/** An identifier with the body that issued it; null where the file does not say. */
export interface StatedIdentifier {
  readonly value: string;
  readonly issuer: string | null;
}

/** What an instance says of its patient; what it does not say is null or empty. */
export interface StatedPatient {
  /** Every writing of the name that the file has. */
  readonly names: readonly PersonNameGroup[];
  /** `YYYY-MM-DD` */
  readonly birthDate: string | null;
  readonly sex: 'male' | 'female' | 'other' | null;
  /** Patient ID first, then other IDs. */
  readonly identifiers: readonly StatedIdentifier[];
}

const sexes: Readonly<Record<string, 'male' | 'female' | 'other'>> = { M: 'male', F: 'female', O: 'other' };
/** More other IDs than any patient has; a bound on what is compared. */
const identifiersMax = 50;
const identifierCharactersMax = 255;

/** Reads the patient of a data set. */
export function readPatient(dataSet: DataSet): StatedPatient {
  const name = parsePersonName(firstString(dataSet, tags.PatientName) ?? '');
  const others = sequence(dataSet, tags.OtherPatientIDsSequence).slice(0, identifiersMax);
  return {
    names: [name.alphabetic, name.ideographic, name.phonetic].filter((group) => group !== undefined),
    birthDate: birthDate(firstString(dataSet, tags.PatientBirthDate)),
    sex: sexes[(firstString(dataSet, tags.PatientSex) ?? '').toUpperCase()] ?? null,
    identifiers: [dataSet, ...others].flatMap(identifierOf),
  };
}

function identifierOf(dataSet: DataSet): StatedIdentifier[] {
  const value = clean(firstString(dataSet, tags.PatientID));
  if (value === null) return [];
  return [{ value, issuer: clean(firstString(dataSet, tags.IssuerOfPatientID)) }];
}

function clean(text: string | undefined): string | null {
  const value = (text ?? '').replaceAll('\0', '').trim();
  return value === '' ? null : [...value].slice(0, identifierCharactersMax).join('');
}

function birthDate(text: string | undefined): string | null {
  const match = /^(\d{4})\.?(\d{2})\.?(\d{2})/.exec(text ?? '');
  if (match === null) return null;
  const day = `${match[1]}-${match[2]}-${match[3]}`;
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day ? null : day;
}

/** A person name as people write it: prefix, given, middle, family, suffix of the first writing there is. */
export function personNameText(value: string): string {
  const name = parsePersonName(value);
  const group = name.alphabetic ?? name.ideographic ?? name.phonetic;
  if (group === undefined) return '';
  const { prefix, given, middle, family, suffix } = group;
  return [prefix, given, middle, family, suffix].filter((part) => part !== '').join(' ');
}
