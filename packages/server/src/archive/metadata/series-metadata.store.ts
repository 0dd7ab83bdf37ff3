// The table of kept metadata documents, one a series. A row whose fingerprint is not that of the series is stale.
import type { RealmScope } from '../../access/index.ts';
import type { Db, SeriesMetadataTable } from '../../platform/database/index.ts';

/** The kept documents of series. */
export async function selectKeptMetadata(
  db: Db,
  scope: RealmScope,
  seriesIds: readonly string[],
): Promise<SeriesMetadataTable[]> {
  if (seriesIds.length === 0) return [];
  return db
    .selectFrom('series_metadata')
    .selectAll()
    .where('series_id', 'in', seriesIds)
    .where('realm_id', '=', scope.realmId)
    .execute();
}

/** Keeps a document in the place of the one before, and gives the key of that one's object; the key of its own when the series is gone. */
export async function putKeptMetadata(
  trx: Db,
  scope: RealmScope,
  row: Omit<SeriesMetadataTable, 'realm_id'>,
): Promise<string | undefined> {
  const before = await trx
    .selectFrom('series_metadata')
    .select('object_key')
    .where('series_id', '=', row.series_id)
    .where('realm_id', '=', scope.realmId)
    .executeTakeFirst();
  const { series_id, ...changes } = row;
  const kept = await trx
    .insertInto('series_metadata')
    .columns([...columns])
    .expression((eb) =>
      eb
        .selectFrom('series')
        .select((from) =>
          columns.map((column) => from.val({ ...row, realm_id: scope.realmId }[column]).as(column)),
        )
        .where('id', '=', series_id)
        .where('realm_id', '=', scope.realmId),
    )
    .onConflict((conflict) => conflict.column('series_id').doUpdateSet(changes))
    .returning('series_id')
    .executeTakeFirst();
  return kept === undefined ? row.object_key : before?.object_key;
}

/** Removes the documents of series, or of studies' series, and gives the keys of their objects; what becomes of those is the caller's to say. */
export async function deleteKeptMetadata(
  trx: Db,
  scope: RealmScope,
  of: { seriesId: string } | { studyIds: readonly string[] },
): Promise<string[]> {
  const rows = await trx
    .deleteFrom('series_metadata')
    .where('realm_id', '=', scope.realmId)
    .where((eb) =>
      'seriesId' in of
        ? eb('series_id', '=', of.seriesId)
        : eb(
            'series_id',
            'in',
            eb.selectFrom('series').select('series.id').where('series.study_id', 'in', of.studyIds),
          ),
    )
    .returning('object_key')
    .execute();
  return rows.map((row) => row.object_key);
}

const columns = [
  'series_id',
  'realm_id',
  'fingerprint',
  'base_url',
  'object_key',
  'size_bytes',
  'text_bytes',
  'text_crc',
  'created_at',
] as const satisfies readonly (keyof SeriesMetadataTable)[];

/** Which of these objects are kept documents. Unscoped: the sweep is the installation's. */
export async function selectMetadataKeys(db: Db, objectKeys: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('series_metadata')
    .select('object_key')
    .where('object_key', 'in', objectKeys)
    .execute();
  return rows.map((row) => row.object_key);
}
