// The viewer: loaded when it is opened, because it is larger than all of the dashboard.
import { lazy } from 'react';

const load = async () => ({ default: (await import('./viewer-page.tsx')).ViewerPage });

/** The viewer of a study; fills the window. */
export const Viewer = lazy(load);

/** Gets the viewer's program before somebody opens it; a failure is told when it is opened. */
export function prepareViewer(): void {
  load().catch(() => undefined);
}
export { readViewerSearch, type ViewerSearch } from './viewer-search.ts';
