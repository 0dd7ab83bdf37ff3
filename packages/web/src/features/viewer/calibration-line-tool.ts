// The tool that draws the line of a calibration by hand.
import { LengthTool } from '@cornerstonejs/tools';

/** A line of its own kind, so that it is no measurement. */
export class CalibrationLineTool extends LengthTool {
  static override toolName = 'CalibrationLine';
}
