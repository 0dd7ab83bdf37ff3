// The record that an instance's own words make, when somebody makes a patient of them. Pure.
import type { ImagedPatient } from '../features/patients/index.ts';
import type { StatedPatient } from './stated-patient.ts';

/** What the API takes and gives back of a name. */
const nameCharactersMax = 255;

/** The record that an instance's own words make. What it leaves out is unknown, and a name is never empty. */
export function newPatient(stated: StatedPatient): ImagedPatient {
  const [name] = stated.names;
  const [identifier] = stated.identifiers;
  const givenNames = cut([name?.given ?? '', name?.middle ?? ''].filter((part) => part !== '').join(' '));
  return {
    givenNames,
    familyName: cut(name?.family ?? '') || (givenNames === '' ? 'Unknown' : ''),
    dateOfBirth: stated.birthDate,
    sex: stated.sex ?? 'unknown',
    ...(identifier === undefined ? {} : { identifier }),
  };
}

function cut(text: string): string {
  return [...text.replaceAll('\0', '')].slice(0, nameCharactersMax).join('');
}
