// What a viewport of Cornerstone says of its camera: scale, edges, and how to move it. Stacks and planes share it.
import { Enums, type RenderingEngine, type Types, utilities } from '@cornerstonejs/core';
import { handCalibration } from './hand-calibration.ts';
import type { ViewedImage } from './image-facts.ts';
import { edgeLetters, oppositeOf } from './orientation.ts';
import type { PanelSnapshot } from './panel-view.ts';

type Viewport = Types.IStackViewport | Types.IVolumeViewport;

/** Scale and letters as they are now. `image` is the one that is shown, or one of the volume. */
export function readCamera(
  viewport: Viewport,
  image: ViewedImage | undefined,
): Pick<PanelSnapshot, 'zoom' | 'millimetresPerPixel' | 'letters'> {
  const { clientWidth, clientHeight } = viewport.element;
  const [x, y] = [clientWidth / 2, clientHeight / 2];
  const centre = viewport.canvasToWorld([x, y]);
  const right = difference(viewport.canvasToWorld([x + 1, y]), centre);
  const down = difference(viewport.canvasToWorld([x, y + 1]), centre);
  const scale = Math.hypot(...right);
  if (!(scale > 0) || image === undefined) return {};
  const spacing = image.spacing?.[1] ?? 1;
  const letters = lettersFor(image, right, down);
  return {
    zoom: (spacing / scale) * window.devicePixelRatio,
    ...(image.spacing === undefined ? scaleByHand(image, scale) : { millimetresPerPixel: scale }),
    ...(letters === undefined ? {} : { letters }),
  };
}

function scaleByHand({ id }: ViewedImage, pixels: number): { millimetresPerPixel?: number } {
  const byHand = handCalibration(id);
  return byHand === undefined ? {} : { millimetresPerPixel: pixels / byHand.scale };
}

/** How far a pixel of the page reaches in the image's coordinates: millimetres, or its pixels where it has no scale. */
export function worldPerPixel(viewport: Viewport): number {
  const { clientWidth, clientHeight } = viewport.element;
  const [x, y] = [clientWidth / 2, clientHeight / 2];
  return Math.hypot(...difference(viewport.canvasToWorld([x + 1, y]), viewport.canvasToWorld([x, y])));
}

function difference(to: Types.Point3, from: Types.Point3): [number, number, number] {
  return [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
}

function unit(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** Without an orientation in space, what the file says of its edges (0020,0020); a flip or a turn makes that untrue. */
function lettersFor(image: ViewedImage, right: readonly number[], down: readonly number[]) {
  const [across, along] = [unit(right), unit(down)];
  if (image.orientation !== undefined) return edgeLetters(across, along);
  const [rowLetters = '', columnLetters = ''] = image.patientOrientation ?? [];
  if (rowLetters === '' || columnLetters === '') return undefined;
  // Without a place in space the image lies in the plane of x and y.
  const pick = ([x = 0, y = 0]: readonly number[]) => {
    if (Math.abs(x) > Math.abs(y)) return x > 0 ? rowLetters : oppositeOf(rowLetters);
    return y > 0 ? columnLetters : oppositeOf(columnLetters);
  };
  return {
    right: pick(across),
    left: oppositeOf(pick(across)),
    bottom: pick(along),
    top: oppositeOf(pick(along)),
  };
}

/** Moves the picture on the page. */
export function panViewport(viewport: Viewport, across: number, down: number): void {
  const [x, y] = viewport.getPan();
  viewport.setPan([x + across, y + down]);
  viewport.render();
}

/** Nearer or farther, within what makes sense. */
export function zoomViewport(viewport: Viewport, factor: number): void {
  const next = viewport.getZoom() * factor;
  if (next < zoomMin || next > zoomMax) return;
  viewport.setZoom(next);
  viewport.render();
}

/** A picture of a few pixels, and one of which a pixel fills the screen. */
const zoomMin = 0.02;
const zoomMax = 200;

/** Enlarged pixels run into each other, or are seen as they are. */
export function smoothViewport(viewport: Viewport, isSmooth: boolean): void {
  const { LINEAR, NEAREST } = Enums.InterpolationType;
  viewport.setProperties({ interpolationType: isSmooth ? LINEAR : NEAREST });
  viewport.render();
}

/** Turns the picture clockwise. */
export function rotateViewport(viewport: Viewport, degrees: number): void {
  const { rotation = 0 } = viewport.getViewPresentation();
  viewport.setViewPresentation({ rotation: (rotation + degrees + 360) % 360 });
  viewport.render();
}

/** The whole picture, in the middle. */
export function fitViewport(viewport: Viewport): void {
  viewport.resetCamera({ resetPan: true, resetZoom: true, resetToCenter: true });
  viewport.render();
}

/** The pixel of an image at a place of the page. */
export function indexAt(viewport: Viewport, x: number, y: number): [number, number, number] | undefined {
  const data = viewport.getImageData();
  if (!data) return undefined;
  const [i, j, k] = utilities.transformWorldToIndex(data.imageData, viewport.canvasToWorld([x, y]));
  const [columns, rows, slices] = data.dimensions;
  return i >= 0 && j >= 0 && k >= 0 && i < columns && j < rows && k < slices ? [i, j, k] : undefined;
}

/** Follows the size of a viewport's element: what was fitted into it stays fitted, what was moved or enlarged stays so. */
export function followSize(engine: RenderingEngine, viewport: Viewport): () => void {
  const { element } = viewport;
  const observer = new ResizeObserver(() => {
    if (engine.hasBeenDestroyed || element.clientWidth === 0 || element.clientHeight === 0) return;
    const [across, down] = viewport.getPan();
    const isFitted = Math.abs(viewport.getZoom() - 1) < 1e-3 && Math.hypot(across, down) < 1;
    engine.resize(true, true);
    if (isFitted) viewport.resetCamera({ resetPan: true, resetZoom: true, resetToCenter: false });
    viewport.render();
  });
  observer.observe(element);
  return () => observer.disconnect();
}
