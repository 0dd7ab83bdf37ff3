// Patients: list, form, header, identifiers.

export { fullName } from './full-name.ts';
export { Identifiers } from './identifiers.tsx';
export { PatientActions, PatientFacts } from './patient-header.tsx';
export { PatientPicker } from './patient-picker.tsx';
export { PatientsList, type PatientsSearch, readPatientsSearch } from './patients-list.tsx';
