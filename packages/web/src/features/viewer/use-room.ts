// The state of the room with all that follows from it: views of the panels, keys, playing, the address.
import type { RenderingEngine } from '@cornerstonejs/core';
import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import { type Command, commandOf } from './commands.ts';
import type { PanelView } from './panel-view.ts';
import type { RoomState } from './room-state.ts';
import { selectTool } from './tools.ts';

/** The views of the panels by their place, and a stable function for each that takes one. */
export function useViews() {
  const [views, setViews] = useState<readonly (PanelView | undefined)[]>([]);
  const setters = useRef(new Map<number, (view: PanelView | undefined) => void>());
  const onView = useCallback((panel: number) => {
    const known = setters.current.get(panel);
    if (known !== undefined) return known;
    const setter = (view: PanelView | undefined) =>
      setViews((before) => {
        const next = [...before];
        next[panel] = view;
        return next;
      });
    setters.current.set(panel, setter);
    return setter;
  }, []);
  return { views, setViews, onView };
}

/**
 * Where the series were left, from 0, when their panels gave way to the planes, or their pictures to their films: there they are gone on
 * with. `leave` notes it of a panel.
 */
export function useLeftAt(
  { isInPlanes, series }: RoomState,
  views: readonly (PanelView | undefined)[],
): { leftAt: ReadonlyMap<string, number>; leave(panel: number): void } {
  const [leftAt, setLeftAt] = useState<ReadonlyMap<string, number>>(new Map());
  const [wasInPlanes, setWasInPlanes] = useState(isInPlanes);
  // The views of the panels are still those of before.
  const leftIn = (panel: number): [string, number][] => {
    const [id, view] = [series[panel], views[panel]];
    return id === undefined || view === undefined ? [] : [[id, view.snapshot().index]];
  };
  if (wasInPlanes !== isInPlanes) {
    setWasInPlanes(isInPlanes);
    // What shows films keeps the picture that it was left at.
    if (isInPlanes) setLeftAt(new Map([...leftAt, ...series.flatMap((_, panel) => leftIn(panel))]));
  }
  return { leftAt, leave: (panel) => setLeftAt(new Map([...leftAt, ...leftIn(panel)])) };
}

/** Puts the chosen tool on the first button of all panels. */
export function useTool(
  engine: RenderingEngine | null | undefined,
  { tool, isInPlanes }: RoomState,
  views: unknown,
) {
  useEffect(() => {
    if (!engine || views === undefined) return;
    selectTool(isInPlanes ? 'planes' : 'stack', tool);
  }, [engine, tool, isInPlanes, views]);
}

/** Where keys mean something of their own. */
const typing =
  'input:not([type="range"], [type="checkbox"]), [role="slider"], textarea, select, video, [contenteditable="true"], [role="menu"], [role="dialog"]';

/** Runs commands by key. */
export function useKeys(run: (command: Command) => void): void {
  const onCommand = useEffectEvent(run);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      if (event.defaultPrevented || target?.closest(typing)) return;
      const command = commandOf(event);
      if (command === undefined) return;
      event.preventDefault();
      onCommand(command);
    };
    // On its way down: Cornerstone takes the keys for itself once a panel has the focus.
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, []);
}

/** Milliseconds after which the address follows: browsers refuse to change it more often. */
const addressDelayMs = 400;

/** Writes the image into the address. */
export function useAddress(
  view: PanelView | undefined,
  series: string | undefined,
  onSearch: (search: { series?: string; image?: number }) => void,
): void {
  const onChanged = useEffectEvent(onSearch);
  useEffect(() => {
    if (series === undefined || view === undefined) return undefined;
    let timer: number | undefined;
    let written: number | undefined;
    const follow = () => {
      const { index, count } = view.snapshot();
      if (count === 0 || index === written) return;
      written = index;
      window.clearTimeout(timer);
      timer = window.setTimeout(
        () => onChanged({ series, ...(index > 0 ? { image: index + 1 } : {}) }),
        addressDelayMs,
      );
    };
    follow();
    const stop = view.subscribe(follow);
    return () => {
      stop();
      window.clearTimeout(timer);
    };
  }, [series, view]);
}

/** Images a second where nothing says how many. */
const rateDefault = 10;

/** The rate of playing: what was chosen, else what the file says. */
export function rateOf(chosen: number | undefined, frameTimeMs: number | undefined): number {
  if (chosen !== undefined) return chosen;
  return frameTimeMs === undefined || frameTimeMs <= 0
    ? rateDefault
    : Math.max(1, Math.min(60, Math.round(1000 / frameTimeMs)));
}

/** Plays a panel: an image at a time, and none before the one before it is there. */
export function useCine(view: PanelView | undefined, isPlaying: boolean, rate: number): void {
  useEffect(() => {
    if (!isPlaying || view === undefined) return undefined;
    const timer = window.setInterval(() => {
      if (view.snapshot().state !== 'loading') view.scrollBy(1, { isLoop: true });
    }, 1000 / rate);
    return () => window.clearInterval(timer);
  }, [view, isPlaying, rate]);
}
