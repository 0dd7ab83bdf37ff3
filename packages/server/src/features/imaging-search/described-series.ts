// What the index of queries knows of series, as the archive's rows have it.

import type { RealmScope } from '../../access/index.ts';
import type { SeriesFacts } from '../../archive/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { noSeriesNumber } from './describe-imaging.ts';
import { selectIndexedSeries } from './search-index.store.ts';

/** A series as its instances describe it. */
export interface DescribedSeries {
  readonly id: string;
  readonly facts: SeriesFacts;
}

/** What the instances of series say of them; series that are not indexed are left out. */
export async function describedSeries(
  db: Db,
  scope: RealmScope,
  seriesIds: readonly string[],
): Promise<DescribedSeries[]> {
  const rows = await selectIndexedSeries(db, scope, seriesIds);
  return rows.map((row) => ({
    id: row.id,
    facts: {
      series_instance_uid: row.series_instance_uid,
      series_number: row.series_number === noSeriesNumber ? null : row.series_number,
      series_description: row.series_description || null,
      modality: row.modality || null,
      body_part_examined: row.body_part_examined || null,
    },
  }));
}
