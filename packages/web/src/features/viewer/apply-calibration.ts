// Gives an image a scale on the screen: what is drawn on it, and what was, is reckoned by it.
import { getRenderingEngine, StackViewport } from '@cornerstonejs/core';
import { annotation } from '@cornerstonejs/tools';
import { engineId } from './engine.ts';
import { calibrateByHand, handCalibration } from './hand-calibration.ts';
import type { ViewedImage } from './image-facts.ts';

/** Gives an image its scale. Whoever calls it has the lines drawn anew. */
export function applyCalibration({ id }: ViewedImage, millimetresPerPixel: number): void {
  calibrateByHand(id, millimetresPerPixel);
  for (const one of annotation.state.getAllAnnotations())
    if (one.metadata?.referencedImageId === id) one.invalidated = true;
  for (const viewport of getRenderingEngine(engineId)?.getViewports() ?? [])
    if (viewport instanceof StackViewport && viewport.getCurrentImageId() === id)
      viewport.calibrateSpacing(id);
}

/** Gives it the scale that was saved with a measurement, unless it has one: of its file, or given in this tab. */
export function restoreCalibration(image: ViewedImage, millimetresPerPixel: number | undefined): void {
  const hasOwn = image.spacing !== undefined || image.regions.length > 0;
  if (millimetresPerPixel === undefined || hasOwn || handCalibration(image.id) !== undefined) return;
  applyCalibration(image, millimetresPerPixel);
}
