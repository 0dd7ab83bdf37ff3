// Shows a rendered view, and lets pointer, wheel and fingers do what the tools do elsewhere.
import { type PointerEvent, useEffect, useRef, useState, type WheelEvent } from 'react';
import type { Window } from './image-facts.ts';
import { openRenderedView, type RenderedView } from './rendered-view.ts';
import type { ToolName } from './tool-names.ts';
import { useSnapshot } from './use-view.ts';
import classes from './viewport.module.css';
import type { DrawingProps } from './viewport-drawing.tsx';

/** The picture of a panel. */
export function RenderedPicture({ images, index, onView, tool }: DrawingProps & { tool: ToolName }) {
  const [view, setView] = useState<RenderedView>();
  // Where to begin; afterwards the view knows it best.
  const start = useRef(index);
  useEffect(() => {
    const opened = openRenderedView(images, start.current);
    setView(opened);
    onView(opened);
    return () => onView(undefined);
  }, [images, onView]);
  return view === undefined ? <div className={classes.drawing} /> : <Picture view={view} tool={tool} />;
}

function Picture({ view, tool }: { view: RenderedView; tool: ToolName }) {
  const snapshot = useSnapshot(view);
  const { scale, across, down, degrees, isFlipped, isUpsideDown } = view.placing();
  const drag = useDrag(view, tool);
  const frame = useRef<HTMLDivElement>(null);
  const onWheel = (event: WheelEvent) => view.scrollBy(event.deltaY > 0 ? 1 : -1);
  return (
    <div ref={frame} className={classes.drawing} onWheel={onWheel} {...drag}>
      <img
        src={view.address()}
        alt=""
        draggable={false}
        className={classes.rendered}
        style={{
          transform: `translate(${across}px, ${down}px) scale(${scale}) rotate(${degrees}deg) scale(${isFlipped ? -1 : 1}, ${isUpsideDown ? -1 : 1})`,
          filter: snapshot.isInverted ? 'invert(1)' : undefined,
          imageRendering: snapshot.isSmooth ? 'auto' : 'pixelated',
        }}
        onLoad={(event) => {
          const { naturalWidth, naturalHeight } = event.currentTarget;
          const { clientWidth = 1, clientHeight = 1 } = frame.current ?? {};
          view.onShown(Math.min(clientWidth / naturalWidth, clientHeight / naturalHeight));
        }}
        onError={view.onFailed}
      />
    </div>
  );
}

/** Pixels of a drag for one image, and values of a window for one pixel of a drag. */
const pixelsPerImage = 8;
const windowPerPixel = 2;

function useDrag(view: RenderedView, tool: ToolName) {
  const last = useRef<{ x: number; y: number; rest: number }>(undefined);
  const end = () => {
    last.current = undefined;
  };
  return {
    onPointerDown: (event: PointerEvent) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      last.current = { x: event.clientX, y: event.clientY, rest: 0 };
    },
    onPointerUp: end,
    onPointerCancel: end,
    onPointerMove: (event: PointerEvent) => {
      const from = last.current;
      if (from === undefined) return;
      const across = event.clientX - from.x;
      const down = event.clientY - from.y;
      last.current = { x: event.clientX, y: event.clientY, rest: from.rest };
      if (tool === 'zoom') view.zoomBy(1.005 ** -down);
      else if (tool === 'pan') view.panBy(across, down);
      else if (tool === 'window') view.setWindow(dragged(view.snapshot().window, across, down));
      else {
        const rest = from.rest + down;
        const count = Math.trunc(rest / pixelsPerImage);
        last.current.rest = rest - count * pixelsPerImage;
        if (count !== 0) view.scrollBy(count);
      }
    },
  };
}

function dragged(window: Window = { center: 128, width: 256 }, across: number, down: number): Window {
  return {
    center: window.center + down * windowPerPixel,
    width: Math.max(1, window.width + across * windowPerPixel),
  };
}
