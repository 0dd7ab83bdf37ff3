// Panels that follow the active one, and its lines in the others, as the room's state wants them.
import type { RenderingEngine } from '@cornerstonejs/core';
import { useEffect, useMemo, useRef } from 'react';
import type { PanelView } from './panel-view.ts';
import { showReferenceLines } from './reference-lines.ts';
import type { RoomState } from './room-state.ts';
import { useSnapshotPart } from './use-view.ts';
import { ViewLinks } from './view-links.ts';

type Views = readonly (PanelView | undefined)[];

/** Links the panels of the grid, and draws the active one's lines in the others; the planes of a volume have their crosshairs. */
export function useLinks(engine: RenderingEngine | null | undefined, state: RoomState, views: Views): void {
  useLinkedViews(state, views);
  useReferenceLines(engine, state, views[state.active]);
}

function useLinkedViews(
  { active, isInPlanes, isScrollLinked, isFramingLinked, isWindowLinked }: RoomState,
  views: Views,
): void {
  const links = useMemo(() => new ViewLinks(isInPlanes ? [] : views), [views, isInPlanes]);
  const leader = useRef(active);
  useEffect(() => {
    leader.current = active;
  }, [active]);
  useEffect(() => {
    links.align(leader.current, { isScrollLinked, isFramingLinked, isWindowLinked });
  }, [links, isScrollLinked, isFramingLinked, isWindowLinked]);
  useEffect(
    () => links.follow(active, { isScrollLinked, isFramingLinked, isWindowLinked }),
    [links, active, isScrollLinked, isFramingLinked, isWindowLinked],
  );
}

/** Draws the lines of the active panel in the others, image by image. */
function useReferenceLines(
  engine: RenderingEngine | null | undefined,
  { active, isInPlanes, hasReferenceLines }: RoomState,
  view: PanelView | undefined,
): void {
  const hasShown = useSnapshotPart(view, (snapshot) => snapshot.hasShown === true);
  const isOn = Boolean(engine) && hasReferenceLines && !isInPlanes && hasShown;
  useEffect(() => {
    if (!isOn || view === undefined) return undefined;
    const show = () => {
      if (view.snapshot().state === 'shown') showReferenceLines(`panel-${active + 1}`);
    };
    show();
    const stop = view.subscribe(show);
    return () => {
      stop();
      showReferenceLines(undefined);
    };
  }, [isOn, active, view]);
}
