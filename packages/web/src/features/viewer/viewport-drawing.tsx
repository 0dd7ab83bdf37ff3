// The element that Cornerstone draws a panel in.
import type { RenderingEngine } from '@cornerstonejs/core';
import { useEffect, useRef } from 'react';
import { openDrawnView } from './drawn-view.ts';
import type { ViewedImage } from './image-facts.ts';
import type { PanelView } from './panel-view.ts';
import classes from './viewport.module.css';

/** What a drawing needs, whoever makes it. */
export interface DrawingProps {
  readonly images: readonly ViewedImage[];
  /** The image to begin with. */
  readonly index: number;
  /** Must stay the same function for as long as the panel lives. */
  onView(view: PanelView | undefined): void;
}

/** A drawing by Cornerstone. */
export function Drawing({
  engine,
  viewportId,
  images,
  index,
  onView,
}: DrawingProps & { engine: RenderingEngine; viewportId: string }) {
  const element = useRef<HTMLDivElement>(null);
  // Where to begin; afterwards the view knows it best.
  const start = useRef(index);
  useEffect(() => {
    if (element.current === null) return undefined;
    const view = openDrawnView(engine, {
      element: element.current,
      viewportId,
      images,
      index: start.current,
    });
    onView(view);
    return () => {
      onView(undefined);
      view.close();
    };
  }, [engine, viewportId, images, onView]);
  return <div ref={element} className={classes.drawing} />;
}
