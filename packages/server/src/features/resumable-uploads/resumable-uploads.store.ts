// The table of resumable uploads: what is under way, whose it is, and when it is given up.
import { sql } from 'kysely';
import type { RealmScope } from '../../access/index.ts';
import { type Db, dialectOf, type ResumableUploadsTable } from '../../platform/database/index.ts';

/**
 * Lets one transaction at a time begin parts of a realm, until it ends: what is under way is added up before another is
 * let in. SQLite has one writer as it is.
 */
export async function lockBeginnings(trx: Db, scope: RealmScope): Promise<void> {
  if (dialectOf(trx) === 'sqlite') return;
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`parts ${scope.realmId}`}, 0))`.execute(trx);
}

/** Adds a resumable upload. Unscoped: the row carries its realm. */
export async function insertResumable(trx: Db, row: ResumableUploadsTable): Promise<void> {
  await trx.insertInto('resumable_uploads').values(row).execute();
}

/** Changes a resumable upload, holds its row until the transaction ends, and gives it as it is then. */
export async function updateResumable(
  trx: Db,
  scope: RealmScope,
  id: string,
  changes: Partial<Pick<ResumableUploadsTable, 'state' | 'has_job' | 'expires_at'>>,
): Promise<ResumableUploadsTable | undefined> {
  return trx
    .updateTable('resumable_uploads')
    .set((eb) => ({ id: eb.ref('id'), ...changes }))
    .where('id', '=', id)
    .where('realm_id', '=', scope.realmId)
    .returningAll()
    .executeTakeFirst();
}

/** The upload that a maker calls by a key of its own. */
export async function selectResumableByKey(
  db: Db,
  scope: RealmScope,
  options: { maker: string; clientKey: string },
): Promise<ResumableUploadsTable | undefined> {
  return db
    .selectFrom('resumable_uploads')
    .selectAll()
    .where('realm_id', '=', scope.realmId)
    .where('maker', '=', options.maker)
    .where('client_key', '=', options.clientKey)
    .executeTakeFirst();
}

/** The uploads under way that name a patient. */
export async function selectResumableOfPatient(
  db: Db,
  scope: RealmScope,
  patientId: string,
): Promise<string[]> {
  const rows = await db
    .selectFrom('resumable_uploads')
    .select('id')
    .where('realm_id', '=', scope.realmId)
    .where('patient_id', '=', patientId)
    .orderBy('id')
    .execute();
  return rows.map((row) => row.id);
}

/** Has uploads under way name another patient. */
export async function moveResumableOfPatient(
  trx: Db,
  scope: RealmScope,
  move: { fromPatientId: string; toPatientId: string },
): Promise<void> {
  await trx
    .updateTable('resumable_uploads')
    .set({ patient_id: move.toPatientId })
    .where('realm_id', '=', scope.realmId)
    .where('patient_id', '=', move.fromPatientId)
    .execute();
}

/**
 * Uploads whose time is over, some at a time; none of which something whole waits to be taken in, however long that takes: its
 * sender was told that all of it is here. Unscoped: the clean-up is the installation's.
 */
export async function selectExpired(
  db: Db,
  options: { now: string; limit: number },
): Promise<Pick<ResumableUploadsTable, 'id' | 'realm_id'>[]> {
  return db
    .selectFrom('resumable_uploads')
    .select(['id', 'realm_id'])
    .where('expires_at', '<', options.now)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('upload_parts')
            .select('upload_parts.id')
            .whereRef('upload_parts.upload_id', '=', 'resumable_uploads.id')
            .where('upload_parts.state', '=', 'whole'),
        ),
      ),
    )
    .orderBy('expires_at')
    .limit(options.limit)
    .execute();
}

/** Forgets a resumable upload, whose parts are gone. The upload itself stays. */
export async function deleteResumable(trx: Db, scope: RealmScope, id: string): Promise<void> {
  await trx
    .deleteFrom('resumable_uploads')
    .where('id', '=', id)
    .where('realm_id', '=', scope.realmId)
    .execute();
}
