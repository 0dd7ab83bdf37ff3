// A row of transfers, with what its study is called, as the API shows it.
import type { Transfer } from '@lumenbox/contract';
import { splitModalities } from '../studies/index.ts';
import type { TransferOfStudy } from './transfers.store.ts';

/** Presents a row. */
export function presentTransfer(row: TransferOfStudy): Transfer {
  return {
    id: row.id,
    ae_title: row.ae_title,
    study_id: row.study_id,
    study_description: row.study_description,
    study_date: row.study_date,
    modalities: splitModalities(row.modalities),
    series_instance_uid: row.series_instance_uid,
    state: row.state,
    reason: row.reason,
    counts: {
      instances: row.instance_count,
      completed: row.completed_count,
      warning: row.warning_count,
      failed: row.failed_count,
    },
    failed_sop_instance_uids: JSON.parse(row.failed_uids) as string[],
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}
