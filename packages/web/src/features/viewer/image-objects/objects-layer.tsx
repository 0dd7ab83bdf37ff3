// What objects say of an image, drawn above it: segments as colours, outlines of structures, shutters, lines and texts of a presentation state.
import type { Segmentation } from '@lumenbox/dicom';
import { useEffect, useRef } from 'react';
import type { ViewedImage } from '../image-facts.ts';
import { onPanel, type Placement } from '../placement.ts';
import { contoursOn, framesOn, type PlacedFrame } from './object-planes.ts';
import classes from './objects.module.css';
import { drawingsFor, isFor, linePath, shutterPaths } from './state-drawing.ts';
import { type ImageObjects, partsOf, type ShownPart } from './use-image-objects.ts';

interface LayerProps {
  readonly image: ViewedImage;
  readonly placement: Placement;
  readonly objects: ImageObjects;
  /** What people wrote beside a state may name somebody. */
  readonly isIdentityHidden: boolean;
}

/** The layer of a panel. */
export function ObjectsLayer(props: LayerProps) {
  const { size, matrix } = props.placement;
  return (
    <>
      <Masks {...props} />
      <svg className={classes.layer} width={size[0]} height={size[1]} aria-hidden>
        <g transform={`matrix(${matrix.join(' ')})`}>
          <StateShapes {...props} />
          <Outlines {...props} />
        </g>
        {!props.isIdentityHidden && <StateTexts {...props} />}
      </svg>
    </>
  );
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
        return path === '' ? [] : [<Line key={key} path={path} colour={`rgb(${colour.join(',')})`} />];
      });
  });
}

/** The colours of a state's graphics, as of measurements. */
const graphicColour = '#f0c85a';

function Line({ path, colour, fill = 'none' }: { path: string; colour: string; fill?: string }) {
  return (
    <path
      d={path}
      fill={fill}
      stroke={colour}
      strokeWidth={1.5}
      strokeLinejoin="round"
      vectorEffect="non-scaling-stroke"
    />
  );
}

function StateShapes({ image, objects: { state } }: LayerProps) {
  if (state === undefined || !isFor({ images: [] }, state, image)) return null;
  const grey = Math.round(255 * state.shutterGrey);
  return (
    <>
      {shutterPaths(state.shutters).map((path) => (
        <path key={path} d={path} fillRule="evenodd" fill={`rgb(${grey},${grey},${grey})`} />
      ))}
      {drawingsFor(state, image).paths.map(({ path, isFilled }) => (
        <Line key={path} path={path} colour={graphicColour} fill={isFilled ? graphicColour : 'none'} />
      ))}
    </>
  );
}

/** Upright and of one size, however the image is turned and enlarged. */
function StateTexts({ image, placement, objects: { state } }: LayerProps) {
  if (state === undefined || !isFor({ images: [] }, state, image)) return null;
  return drawingsFor(state, image).texts.map(({ text, at }) => (
    <TextLines key={`${at.join(' ')} ${text}`} text={text} at={onPanel(placement.matrix, at)} />
  ));
}

/** Pixels from one line to the next. */
const lineHeight = 16;

function TextLines({ text, at: [x, y] }: { text: string; at: readonly [number, number] }) {
  return (
    <text
      x={x}
      y={y}
      fill={graphicColour}
      fontSize={13}
      fontFamily="system-ui, sans-serif"
      dominantBaseline="hanging"
    >
      {text.split(/\r\n|\r|\n/).map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
        <tspan key={index} x={x} dy={index === 0 ? 0 : lineHeight}>
          {line}
        </tspan>
      ))}
    </text>
  );
}
