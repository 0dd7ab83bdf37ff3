// The patient that arriving images make when nobody fits them.
import type { RealmScope } from '../../access/index.ts';
import type { Audit, Origin } from '../../audit/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, PatientsTable } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids.ts';
import { insertIdentifier, selectByIdentifier } from './identifiers.store.ts';
import { derivedColumns, sortNameOf } from './record-text.ts';
import { insertRecord, lockRecords, selectByDemographics } from './records.store.ts';

/** Who the images say they are of. */
export interface ImagedPatient {
  givenNames: string;
  familyName: string;
  /** `YYYY-MM-DD`, or null where the images do not say. */
  dateOfBirth: string | null;
  sex: string | null;
  identifier?: { value: string; issuer: string | null };
}

/**
 * Makes the patient of arriving images, or gives the one that another sender has made in the meantime: by identifier
 * where the images carry one, else by name, birth date and sex. Waits for other writers of the realm's records, so it
 * belongs at the start of a transaction, before rows of studies are touched.
 */
export async function createPatientFromImages(
  deps: { audit: Pick<Audit, 'record'>; clock: Clock },
  trx: Db,
  scope: RealmScope,
  origin: Origin,
  patient: ImagedPatient,
): Promise<PatientsTable> {
  await lockRecords(trx, scope);
  const [known] = await selectKnown(trx, scope, patient);
  return known ?? makePatientFromImages(deps, trx, scope, origin, patient);
}

/** Makes the patient of images, whoever else is like it. For a transaction that has locked the realm's records. */
export async function makePatientFromImages(
  deps: { audit: Pick<Audit, 'record'>; clock: Clock },
  trx: Db,
  scope: RealmScope,
  origin: Origin,
  patient: ImagedPatient,
): Promise<PatientsTable> {
  const now = deps.clock.now();
  const { identifier } = patient;
  const names = {
    kind: 'patient',
    label: null,
    given_names: patient.givenNames,
    family_name: patient.familyName,
  } as const;
  const row: PatientsTable = {
    id: newId(),
    realm_id: scope.realmId,
    person_id: newId(),
    ...names,
    date_of_birth: patient.dateOfBirth,
    sex: patient.sex,
    address: null,
    archived: 0,
    ...derivedColumns(names, identifier === undefined ? [] : [identifier]),
    created_at: now,
    updated_at: now,
  };
  await insertRecord(trx, scope, row);
  if (identifier !== undefined) {
    await insertIdentifier(trx, scope, {
      id: newId(),
      realm_id: scope.realmId,
      patient_id: row.id,
      value: identifier.value,
      issuer: identifier.issuer ?? '',
      type: null,
      created_at: now,
    });
  }
  await deps.audit.record(trx, origin, {
    event: 'patient.created',
    object: { type: 'patient', id: row.id },
    details: { by: 'images' },
  });
  return row;
}

function selectKnown(trx: Db, scope: RealmScope, patient: ImagedPatient): Promise<PatientsTable[]> {
  if (patient.identifier !== undefined) return selectByIdentifier(trx, scope, patient.identifier);
  return findByDemographics(trx, scope, patient);
}

/** Patients of exactly this name (case and accents folded), birth date and sex. Oldest first. */
export function findByDemographics(
  db: Db,
  scope: RealmScope,
  patient: Omit<ImagedPatient, 'identifier'>,
): Promise<PatientsTable[]> {
  return selectByDemographics(db, scope, {
    sortName: sortNameOf(patient),
    dateOfBirth: patient.dateOfBirth,
    sex: patient.sex,
  });
}
