// Dragging a window of fractions: by steps of its own size, and no wider than the pointer wants it.
import { Enums } from '@cornerstonejs/core';
import { describe, expect, it } from 'vitest';
import { WindowTool } from './window-tool.ts';

/** A picture whose values go from 0 to 1. */
const viewport = { getImageData: () => ({ voxelManager: { getRange: () => [0, 1] } }) };

describe('a window of fractions', () => {
  it('keeps its width when it is moved, and grows by parts of what is in the picture', () => {
    const drag = (deltaPointsCanvas: readonly [number, number]) =>
      new WindowTool().getNewRange({
        viewport,
        deltaPointsCanvas,
        volumeId: undefined,
        lower: 0,
        upper: 0.5,
        voiLutFunction: Enums.VOILUTFunctionType.LINEAR_EXACT,
      });
    // A pixel is a 1024th of the range.
    expect(drag([0, 512])).toEqual({ lower: 0.5, upper: 1 });
    expect(drag([512, 0])).toEqual({ lower: -0.25, upper: 0.75 });
  });
});
