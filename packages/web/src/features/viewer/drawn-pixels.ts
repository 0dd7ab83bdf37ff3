// The pixels of a stack that Cornerstone draws: one under the pointer, all of them, and what lies on them.
import type { StackViewport } from '@cornerstonejs/core';
import { indexAt } from './drawn-camera.ts';
import type { ProbedPixel } from './panel-view.ts';

/** What is at a place of the page, from the panel's corner. */
export function probeStack(viewport: StackViewport, x: number, y: number): ProbedPixel | undefined {
  const shown = viewport.getCornerstoneImage();
  const [column, row] = indexAt(viewport, x, y) ?? [];
  if (shown === undefined || column === undefined || row === undefined) return undefined;
  const values = shown.getPixelData();
  const at = row * shown.columns + column;
  const value = shown.color
    ? ([values[at * 3], values[at * 3 + 1], values[at * 3 + 2]] as [number, number, number])
    : (values[at] as number);
  return { column, row, value };
}

/** The values of an image, where it is the one that is drawn. */
export function valuesOf(viewport: StackViewport, id: string | undefined): ArrayLike<number> | undefined {
  const shown = viewport.getCornerstoneImage();
  return shown !== undefined && shown.imageId === id ? shown.getPixelData() : undefined;
}

/** An element between the drawing and the lines of the tools, which lie in an element that is made behind it. */
export function groundOf({ canvas }: StackViewport): HTMLElement {
  const ground = document.createElement('div');
  canvas.after(ground);
  return ground;
}
