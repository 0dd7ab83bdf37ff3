// Shows an image as a presentation state wants it: window, direction and area. Tables, graphics and shutters are drawn above it.
import type { PresentationState } from '@lumenbox/dicom';
import type { PanelView } from '../panel-view.ts';
import { onPanel } from '../placement.ts';
import { areaFor, isFor } from './state-drawing.ts';
import { greyscaleOf } from './state-greys.ts';

/** Shows the image that stands in the panel so, until the panel is reset. */
export function applyState(view: PanelView, state: PresentationState): void {
  const { image } = view.snapshot();
  if (image === undefined) return;
  view.reset();
  // Values of fractions have no tables; a window they have.
  const window = greyscaleOf(state, image)?.window ?? state.windows.find((one) => isFor(one, state, image));
  if (window !== undefined) view.setWindow({ center: window.center, width: window.width });
  // Its LUT is of values for the screen: an image of MONOCHROME1 is not turned over once more (PS3.3 C.11.6.1.2).
  if (state.isInverse !== (image.photometricInterpretation === 'MONOCHROME1')) view.invert();
  if (state.rotation !== 0) view.rotateBy(state.rotation);
  if (state.isFlipped) view.flip('horizontal');
  showArea(view, areaFor(state, image));
}

function showArea(view: PanelView, { from, to }: ReturnType<typeof areaFor>): void {
  const before = view.placement();
  if (before === undefined) return;
  const [first, second] = [onPanel(before.matrix, from), onPanel(before.matrix, to)];
  const [width, height] = before.size;
  const across = Math.abs(second[0] - first[0]);
  const down = Math.abs(second[1] - first[1]);
  if (!(across > 0 && down > 0)) return;
  view.zoomBy(Math.min(width / across, height / down));
  const after = view.placement();
  if (after === undefined) return;
  const [x, y] = onPanel(after.matrix, [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]);
  view.panBy(width / 2 - x, height / 2 - y);
}
