// How a picture of the server lies in its panel: moved, enlarged, turned and flipped, and the matrix that follows from that. Pure.
import type { PanelView } from './panel-view.ts';
import type { Matrix, Placement } from './placement.ts';

/** Where the picture lies, beginning with the whole of it in the middle. */
export interface Placing {
  readonly scale: number;
  /** Pixels of the page. */
  readonly across: number;
  readonly down: number;
  /** Clockwise, of the picture that is flipped already. */
  readonly degrees: number;
  readonly isFlipped: boolean;
  readonly isUpsideDown: boolean;
}

/** The whole picture, as it is. */
export const centred: Placing = {
  scale: 1,
  across: 0,
  down: 0,
  degrees: 0,
  isFlipped: false,
  isUpsideDown: false,
};

/** Width and height. */
export type Size = readonly [width: number, height: number];

/** Pixels of the page for one of the picture where it is fitted into its panel. */
export function fitScaleOf(picture: Size, panel: Size): number {
  return Math.min(panel[0] / picture[0], panel[1] / picture[1]);
}

/** The same as styles: of an element that fills the panel and has its middle as origin. */
export function transformOf({ scale, across, down, degrees, isFlipped, isUpsideDown }: Placing): string {
  const flips = `scale(${isFlipped ? -1 : 1}, ${isUpsideDown ? -1 : 1})`;
  return `translate(${across}px, ${down}px) scale(${scale}) rotate(${degrees}deg) ${flips}`;
}

/** Where the columns and rows of the image are. The picture has square pixels, whatever those of the image are. */
export function placementOf(
  placing: Placing,
  { picture, panel, image }: { picture: Size; panel: Size; image: { columns: number; rows: number } },
): Placement {
  const scale = placing.scale * fitScaleOf(picture, panel);
  const turn = (placing.degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const column = ((placing.isFlipped ? -1 : 1) * scale * picture[0]) / image.columns;
  const row = ((placing.isUpsideDown ? -1 : 1) * scale * picture[1]) / image.rows;
  const [a, b, c, d] = [cos * column, sin * column, -sin * row, cos * row];
  const middle = [panel[0] / 2 + placing.across, panel[1] / 2 + placing.down] as const;
  const matrix: Matrix = [
    a,
    b,
    c,
    d,
    middle[0] - (a * image.columns + c * image.rows) / 2,
    middle[1] - (b * image.columns + d * image.rows) / 2,
  ];
  return { matrix, size: panel };
}

/** A picture of a few pixels, and one of which a pixel fills the screen. */
const scaleMin = 0.05;
const scaleMax = 100;

/** What moves and turns the picture. */
export function movesOf(picture: {
  place(patch: Partial<Placing>): void;
  placing(): Placing;
  /** Screen pixels for a pixel of the image where it is fitted. */
  fitScale(): number;
}) {
  const { place, placing, fitScale } = picture;
  return {
    zoomBy: (factor) => place({ scale: Math.max(scaleMin, Math.min(scaleMax, placing().scale * factor)) }),
    showOneToOne: () => place({ scale: 1 / fitScale() }),
    panBy: (across, down) => place({ across: placing().across + across, down: placing().down + down }),
    framing: () => ({ zoom: placing().scale, pan: [placing().across, placing().down] }),
    frameLike: ({ zoom, pan: [across, down] }) => place({ scale: zoom, across, down }),
    rotateBy: (degrees) => place({ degrees: (placing().degrees + degrees + 360) % 360 }),
    // What is seen is mirrored, also when it was turned before.
    flip: (axis) =>
      place({
        degrees: (360 - placing().degrees) % 360,
        ...(axis === 'horizontal'
          ? { isFlipped: !placing().isFlipped }
          : { isUpsideDown: !placing().isUpsideDown }),
      }),
    fit: () => place({ scale: 1, across: 0, down: 0 }),
  } satisfies Partial<PanelView>;
}
