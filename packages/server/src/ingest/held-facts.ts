// What somebody who decides about held images is shown of them, and what tells two persons' images apart. Pure.
import type { HeldFacts } from '@lumenbox/contract';
import type { HeldStudiesTable } from '../platform/database/index.ts';
import { sha256 } from '../platform/ids.ts';
import type { IndexedInstance } from './index-entries.ts';
import { newPatient } from './new-patient.ts';

/** The columns of a held study that its images fill. */
export function heldFacts(instance: IndexedInstance): Pick<HeldStudiesTable, 'identity' | 'facts'> {
  const patient = newPatient(instance.patient);
  const { study_description, study_date, accession_no, institution_name } = instance.study;
  const facts: HeldFacts = {
    given_names: patient.givenNames,
    family_name: patient.familyName,
    date_of_birth: patient.dateOfBirth,
    sex: patient.sex,
    identifier: patient.identifier ?? null,
    study_description,
    study_date,
    accession_no,
    institution_name,
    modality: instance.modality,
  };
  return { identity: sha256(JSON.stringify(instance.patient)), facts: JSON.stringify(facts) };
}
