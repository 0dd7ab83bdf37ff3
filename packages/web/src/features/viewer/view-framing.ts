// Which part of an image a panel shows, and how to show the same part of another one: at the same scale, around the same place.
import type { Types } from '@cornerstonejs/core';
import { worldPerPixel } from './drawn-camera.ts';
import type { ViewedImage } from './image-facts.ts';
import { isSameFrame } from './linked-position.ts';
import type { ViewFraming } from './panel-view.ts';

/** What the viewport shows now, of an image. */
export function readFraming(viewport: Types.IStackViewport, image: ViewedImage | undefined): ViewFraming {
  const [across, down] = viewport.getPan();
  const { focalPoint } = viewport.getCamera();
  return {
    zoom: viewport.getZoom(),
    pan: [across, down],
    ...(image?.spacing === undefined ? {} : { millimetresPerPixel: worldPerPixel(viewport) }),
    ...(image?.orientation === undefined || focalPoint === undefined ? {} : { image, middle: focalPoint }),
  };
}

/**
 * Shows the same: a millimetre is as long as there, where both have a scale, else the zoom is the same; the same point
 * of the patient is in the middle, where both are in one frame of reference, else the picture is moved as far.
 */
export function frameViewportLike(
  viewport: Types.IStackViewport,
  own: ViewedImage | undefined,
  wanted: ViewFraming,
): void {
  const isScaled = own?.spacing !== undefined && wanted.millimetresPerPixel !== undefined;
  viewport.setZoom(
    isScaled
      ? viewport.getZoom() * (worldPerPixel(viewport) / (wanted.millimetresPerPixel ?? 1))
      : wanted.zoom,
  );
  if (wanted.middle !== undefined && isSameFrame(own, wanted.image)) showInMiddle(viewport, wanted.middle);
  else viewport.setPan([...wanted.pan]);
  viewport.render();
}

/** Moves the camera within its plane until a point is in front of its middle. */
function showInMiddle(viewport: Types.IStackViewport, middle: readonly number[]): void {
  const { focalPoint, position, viewPlaneNormal } = viewport.getCamera();
  if (focalPoint === undefined || position === undefined || viewPlaneNormal === undefined) return;
  const way = focalPoint.map((value, axis) => (middle[axis] ?? value) - value);
  const across = way.reduce((sum, value, axis) => sum + value * (viewPlaneNormal[axis] ?? 0), 0);
  const moved = (point: Types.Point3) =>
    point.map(
      (value, axis) => value + (way[axis] ?? 0) - across * (viewPlaneNormal[axis] ?? 0),
    ) as Types.Point3;
  viewport.setCamera({ focalPoint: moved(focalPoint), position: moved(position) });
}
