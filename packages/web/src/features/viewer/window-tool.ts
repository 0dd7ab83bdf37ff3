// The tool that drags a window, for windows of fractions too.
import { Enums } from '@cornerstonejs/core';
import { WindowLevelTool } from '@cornerstonejs/tools';

/**
 * Cornerstone's own makes a window of the range as if it were of whole numbers, and a range of that as the image has it: where windows are
 * exact, each move of the pointer would make them 1 wider.
 */
export class WindowTool extends WindowLevelTool {
  static override toolName = 'Window';
  override getNewRange(drag: Parameters<WindowLevelTool['getNewRange']>[0]) {
    return super.getNewRange({ ...drag, voiLutFunction: Enums.VOILUTFunctionType.LINEAR });
  }
}
