// Cases: list, form, header.
export { CaseActions, CaseFacts } from './case-header.tsx';
export { CasesList } from './cases-list.tsx';
export { type CasesSearch, readCasesSearch } from './cases-search.ts';
