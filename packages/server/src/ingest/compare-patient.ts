// Does what an instance says of its patient contradict a record? Lenient where writing differs, strict where people do. Pure.
import { foldText, type PersonNameGroup } from '@lumenbox/dicom';
import type { PatientIdentifiersTable, PatientsTable } from '../platform/database/index.ts';
import type { StatedIdentifier, StatedPatient } from './stated-patient.ts';

/** A value that tells people apart. */
export type DifferingField = 'name' | 'birth date' | 'sex' | 'identifier';

type RecordFacts = Pick<PatientsTable, 'given_names' | 'family_name' | 'date_of_birth' | 'sex'>;
type Identifier = Pick<PatientIdentifiersTable, 'value' | 'issuer'>;

/** The fields in which an instance contradicts a record. What one of the two does not say never contradicts. */
export function differingFields(
  stated: StatedPatient,
  record: { facts: RecordFacts; identifiers: readonly Identifier[] },
): DifferingField[] {
  const { facts, identifiers } = record;
  const differs: Record<DifferingField, boolean> = {
    name: !isNameCompatible(stated.names, facts),
    'birth date':
      stated.birthDate !== null && facts.date_of_birth !== null && stated.birthDate !== facts.date_of_birth,
    sex: stated.sex !== null && facts.sex !== null && facts.sex !== 'unknown' && stated.sex !== facts.sex,
    identifier: isIdentifierContradicted(stated.identifiers, identifiers),
  };
  return (Object.keys(differs) as DifferingField[]).filter((field) => differs[field]);
}

/** Says which values differ, and none of them. */
export function differenceSentence(fields: readonly DifferingField[]): string {
  const last = fields.at(-1) ?? '';
  const list = fields.length > 1 ? `${fields.slice(0, -1).join(', ')} and ${last}` : last;
  return `The ${list} in the file ${fields.length > 1 ? 'differ' : 'differs'} from the patient's.`;
}

/**
 * Compatible when one of the file's writings and the record's name are the same words, in any order, one of them
 * perhaps with fewer words (a middle name left out) or with initials; at least one whole word must be common.
 */
function isNameCompatible(names: readonly PersonNameGroup[], facts: RecordFacts): boolean {
  const recorded = words(`${facts.given_names ?? ''} ${facts.family_name ?? ''}`);
  if (recorded.length === 0) return true;
  const stated = names
    .map((group) => words(`${group.given} ${group.middle} ${group.family}`))
    .filter((group) => group.length > 0);
  return stated.length === 0 || stated.some((group) => areCompatible(group, recorded));
}

/** Folded words; hyphens, apostrophes and points part words as spaces do. */
function words(text: string): string[] {
  return foldText(text)
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '');
}

function areCompatible(first: readonly string[], second: readonly string[]): boolean {
  // "van der Berg" and "Vanderberg", "O'Neil" and "ONeil".
  if (first.join('') === second.join('')) return true;
  const [fewer, more] = first.length <= second.length ? [first, second] : [second, first];
  const left = [...more];
  let common = 0;
  // Whole words first, so that an initial does not take the word that another word needs.
  const initials: string[] = [];
  for (const word of fewer) {
    const at = left.indexOf(word);
    if (at < 0) initials.push(word);
    else {
      left.splice(at, 1);
      common += 1;
    }
  }
  const isShort = (word: string) => [...word].length === 1;
  for (const word of initials) {
    const at = left.findIndex(
      (other) => (isShort(word) && other.startsWith(word)) || (isShort(other) && word.startsWith(other)),
    );
    if (at < 0) return false;
    left.splice(at, 1);
  }
  return common > 0;
}

/**
 * Contradicted when the patient has identifiers of an issuer, the file gives one of the same issuer, and none of them
 * is equal. An equal value anywhere settles it: many files leave the issuer away.
 */
function isIdentifierContradicted(
  stated: readonly StatedIdentifier[],
  recorded: readonly Identifier[],
): boolean {
  const isKnown = stated.some(({ value, issuer }) =>
    recorded.some(
      (one) => one.value === value && (issuer === null || one.issuer === '' || one.issuer === issuer),
    ),
  );
  if (isKnown) return false;
  return stated.some(({ issuer }) => recorded.some((one) => one.issuer === (issuer ?? '')));
}
