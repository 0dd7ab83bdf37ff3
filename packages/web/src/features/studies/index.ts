// Studies of a patient or case: list, rows, form.
export { readStudiesSearch, type StudiesSearch, useStudies } from './studies-query.ts';
export { StudiesSection } from './studies-section.tsx';
export { Thumbnail } from './thumbnail.tsx';
