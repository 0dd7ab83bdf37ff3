// A panel's snapshot as React sees it.
import { useSyncExternalStore } from 'react';
import type { PanelSnapshot, PanelView } from './panel-view.ts';

const nothing: PanelSnapshot = { state: 'loading', index: 0, count: 0, isInverted: false, isSmooth: true };
const noListener = () => () => undefined;

/** The snapshot; an empty one where there is no view yet. */
export function useSnapshot(view: PanelView | undefined): PanelSnapshot {
  return useSyncExternalStore(view?.subscribe ?? noListener, view?.snapshot ?? (() => nothing));
}
