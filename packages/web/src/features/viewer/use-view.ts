// A panel's snapshot as React sees it: whole, for what lies on the image, or a part, for what must not be drawn again with every image.
import { useSyncExternalStore } from 'react';
import type { PanelSnapshot, PanelView } from './panel-view.ts';

const nothing: PanelSnapshot = { state: 'loading', index: 0, count: 0, isInverted: false, isSmooth: true };
const noListener = () => () => undefined;

/** The snapshot; an empty one where there is no view yet. Drawn again with each change: while somebody scrolls, with every image. */
export function useSnapshot(view: PanelView | undefined): PanelSnapshot {
  return useSnapshotPart(view, (snapshot) => snapshot);
}

/** A part of it, drawn again only when that part is another. `read` gives the same value for the same part. */
export function useSnapshotPart<T>(view: PanelView | undefined, read: (snapshot: PanelSnapshot) => T): T {
  return useSyncExternalStore(view?.subscribe ?? noListener, () => read(snapshotOf(view)));
}

/** As it is at this moment, for what is done and not drawn. */
export function snapshotOf(view: PanelView | undefined): PanelSnapshot {
  return view?.snapshot() ?? nothing;
}
