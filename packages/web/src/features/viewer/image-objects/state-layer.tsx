// What a presentation state draws above an image: shutters, overlay planes, lines and texts, each in its own layer. Its greys: state-picture.tsx.
import type { Colour, OverlayPlane, PresentationState } from '@lumenbox/dicom';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import type { ViewedImage } from '../image-facts.ts';
import { loadOverlay, overlayFrameOf } from '../image-overlays.ts';
import { onPanel, type Placement } from '../placement.ts';
import classes from './objects.module.css';
import { drawingsFor, shutterPaths } from './state-drawing.ts';

/** Where the layer of a graphic recommends no colour: as of measurements. */
const graphicColour: Colour = [240, 200, 90];

interface PlacedState {
  readonly state: PresentationState;
  readonly placement: Placement;
}

interface StateOfImage {
  readonly state: PresentationState;
  readonly image: ViewedImage;
}

/** A drawing as large as the panel. */
export function Drawing({ placement, children }: { placement: Placement; children: ReactNode }) {
  const [width, height] = placement.size;
  return (
    <svg className={classes.layer} width={width} height={height} aria-hidden>
      {children}
    </svg>
  );
}

/** A line, as wide however the image is enlarged. */
export function Line({ path, colour, isFilled }: { path: string; colour: Colour; isFilled?: boolean }) {
  return (
    <path
      d={path}
      fill={isFilled === true ? css(colour) : 'none'}
      stroke={css(colour)}
      strokeWidth={1.5}
      strokeLinejoin="round"
      vectorEffect="non-scaling-stroke"
    />
  );
}

function css(colour: Colour): string {
  return `rgb(${colour.join(',')})`;
}

/** What is shut away of the image; graphics may lie on it. */
export function StateShutters({ state, placement }: PlacedState) {
  const { shutters, shutterColour, overlays } = state;
  return (
    <>
      {shutters.length > 0 && (
        <Drawing placement={placement}>
          <g transform={`matrix(${placement.matrix.join(' ')})`}>
            {shutterPaths(shutters).map((path) => (
              <path key={path} d={path} fillRule="evenodd" fill={css(shutterColour)} />
            ))}
          </g>
        </Drawing>
      )}
      {overlays.shutter !== undefined && (
        <Bits plane={overlays.shutter} colour={shutterColour} placement={placement} />
      )}
    </>
  );
}

/** The planes that layers of the state show, its own and those of the image. Somebody may have written in them. */
export function StateOverlays(props: PlacedState & StateOfImage) {
  const { state, image, placement } = props;
  return state.overlays.shown.map(({ group, plane, colour = graphicColour }) =>
    plane === undefined ? (
      <BitsOfImage key={group} group={group} image={image} colour={colour} placement={placement} />
    ) : (
      <Bits key={group} plane={plane} colour={colour} placement={placement} />
    ),
  );
}

function BitsOfImage(props: { group: number; image: ViewedImage; colour: Colour; placement: Placement }) {
  const { group, image, colour, placement } = props;
  const frame = overlayFrameOf(image, group);
  const loaded = useQuery({
    queryKey: ['viewer-overlay', image.id, group],
    queryFn: ({ signal }) =>
      frame === undefined
        ? Promise.reject(new Error('The image has no such plane.'))
        : loadOverlay(image, frame, signal),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: frame !== undefined,
  });
  if (frame === undefined || loaded.data === undefined) return null;
  return <Bits plane={loaded.data} colour={colour} placement={placement} />;
}

function Bits({ plane, colour, placement }: { plane: OverlayPlane; colour: Colour; placement: Placement }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { rows, columns, origin } = plane;
  const [red, green, blue] = colour;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const pixels = new Uint8ClampedArray(plane.bits.length * 4);
    for (const [at, bit] of plane.bits.entries()) if (bit > 0) pixels.set([red, green, blue, 255], at * 4);
    context.putImageData(new ImageData(pixels, plane.columns, plane.rows), 0, 0);
  }, [plane, red, green, blue]);
  return (
    <div className={classes.layer} style={{ transform: `matrix(${placement.matrix.join(',')})` }}>
      <canvas
        ref={canvas}
        className={classes.mask}
        width={columns}
        height={rows}
        style={{
          width: columns,
          height: rows,
          transform: `translate(${origin[1] - 1}px, ${origin[0] - 1}px)`,
        }}
      />
    </div>
  );
}

/** Lines and areas, in columns and rows. */
export function StateShapes({ state, image }: StateOfImage) {
  return drawingsFor(state, image).paths.map(({ path, isFilled, colour = graphicColour }) => (
    <Line key={path} path={path} colour={colour} isFilled={isFilled} />
  ));
}

/** Upright and of one size, however the image is turned and enlarged. */
export function StateTexts({ state, image, placement }: StateOfImage & PlacedState) {
  return drawingsFor(state, image).texts.map(({ text, at, colour = graphicColour }) => (
    <TextLines
      key={`${at.join(' ')} ${text}`}
      text={text}
      at={onPanel(placement.matrix, at)}
      colour={colour}
    />
  ));
}

/** Pixels from one line to the next. */
const lineHeight = 16;

function TextLines(props: { text: string; at: readonly [number, number]; colour: Colour }) {
  const [x, y] = props.at;
  return (
    <text
      x={x}
      y={y}
      fill={css(props.colour)}
      fontSize={13}
      fontFamily="system-ui, sans-serif"
      dominantBaseline="hanging"
    >
      {props.text.split(/\r\n|\r|\n/).map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
        <tspan key={index} x={x} dy={index === 0 ? 0 : lineHeight}>
          {line}
        </tspan>
      ))}
    </text>
  );
}
