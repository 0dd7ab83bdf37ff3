// The table of versions of a realm's own profiles: added, read, never changed.
import type { RealmScope } from '../../access/index.ts';
import type { Db, DeidentificationProfileVersionsTable } from '../../platform/database/index.ts';

/** Adds a version. The primary key refuses one of a number that is there already. */
export async function insertProfileVersion(
  trx: Db,
  scope: RealmScope,
  row: Omit<DeidentificationProfileVersionsTable, 'realm_id'>,
): Promise<void> {
  await trx
    .insertInto('deidentification_profile_versions')
    .values({ ...row, realm_id: scope.realmId })
    .execute();
}

/** The versions of a profile, the newest first. */
export async function selectProfileVersions(
  db: Db,
  scope: RealmScope,
  options: { profileId: string; limit: number },
): Promise<DeidentificationProfileVersionsTable[]> {
  return db
    .selectFrom('deidentification_profile_versions')
    .selectAll()
    .where('profile_id', '=', options.profileId)
    .where('realm_id', '=', scope.realmId)
    .orderBy('version', 'desc')
    .limit(options.limit)
    .execute();
}
