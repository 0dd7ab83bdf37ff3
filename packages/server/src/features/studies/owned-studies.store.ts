// Studies with the records that stand for their persons, as pages of all studies show them. Reads only.
import type { RealmScope } from '../../access/index.ts';
import type { Db, PatientsTable, StudiesTable } from '../../platform/database/index.ts';

/** A study and the record that stands for its person. */
export interface OwnedStudy {
  study: StudiesTable;
  owner: Pick<PatientsTable, 'id' | 'kind' | 'label' | 'family_name' | 'given_names'>;
}

/** The studies of ids in their order, each with its owner; what has gone in the meantime is left out. */
export async function selectOwnedStudies(
  db: Db,
  scope: RealmScope,
  ids: readonly string[],
): Promise<OwnedStudy[]> {
  if (ids.length === 0) return [];
  const studies = await db
    .selectFrom('studies')
    .selectAll()
    .where('realm_id', '=', scope.realmId)
    .where('id', 'in', ids)
    .execute();
  const persons = [...new Set(studies.map((study) => study.person_id))];
  if (persons.length === 0) return [];
  const owners = await db
    .selectFrom('patients')
    .select(['id', 'kind', 'label', 'family_name', 'given_names', 'person_id'])
    .where('realm_id', '=', scope.realmId)
    .where('person_id', 'in', persons)
    .orderBy('archived', 'desc')
    .orderBy('id', 'desc')
    .execute();
  // Of several the last stays: the oldest that is not archived, as in the table's triggers.
  const ownerOf = new Map(owners.map((owner) => [owner.person_id, owner]));
  const studyOf = new Map(studies.map((study) => [study.id, study]));
  return ids.flatMap((id) => {
    const study = studyOf.get(id);
    const owner = study === undefined ? undefined : ownerOf.get(study.person_id);
    return study === undefined || owner === undefined ? [] : [{ study, owner }];
  });
}
