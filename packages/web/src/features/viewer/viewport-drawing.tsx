// The element that Cornerstone draws a panel in.
import type { RenderingEngine } from '@cornerstonejs/core';
import { useEffect, useRef, useState } from 'react';
import { openDrawnView } from './drawn-view.ts';
import { hasDrawn } from './engine.ts';
import { FirstPicture } from './first-picture.tsx';
import type { ViewedImage } from './image-facts.ts';
import { cutToEnds, type PanelView } from './panel-view.ts';
import { useSnapshot } from './use-view.ts';
import classes from './viewport.module.css';

/** What a drawing needs, whoever makes it. */
export interface DrawingProps {
  readonly images: readonly ViewedImage[];
  /** The image to begin with. */
  readonly index: number;
  /** Must stay the same function for as long as the panel lives. */
  onView(view: PanelView | undefined): void;
}

/** A drawing by Cornerstone; until its first image stands, a picture that the server made of it. */
export function Drawing({
  engine,
  viewportId,
  images,
  index,
  onView,
  onFirstSeen,
}: DrawingProps & { engine: RenderingEngine | undefined; viewportId: string; onFirstSeen(): void }) {
  const element = useRef<HTMLDivElement>(null);
  // Where to begin; afterwards the view knows it best.
  const start = useRef(index);
  const [hasFirst] = useState(() => engine === undefined || !hasDrawn(engine));
  const [isAwaited, setIsAwaited] = useState(hasFirst);
  const [view, setView] = useState<PanelView>();
  const snapshot = useSnapshot(view);
  useEffect(() => {
    if (element.current === null || engine === undefined || isAwaited) return undefined;
    const opened = openDrawnView(engine, {
      element: element.current,
      viewportId,
      images,
      index: start.current,
    });
    setView(opened);
    onView(opened);
    return () => {
      setView(undefined);
      onView(undefined);
      opened.close();
    };
  }, [engine, viewportId, images, onView, isAwaited]);
  const first = images[cutToEnds(index, images.length)];
  const isStill = view === undefined || first === images[snapshot.index];
  return (
    <>
      <div ref={element} className={classes.drawing} />
      {hasFirst && first !== undefined && isStill && snapshot.state === 'loading' && (
        <FirstPicture
          image={first}
          onDone={() => {
            setIsAwaited(false);
            onFirstSeen();
          }}
        />
      )}
    </>
  );
}
