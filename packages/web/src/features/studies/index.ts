// Studies of a patient or case: list, rows, form; and what shows one elsewhere.

export { ModalityFilter } from './modality-filter.tsx';
export { ModalityTags } from './modality-tags.tsx';
export { OwnerLink } from './owner-link.tsx';
export { readStudiesSearch, type StudiesSearch, useStudies } from './studies-query.ts';
export { StudiesSection } from './studies-section.tsx';
export { StudyState } from './study-row.tsx';
export { TextFilter } from './text-filter.tsx';
export { Thumbnail } from './thumbnail.tsx';
export { ViewerLink } from './viewer-link.tsx';
