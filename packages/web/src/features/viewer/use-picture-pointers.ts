// What mouse and fingers do with a picture of the server: one does what the tool does elsewhere, two enlarge and move.
import { type PointerEvent, useRef } from 'react';
import type { Window } from './image-facts.ts';
import type { PanelSnapshot, PanelView } from './panel-view.ts';
import type { ToolName } from './tool-names.ts';
import { windowFunctionOf } from './windows.ts';

/** Pixels of a drag for one image, and values of a window for one pixel of a drag. */
const pixelsPerImage = 8;
const windowPerPixel = 2;
/** The same of windows of fractions, as a part of their width. */
const partPerPixel = 1 / 200;
/** Fingers that are nearer to each other would enlarge without end. */
const pinchPixelsMin = 10;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The handlers of the element around the picture. */
export function usePicturePointers(view: PanelView, tool: ToolName) {
  const held = useRef(new Map<number, Point>());
  /** What of a drag was not yet enough for another image. */
  const rest = useRef(0);
  const end = ({ pointerId }: PointerEvent) => {
    held.current.delete(pointerId);
    rest.current = 0;
  };
  return {
    onPointerDown: (event: PointerEvent) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      held.current.set(event.pointerId, pointOf(event));
    },
    onPointerUp: end,
    onPointerCancel: end,
    onPointerMove: (event: PointerEvent) => {
      const from = held.current.get(event.pointerId);
      if (from === undefined) return;
      const to = pointOf(event);
      held.current.set(event.pointerId, to);
      const other = [...held.current].find(([id]) => id !== event.pointerId)?.[1];
      if (other !== undefined) pinch(view, { from, to, other });
      else
        rest.current = drag(view, tool, { across: to.x - from.x, down: to.y - from.y, rest: rest.current });
    },
  };
}

function pointOf({ clientX, clientY }: PointerEvent): Point {
  return { x: clientX, y: clientY };
}

/** Enlarges by how much farther from each other the fingers are, and goes where their middle goes. */
function pinch(view: PanelView, { from, to, other }: { from: Point; to: Point; other: Point }): void {
  const before = Math.hypot(from.x - other.x, from.y - other.y);
  const after = Math.hypot(to.x - other.x, to.y - other.y);
  if (before > pinchPixelsMin && after > pinchPixelsMin) view.zoomBy(after / before);
  view.panBy((to.x - from.x) / 2, (to.y - from.y) / 2);
}

/** Gives what of the drag is left for the next image. */
function drag(
  view: PanelView,
  tool: ToolName,
  { across, down, rest }: { across: number; down: number; rest: number },
): number {
  if (tool === 'zoom') view.zoomBy(1.005 ** -down);
  else if (tool === 'pan') view.panBy(across, down);
  else if (tool === 'window') view.setWindow(dragged(view.snapshot(), across, down));
  else {
    const count = Math.trunc((rest + down) / pixelsPerImage);
    if (count !== 0) view.scrollBy(count);
    return rest + down - count * pixelsPerImage;
  }
  return rest;
}

function dragged({ window, image }: PanelSnapshot, across: number, down: number): Window {
  const { center, width } = window ?? { center: 128, width: 256 };
  // Windows of fractions may be narrower than 1, and than any step.
  const isExact = image !== undefined && windowFunctionOf(image) === 'LINEAR_EXACT';
  const step = isExact ? width * partPerPixel : windowPerPixel;
  return {
    center: center + down * step,
    width: Math.max(isExact ? width / 2 : 1, width + across * step),
  };
}
