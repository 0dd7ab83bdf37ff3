// What waits for review, and what is to become of it.
export { HeldNote } from './held-note.tsx';
export { ReviewItemPage } from './review-item-page.tsx';
export { ReviewList } from './review-list.tsx';
export { useReviewSummary } from './review-query.ts';
export { readReviewFilter, readReviewSearch } from './review-search.ts';
