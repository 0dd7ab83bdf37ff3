// What the rest of the server may use of the feed of changes.
export { type ChangeFeed, createChangeFeed } from './change-feed.ts';
export { createChangeRoutes } from './changes.routes.ts';
export { expireChanges, scheduleExpireChanges } from './expire-changes.job.ts';
