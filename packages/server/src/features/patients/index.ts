// What others may use of patients, and of the records that patients and cases have in common.
export {
  changeRecord,
  createRecord,
  deleteRecordById,
  type EditableColumns,
  type RecordDeps,
} from './change-record.ts';
export { createPatientFromImages, type ImagedPatient } from './create-from-images.ts';
export { selectByIdentifier, selectIdentifiers } from './identifiers.store.ts';
export { type ListedRecords, listRecords } from './list-records.ts';
export { presentCase } from './patients.present.ts';
export { patientRoutes } from './patients.routes.ts';
export { sortNameOf } from './record-text.ts';
export { holdPerson, selectByDemographics, selectRecord } from './records.store.ts';
export type { RemovePersonStudies } from './remove-record.ts';
