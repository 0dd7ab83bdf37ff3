// The viewer: loaded when it is opened, because it is larger than all of the dashboard.
export { prepareViewer, prepareViewerWhenIdle } from './prepare-viewer.ts';
export { Viewer } from './viewer.tsx';
export { readViewerSearch, type ViewerSearch } from './viewer-search.ts';
