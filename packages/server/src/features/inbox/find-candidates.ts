// Patients whom held images may be of: the one that was named, those of the same identifier, those of the same demographics.
import type { HeldFacts, HeldStudyWithCandidates } from '@lumenbox/contract';
import type { RealmScope } from '../../access/index.ts';
import type { Db, HeldStudiesTable, PatientsTable } from '../../platform/database/index.ts';
import { findByDemographics, selectByIdentifier, selectRecord } from '../patients/index.ts';

type Candidate = HeldStudyWithCandidates['candidates'][number];

/** More help nobody to decide; who looks for another patient searches. */
const candidatesMax = 10;

/** The candidates of a held study, the best first, each once. */
export async function findCandidates(
  db: Db,
  scope: RealmScope,
  held: { row: HeldStudiesTable; facts: HeldFacts | null },
): Promise<Candidate[]> {
  const { row, facts } = held;
  const named = row.patient_id === null ? undefined : await selectRecord(db, scope, row.patient_id);
  const identified = facts?.identifier ? await selectByIdentifier(db, scope, facts.identifier) : [];
  const described = facts === null ? [] : await findByDemographics(db, scope, describe(facts));
  const found = new Map<string, Candidate>();
  const add = (patients: readonly PatientsTable[], fitsBy: Candidate['fits_by']) => {
    for (const patient of patients)
      if (!found.has(patient.id) && found.size < candidatesMax)
        found.set(patient.id, presentCandidate(patient, fitsBy));
  };
  add(named === undefined ? [] : [named], 'named');
  add(identified, 'identifier');
  add(described, 'demographics');
  return [...found.values()];
}

function describe(facts: HeldFacts) {
  return {
    givenNames: facts.given_names,
    familyName: facts.family_name,
    dateOfBirth: facts.date_of_birth,
    sex: facts.sex,
  };
}

/** Of a case nothing is shown but that it is one: its id. */
function presentCandidate(row: PatientsTable, fitsBy: Candidate['fits_by']): Candidate {
  const { id, given_names, family_name, date_of_birth, sex } = row;
  if (row.kind === 'case')
    return {
      id,
      given_names: null,
      family_name: null,
      date_of_birth: null,
      sex: null,
      fits_by: fitsBy,
    };
  return { id, given_names, family_name, date_of_birth, sex, fits_by: fitsBy };
}
