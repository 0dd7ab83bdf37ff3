// The quick search over everything: its program comes when the frame stands, before anybody presses its keys.
import { lazy } from 'react';

const load = async () => ({ default: (await import('./quick-search.tsx')).QuickSearch });

/** The dialog. */
export const QuickSearch = lazy(load);

/** Gets the program of the search; a failure is told when it is opened. */
export function prepareQuickSearch(): void {
  load().catch(() => undefined);
}
