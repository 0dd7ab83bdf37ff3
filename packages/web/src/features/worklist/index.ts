// The worklist: the studies of the whole team, as somebody likes to look at them, and what is done to several at once.
export { Worklist } from './worklist.tsx';
export { readWorklistSearch, useWorklist } from './worklist-query.ts';
