// What objects say of an image, drawn above it: segments as colours, outlines of structures, and what a presentation state wants.
import type { PresentationState, Segmentation } from '@lumenbox/dicom';
import { useEffect, useRef } from 'react';
import type { ViewedImage } from '../image-facts.ts';
import type { PanelSnapshot, PanelView } from '../panel-view.ts';
import type { Placement } from '../placement.ts';
import { contoursOn, framesOn, type PlacedFrame } from './object-planes.ts';
import classes from './objects.module.css';
import { isFor, linePath } from './state-drawing.ts';
import { greyscaleOf, type ShownGreys } from './state-greys.ts';
import { Drawing, Line, StateOverlays, StateShapes, StateShutters, StateTexts } from './state-layer.tsx';
import { StatePicture } from './state-picture.tsx';
import { type ImageObjects, partsOf, type ShownPart } from './use-image-objects.ts';

interface LayerProps {
  readonly image: ViewedImage;
  readonly placement: Placement;
  readonly objects: ImageObjects;
  readonly view: PanelView;
  readonly shown: ShownGreys;
  readonly isSmooth: boolean;
  /** What people wrote beside a state may name somebody. */
  readonly isIdentityHidden: boolean;
}

/** The layer of a panel. */
export function ObjectsLayer(props: LayerProps) {
  const { image, objects, placement, isIdentityHidden } = props;
  const state = stateFor(objects, image);
  return (
    <>
      {state !== undefined && <StatePicture {...props} state={state} />}
      <Masks {...props} />
      {state !== undefined && <StateShutters state={state} placement={placement} />}
      {state !== undefined && !isIdentityHidden && (
        <StateOverlays state={state} image={image} placement={placement} />
      )}
      <Drawing placement={placement}>
        <g transform={`matrix(${placement.matrix.join(' ')})`}>
          {state !== undefined && <StateShapes state={state} image={image} />}
          <Outlines {...props} />
        </g>
        {state !== undefined && !isIdentityHidden && (
          <StateTexts state={state} image={image} placement={placement} />
        )}
      </Drawing>
    </>
  );
}

/** The state that is chosen, where it speaks of the image. */
export function stateFor({ state }: ImageObjects, image: ViewedImage): PresentationState | undefined {
  return state !== undefined && isFor({ images: [] }, state, image) ? state : undefined;
}

/** How a panel shows its image. The pictures of the server are turned over already where the file says so. */
export function shownGreysOf({ window, isInverted, image }: PanelSnapshot, isRendered: boolean): ShownGreys {
  const isTurned = isRendered && image?.photometricInterpretation === 'MONOCHROME1';
  return { window, isInverted: isInverted !== isTurned };
}

/** Whether an image is seen through a table that stands in the place of a window. */
export function isByTable(objects: ImageObjects, snapshot: PanelSnapshot, isRendered: boolean): boolean {
  const { image } = snapshot;
  const state = image && stateFor(objects, image);
  if (state === undefined || image === undefined) return false;
  return greyscaleOf(state, image)?.isByTable(shownGreysOf(snapshot, isRendered)) === true;
}

function Masks({ image, placement, objects }: LayerProps) {
  const masks = objects.objects.flatMap((listed) => {
    if (listed.object?.kind !== 'segments') return [];
    const { segmentation } = listed.object;
    const parts = partsOf(listed).filter(({ key }) => objects.shown.has(key));
    if (parts.length === 0) return [];
    return framesOn(image, segmentation).flatMap((frame) =>
      parts
        .filter(({ number }) => frame.segment === undefined || frame.segment === number)
        .map((part) => ({ segmentation, frame, part })),
    );
  });
  if (masks.length === 0) return null;
  return (
    <div
      className={classes.layer}
      style={{ transform: `matrix(${placement.matrix.join(',')})`, opacity: objects.opacity }}
    >
      {masks.map(({ segmentation, frame, part }) => (
        <Mask key={`${part.key}/${frame.frame}`} segmentation={segmentation} frame={frame} part={part} />
      ))}
    </div>
  );
}

function Mask(props: { segmentation: Segmentation; frame: PlacedFrame; part: ShownPart }) {
  const { segmentation, frame, part } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const { rows, columns } = segmentation;
  const [red, green, blue] = part.colour;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.putImageData(
      new ImageData(colouredMask(segmentation, frame.frame, part.number, [red, green, blue]), columns, rows),
      0,
      0,
    );
  }, [segmentation, frame.frame, part.number, red, green, blue, columns, rows]);
  return (
    <canvas
      ref={canvas}
      className={classes.mask}
      width={columns}
      height={rows}
      style={{ width: columns, height: rows, transform: `matrix(${frame.matrix.join(',')})` }}
    />
  );
}

/** The pixels of a mask in the colour of its segment. */
function colouredMask(
  segmentation: Segmentation,
  frame: number,
  segment: number,
  [red, green, blue]: readonly [number, number, number],
): Uint8ClampedArray<ArrayBuffer> {
  const mask = segmentation.maskOf(frame, segment);
  const pixels = new Uint8ClampedArray(mask.length * 4);
  for (const [at, part] of mask.entries()) pixels.set([red, green, blue, part], at * 4);
  return pixels;
}

function Outlines({ image, objects }: LayerProps) {
  return objects.objects.flatMap((listed) => {
    const { object } = listed;
    if (object?.kind !== 'structures') return [];
    return partsOf(listed)
      .filter(({ key }) => objects.shown.has(key))
      .flatMap(({ key, number, colour }) => {
        const structure = object.set.structures.find((one) => one.number === number);
        const contours = structure === undefined ? [] : contoursOn(image, structure);
        const path = contours.map(({ points, isClosed }) => linePath(points, isClosed)).join('');
        return path === '' ? [] : [<Line key={key} path={path} colour={colour} />];
      });
  });
}
