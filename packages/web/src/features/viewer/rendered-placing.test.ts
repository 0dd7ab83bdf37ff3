// Pictures of the server in their panels: where a pixel of the image is when it was moved, enlarged, turned and flipped.
import { describe, expect, it } from 'vitest';
import { onPanel } from './placement.ts';
import { centred, movesOf, type Placing, placementOf } from './rendered-placing.ts';

/** 100 columns and 50 rows, twice as high as they are wide: 100 by 100 on the page at first, in a panel of 200 by 100. */
const sizes = { picture: [100, 100], panel: [200, 100], image: { columns: 100, rows: 50 } } as const;

/** Where the first pixel's corner and the last one's are after some moves. */
function cornersAfter(act: (moves: ReturnType<typeof movesOf>) => void): number[][] {
  let placing: Placing = centred;
  act(
    movesOf({
      placing: () => placing,
      place: (patch) => {
        placing = { ...placing, ...patch };
      },
      fitScale: () => 1,
    }),
  );
  const { matrix } = placementOf(placing, sizes);
  return [
    [0, 0],
    [100, 50],
  ].map((point) => onPanel(matrix, point as [number, number]).map((value) => Math.round(value) + 0));
}

describe('a picture of the server', () => {
  it('lies in the middle, with square pixels', () => {
    expect(cornersAfter(() => undefined)).toEqual([
      [50, 0],
      [150, 100],
    ]);
  });

  it('is moved and enlarged', () => {
    const corners = cornersAfter((moves) => {
      moves.zoomBy(2);
      moves.panBy(10, -5);
    });
    expect(corners).toEqual([
      [10, -55],
      [210, 145],
    ]);
  });

  it('is turned clockwise, and mirrored as it is seen', () => {
    expect(cornersAfter((moves) => moves.rotateBy(90))).toEqual([
      [150, 0],
      [50, 100],
    ]);
    const turnedAndFlipped = cornersAfter((moves) => {
      moves.rotateBy(90);
      moves.flip('horizontal');
    });
    expect(turnedAndFlipped).toEqual([
      [50, 0],
      [150, 100],
    ]);
    const flippedAndTurned = cornersAfter((moves) => {
      moves.flip('vertical');
      moves.rotateBy(90);
    });
    expect(flippedAndTurned).toEqual([
      [50, 0],
      [150, 100],
    ]);
  });
});
