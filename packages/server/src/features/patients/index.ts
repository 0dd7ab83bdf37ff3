// What others may use of patients, and of the records that patients and cases have in common.
export {
  changeRecord,
  createRecord,
  deleteRecordById,
  type EditableColumns,
  type RecordDeps,
} from './change-record.ts';
export { countRecords } from './count-records.store.ts';
export {
  createPatientFromImages,
  findByDemographics,
  type ImagedPatient,
  makePatientFromImages,
} from './create-from-images.ts';
export { selectByIdentifier, selectIdentifiers } from './identifiers.store.ts';
export type { MergeDeps } from './merge-records.ts';
export { presentCase } from './patients.present.ts';
export { createPatientRoutes } from './patients.routes.ts';
export { checkLists, rebuildLists } from './record-lists.store.ts';
export { listRecords, prepareRecordSearch } from './record-reading.ts';
export {
  holdPerson,
  holdPersons,
  holdRecord,
  lockPersons,
  lockRecords,
  selectRecord,
} from './records.store.ts';
export type { ListedRecords } from './search-records.store.ts';
