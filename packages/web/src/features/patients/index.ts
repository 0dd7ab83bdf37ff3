// Patients: list, form, header, identifiers.

export { Identifiers } from './identifiers.tsx';
export { PatientForm } from './patient-form.tsx';
export { PatientActions, PatientFacts } from './patient-header.tsx';
export { PatientPicker } from './patient-picker.tsx';
export { PatientsList } from './patients-list.tsx';
export { type PatientsSearch, readPatientsSearch } from './patients-search.ts';
