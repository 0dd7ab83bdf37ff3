// Finds the instances that can stand for a study or a series in a picture. Reads the tables of others and writes none.
import { sql } from 'kysely';
import type { RealmScope } from '../access/index.ts';
import { type Db, quickRead } from '../platform/database/index.ts';
import { type StoredInstance, selectStoredInstance } from './stored-instances.store.ts';

/** A study, or one of its series: by their ids here, or by their UIDs. */
export type RepresentedBy =
  | { readonly studyId: string; readonly seriesId?: string | undefined }
  | { readonly studyInstanceUid: string; readonly seriesInstanceUid?: string };

/** Series that are looked at: when so many hold no image that can be shown, the others hardly do. */
const seriesMax = 4;
/** How far into a series its middle is looked for: the index is walked up to there. */
const middleMax = 5000;
/** Instances among which one with an image is looked for. */
const nearMax = 50;

/** Series of these say something about images, or hold none: they stand for a study when nothing else does. */
const otherModalities = sql.raw(
  "('SEG','RTDOSE','RTSTRUCT','RTPLAN','RTRECORD','PR','KO','SR','REG','FID','RWV','DOC','ECG','HD','EPS','AU','PLAN')",
);

/**
 * Instances with an image, the best first: of each of the largest series, the one in its middle. Whether their pixels
 * can be shown is not known yet.
 */
export async function selectRepresentatives(
  db: Db,
  scope: RealmScope,
  of: RepresentedBy,
): Promise<StoredInstance[]> {
  const { realmId } = scope;
  const [by, study, oneSeries] =
    'studyId' in of
      ? (['id', of.studyId, of.seriesId] as const)
      : (['uid', of.studyInstanceUid, of.seriesInstanceUid] as const);
  const shape = { by, isOneSeries: oneSeries !== undefined };
  const series = await largestSeries(db, { realmId, study, series: oneSeries ?? '' }, shape);
  const instances: StoredInstance[] = [];
  for (const { id: seriesId, instance_count } of series) {
    const middle = Math.min(middleMax, Math.floor(instance_count / 2));
    const [image] = await imagesNear(db, { realmId, seriesId, offset: middle });
    const [other] =
      image === undefined && middle > 0 ? await imagesNear(db, { realmId, seriesId, offset: 0 }) : [image];
    const instance = other && (await selectStoredInstance(db, scope, other));
    if (instance !== undefined) instances.push(instance);
  }
  return instances;
}

const largestSeries = quickRead(
  'archive.largest-series',
  (
    db,
    of: { realmId: string; study: string; series: string },
    shape: { by: 'id' | 'uid'; isOneSeries: boolean },
  ) => {
    const ofStudy = db
      .selectFrom('studies')
      .innerJoin('series', 'series.study_id', 'studies.id')
      .select(['series.id', 'series.instance_count'])
      .where(shape.by === 'id' ? 'studies.id' : 'studies.study_instance_uid', '=', of.study)
      .where('studies.realm_id', '=', of.realmId)
      .where('studies.availability', '=', sql.lit('dicom'))
      .where('series.instance_count', '>', 0);
    const those = shape.isOneSeries
      ? ofStudy.where(shape.by === 'id' ? 'series.id' : 'series.series_instance_uid', '=', of.series)
      : ofStudy;
    return those
      .orderBy(sql`CASE WHEN series.modality IN ${otherModalities} THEN 1 ELSE 0 END`)
      .orderBy('series.instance_count', 'desc')
      .orderBy('series.series_number', (order) => order.asc().nullsLast())
      .orderBy('series.id')
      .limit(seriesMax);
  },
);

const imagesNear = quickRead(
  'archive.images-near',
  (db, of: { realmId: string; seriesId: string; offset: number }) =>
    db
      .selectFrom((eb) =>
        eb
          .selectFrom('instances')
          .select(['id', 'rows'])
          .where('series_id', '=', of.seriesId)
          .where('realm_id', '=', of.realmId)
          .orderBy('instance_number')
          .orderBy('id')
          .offset(of.offset)
          .limit(nearMax)
          .as('near'),
      )
      .select('id')
      .where('rows', 'is not', null)
      .limit(1),
);
