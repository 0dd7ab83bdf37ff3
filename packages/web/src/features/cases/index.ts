// Cases: list, form, header.
export { CaseActions, CaseFacts } from './case-header.tsx';
export { CasesList, type CasesSearch, readCasesSearch } from './cases-list.tsx';
