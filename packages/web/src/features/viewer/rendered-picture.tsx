// Shows a rendered view, and lets the wheel scroll it. Pointers: use-picture-pointers.ts.
import { useEffect, useLayoutEffect, useRef, useState, type WheelEvent } from 'react';
import type { PanelSnapshot } from './panel-view.ts';
import { transformOf } from './rendered-placing.ts';
import { openRenderedView, type RenderedView } from './rendered-view.ts';
import type { ToolName } from './tool-names.ts';
import { usePicturePointers } from './use-picture-pointers.ts';
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
    return () => {
      onView(undefined);
      opened.close();
    };
  }, [images, onView]);
  return view === undefined ? <div className={classes.drawing} /> : <Picture view={view} tool={tool} />;
}

function Picture({ view, tool }: { view: RenderedView; tool: ToolName }) {
  const snapshot = useSnapshot(view);
  const pointers = usePicturePointers(view, tool);
  const frame = useRef<HTMLDivElement>(null);
  const address = view.address();
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => view.onSized([element.clientWidth, element.clientHeight]));
    observer.observe(element);
    return () => observer.disconnect();
  }, [view]);
  useEffect(() => (address === '' ? undefined : putInto(frame.current, view, address)), [view, address]);
  // After each drawing: the picture is no child of React's, since the very element that was loaded ahead is shown.
  useLayoutEffect(() => {
    const picture = frame.current?.firstElementChild;
    if (picture instanceof HTMLImageElement) stylePicture(picture, view, snapshot);
  });
  const onWheel = (event: WheelEvent) => view.scrollBy(event.deltaY > 0 ? 1 : -1);
  return <div ref={frame} className={classes.drawing} onWheel={onWheel} {...pointers} />;
}

/** Puts the wanted picture into its place as soon as it is here; until then the one before stands. Returns how to stop waiting. */
function putInto(frame: HTMLElement | null, view: RenderedView, address: string): () => void {
  const picture = view.picture();
  const put = () => {
    stylePicture(picture, view, view.snapshot());
    frame?.replaceChildren(picture);
    const { clientWidth = 1, clientHeight = 1 } = frame ?? {};
    view.onShown({
      picture: [picture.naturalWidth, picture.naturalHeight],
      panel: [clientWidth, clientHeight],
    });
  };
  const waiting = new AbortController();
  if (picture.complete && picture.naturalWidth > 0) put();
  else {
    picture.addEventListener('load', put, { signal: waiting.signal });
    picture.addEventListener('error', view.onFailed, { signal: waiting.signal });
  }
  return () => {
    waiting.abort();
    // While a window is dragged each would be rendered to the end, and the one that is wanted come last.
    if (!picture.complete) view.giveUp(address);
  };
}

function stylePicture(picture: HTMLImageElement, view: RenderedView, snapshot: PanelSnapshot): void {
  picture.alt = '';
  picture.draggable = false;
  picture.className = classes.rendered ?? '';
  picture.style.transform = transformOf(view.placing());
  picture.style.filter = snapshot.isInverted ? 'invert(1)' : '';
  picture.style.imageRendering = snapshot.isSmooth ? 'auto' : 'pixelated';
}
