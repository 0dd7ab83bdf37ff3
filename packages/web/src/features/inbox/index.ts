// Held images and what is to become of them.
export { InboxList } from './inbox-list.tsx';
export { useHeldCount } from './inbox-query.ts';
