// Where the plane of one panel cuts the images of the others: a line in each that shares its frame of reference and is not parallel.
import { addTool, ReferenceLinesTool, ToolGroupManager } from '@cornerstonejs/tools';
import { redrawMeasurements } from './measurements.ts';

const toolName = String(ReferenceLinesTool.toolName);
let isKnown = false;

/** Draws the lines of a viewport, as it stands now; undefined takes all lines away. */
export function showReferenceLines(viewportId: string | undefined): void {
  const group = ToolGroupManager.getToolGroup('stack');
  if (group === undefined) return;
  if (!isKnown) {
    addTool(ReferenceLinesTool);
    isKnown = true;
  }
  if (!group.hasTool(toolName)) group.addTool(toolName);
  if (viewportId === undefined) group.setToolDisabled(toolName);
  else {
    group.setToolConfiguration(toolName, { sourceViewportId: viewportId, showFullDimension: true });
    group.setToolEnabled(toolName);
  }
  redrawMeasurements();
}
