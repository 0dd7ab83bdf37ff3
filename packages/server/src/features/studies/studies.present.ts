// Studies as the API prints them. A study date comes back as it was sent. Pure.
import type { Report, Series, Study } from '@lumenbox/contract';
import type { SeriesTable, StudiesTable } from '../../platform/database/index.ts';
import { splitModalities } from './studies.store.ts';

/** What hangs on a study that its answers tell of. */
export interface StudyContents {
  readonly series: readonly SeriesTable[];
  readonly reports: readonly Report[];
}

/** A study with its series and reports. */
export function presentStudy(row: StudiesTable, { series, reports }: StudyContents): Study {
  return {
    id: row.id,
    study_instance_uid: row.study_instance_uid,
    study_description: row.study_description,
    study_date: row.study_date,
    study_time: row.study_time,
    accession_no: row.accession_no,
    modalities: splitModalities(row.modalities),
    institution_name: row.institution_name,
    referring_physician_name: row.referring_physician_name,
    series_count: row.series_count,
    instance_count: row.instance_count,
    availability: row.availability,
    status: row.status,
    notes: row.notes,
    series: series.map(presentSeries),
    reports: [...reports],
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

function presentSeries(row: SeriesTable): Series {
  return {
    id: row.id,
    series_instance_uid: row.series_instance_uid,
    series_number: row.series_number,
    series_description: row.series_description,
    modality: row.modality,
    body_part_examined: row.body_part_examined,
    instance_count: row.instance_count,
  };
}
