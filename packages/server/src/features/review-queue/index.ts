// What others may use of the review queue.
export { type AcceptDeps, acceptReviewItems } from './accept-items.ts';
export { createReviewQueueRoutes } from './review-queue.routes.ts';
export { listReviewItems, rejectReviewItems } from './review-queue.service.ts';
