// Studies of a patient or case: list, rows, form; and the worklist of all.
export { OwnerLink } from './owner-link.tsx';
export { readStudiesSearch, type StudiesSearch, useStudies } from './studies-query.ts';
export { StudiesSection } from './studies-section.tsx';
export { StudyState, ViewerLink } from './study-row.tsx';
export { Thumbnail } from './thumbnail.tsx';
export { Worklist } from './worklist.tsx';
export { readWorklistSearch, useWorklist } from './worklist-query.ts';
