// The table of parts: how far each has come, and whether its bytes wait, or were taken in.
import { sql } from 'kysely';
import type { RealmScope } from '../../access/index.ts';
import type { Db, ResumableUploadsTable, UploadPartsTable } from '../../platform/database/index.ts';
import { isId } from '../../platform/ids.ts';

/** Adds a part. Unscoped: the row carries its realm. */
export async function insertPart(trx: Db, row: UploadPartsTable): Promise<void> {
  await trx.insertInto('upload_parts').values(row).execute();
}

/** A part, and what of its upload its maker is told. */
export type KnownPart = UploadPartsTable & Pick<ResumableUploadsTable, 'expires_at'>;

/**
 * A part that its maker can go on with; `undefined` for everybody else, and when it was given up or has expired. What is whole
 * and waits to be taken in does not expire.
 */
export async function selectKnownPart(
  db: Db,
  scope: RealmScope,
  options: { id: string; maker: string; now: string },
): Promise<KnownPart | undefined> {
  if (!isId(options.id)) return undefined;
  return db
    .selectFrom('upload_parts')
    .innerJoin('resumable_uploads', 'resumable_uploads.id', 'upload_parts.upload_id')
    .selectAll('upload_parts')
    .select('resumable_uploads.expires_at')
    .where('upload_parts.id', '=', options.id)
    .where('upload_parts.realm_id', '=', scope.realmId)
    .where('upload_parts.is_terminated', '=', 0)
    .where('resumable_uploads.maker', '=', options.maker)
    .where((eb) =>
      eb.or([eb('resumable_uploads.expires_at', '>', options.now), eb('upload_parts.state', '=', 'whole')]),
    )
    .executeTakeFirst();
}

/** An upload's part by its place. */
export async function selectPart(
  db: Db,
  scope: RealmScope,
  options: { uploadId: string; number: number },
): Promise<UploadPartsTable | undefined> {
  return db
    .selectFrom('upload_parts')
    .selectAll()
    .where('realm_id', '=', scope.realmId)
    .where('upload_id', '=', options.uploadId)
    .where('number', '=', options.number)
    .executeTakeFirst();
}

/** How many parts of a realm are under way, and how many bytes they are or will be. */
export async function sumUnderWay(db: Db, scope: RealmScope): Promise<{ count: number; bytes: number }> {
  return db
    .selectFrom('upload_parts')
    .select((eb) => [
      eb.fn.countAll<number>().as('count'),
      eb.fn.coalesce(eb.fn.sum<number>('size_bytes'), eb.lit(0)).as('bytes'),
    ])
    .where('realm_id', '=', scope.realmId)
    .where('state', '<>', sql.lit('received'))
    .executeTakeFirstOrThrow();
}

/** How many parts of an upload have come to which state. */
export async function countStates(
  db: Db,
  scope: RealmScope,
  uploadId: string,
): Promise<Readonly<Record<UploadPartsTable['state'], number>>> {
  const rows = await db
    .selectFrom('upload_parts')
    .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
    .where('realm_id', '=', scope.realmId)
    .where('upload_id', '=', uploadId)
    .groupBy('state')
    .execute();
  const counts = { open: 0, whole: 0, received: 0 };
  for (const { state, count } of rows) counts[state] = count;
  return counts;
}

/**
 * Counts bytes that became durable: the whole is `whole` now. `undefined` when the part does not stand where they
 * begin any more, so that of two who send at once one is told.
 */
export async function advancePart(
  trx: Db,
  scope: RealmScope,
  step: { id: string; fromBytes: number; toBytes: number },
): Promise<UploadPartsTable | undefined> {
  return trx
    .updateTable('upload_parts')
    .set({
      received_bytes: step.toBytes,
      state: sql<
        UploadPartsTable['state']
      >`CASE WHEN size_bytes = ${step.toBytes} THEN 'whole' ELSE 'open' END`,
    })
    .where('id', '=', step.id)
    .where('realm_id', '=', scope.realmId)
    .where('received_bytes', '=', step.fromBytes)
    .where('state', '=', 'open')
    .where('is_terminated', '=', 0)
    .returningAll()
    .executeTakeFirst();
}

/** The part that is to be taken in next: the one that was begun, else the first that is whole. */
export async function selectWhole(
  db: Db,
  scope: RealmScope,
  uploadId: string,
): Promise<UploadPartsTable | undefined> {
  return db
    .selectFrom('upload_parts')
    .selectAll()
    .where('realm_id', '=', scope.realmId)
    .where('upload_id', '=', uploadId)
    .where('state', '=', 'whole')
    .orderBy(sql`CASE WHEN first_position IS NULL THEN 1 ELSE 0 END`)
    .orderBy('number')
    .limit(1)
    .executeTakeFirst();
}

/** The parts that are whole and wait to be taken in. */
export async function selectWaitingParts(
  db: Db,
  scope: RealmScope,
  uploadId: string,
): Promise<UploadPartsTable[]> {
  return db
    .selectFrom('upload_parts')
    .selectAll()
    .where('realm_id', '=', scope.realmId)
    .where('upload_id', '=', uploadId)
    .where('state', '=', 'whole')
    .orderBy('number')
    .execute();
}

/** Changes what becomes of a part. */
export async function updatePart(
  trx: Db,
  scope: RealmScope,
  id: string,
  changes: Partial<Pick<UploadPartsTable, 'state' | 'is_terminated' | 'first_position'>>,
): Promise<void> {
  await trx
    .updateTable('upload_parts')
    .set(changes)
    .where('id', '=', id)
    .where('realm_id', '=', scope.realmId)
    .execute();
}

/** The parts of an upload that nobody has begun to take in, or all of them. */
export async function selectPartIds(
  db: Db,
  scope: RealmScope,
  options: { uploadId: string; only: 'not begun' | 'all' },
): Promise<string[]> {
  let query = db
    .selectFrom('upload_parts')
    .select('id')
    .where('realm_id', '=', scope.realmId)
    .where('upload_id', '=', options.uploadId);
  if (options.only === 'not begun')
    query = query.where('first_position', 'is', null).where('state', '<>', sql.lit('received'));
  return (await query.execute()).map((row) => row.id);
}

/** Removes parts whose pieces are gone. */
export async function deleteParts(trx: Db, scope: RealmScope, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await trx.deleteFrom('upload_parts').where('realm_id', '=', scope.realmId).where('id', 'in', ids).execute();
}
