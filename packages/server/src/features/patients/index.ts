// What others may use of patients, and of the records that patients and cases have in common.
export { createPatientFromImages, type ImagedPatient } from './create-from-images.ts';
export { selectByIdentifier, selectIdentifiers } from './identifiers.store.ts';
export { sortNameOf } from './record-text.ts';
export { holdPerson, selectByDemographics, selectRecord } from './records.store.ts';
