// Examples of the operations on changes.
import type { Examples } from './examples.ts';

export const changeExamples: Examples<'streamChanges'> = {
  streamChanges: { request: {}, answer: undefined },
};
