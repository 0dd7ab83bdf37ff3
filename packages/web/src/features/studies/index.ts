// Studies of a patient or case: list, rows, form; and the worklist of all.
export { readStudiesSearch, type StudiesSearch, useStudies } from './studies-query.ts';
export { StudiesSection } from './studies-section.tsx';
export { Thumbnail } from './thumbnail.tsx';
export { Worklist } from './worklist.tsx';
export { readWorklistSearch } from './worklist-query.ts';
