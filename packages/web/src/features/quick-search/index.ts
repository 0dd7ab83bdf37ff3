// The quick search over everything.
export { QuickSearch } from './quick-search.tsx';
