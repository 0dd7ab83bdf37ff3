// An upload as the API prints it. Pure.
import type { FileOutcome, Upload } from '@lumenbox/contract';
import type { UploadFilesTable, UploadsTable } from '../../platform/database/index.ts';
import type { UploadStudy } from './list-uploads.store.ts';

/** The resource of an upload with its studies and files. */
export function presentUpload(
  row: UploadsTable,
  contents: { studies: readonly UploadStudy[]; files: readonly UploadFilesTable[] },
): Upload {
  return {
    id: row.id,
    status: row.status,
    patient_id: row.patient_id,
    source: row.source,
    counts: {
      received: row.received,
      stored: row.stored,
      duplicate: row.duplicate,
      rejected: row.rejected,
      held: row.held,
    },
    studies: contents.studies.map(({ id, study_instance_uid, patient_id }) => ({
      id,
      study_instance_uid,
      patient_id,
    })),
    files: contents.files.map((file) => ({
      name: file.name,
      outcome: file.outcome as FileOutcome,
      reason: file.reason,
      sop_instance_uid: file.sop_instance_uid,
    })),
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}
