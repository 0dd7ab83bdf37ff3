// What others may use of the search for imaging.
export { canTell } from './answer-json.ts';
export { combineInIndex } from './combine-in-index.ts';
export { describeInstance, type InstanceDescription } from './describe-imaging.ts';
export { type DescribedSeries, describedSeries } from './described-series.ts';
export type { ImagingAnswer, ImagingMatch, ImagingQuery, ImagingText, MatchUids } from './imaging-query.ts';
export { type ArrivedInstance, indexImaging } from './index-imaging.ts';
export { rebuildIndexHandler } from './rebuild-index.job.ts';
export { type RebuildDeps, rebuildIndex, rebuildStudy } from './rebuild-index.ts';
export { removeContentsFromIndex, removeReplacedFromIndex } from './remove-contents.ts';
export {
  canSearch,
  combineMoments,
  type Matching,
  readCondition,
  type SearchCondition,
  SearchConditionError,
} from './search-condition.ts';
export { searchImaging } from './search-imaging.ts';
export { removeFromIndex } from './search-index.store.ts';
export { prepareSearch, searchImagingText } from './search-reading.ts';
export { SearchTooBroadError } from './search-too-broad-error.ts';
export type { SearchableAttribute, SearchLevel } from './searchable-attributes.ts';
export type { StudyKey } from './walk-studies.store.ts';
