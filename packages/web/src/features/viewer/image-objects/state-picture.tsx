// The image in the greys of a presentation state, where the panel's own drawing cannot make them: tables, sigmoids. It lies on that drawing, below what is measured.
import type { PresentationState } from '@lumenbox/dicom';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { createPortal } from 'react-dom';
import type { ViewedImage } from '../image-facts.ts';
import type { PanelView } from '../panel-view.ts';
import type { Placement } from '../placement.ts';
import { greyValuesOf } from './grey-values.ts';
import classes from './objects.module.css';
import { greyscaleOf, type ShownGreys, type StateGreyscale } from './state-greys.ts';

interface PictureProps {
  readonly state: PresentationState;
  readonly image: ViewedImage;
  readonly view: PanelView;
  readonly placement: Placement;
  readonly shown: ShownGreys;
  readonly isSmooth: boolean;
}

/** The picture; nothing where the panel draws the same. */
export function StatePicture(props: PictureProps) {
  const { state, image, view } = props;
  const greyscale = useMemo(() => greyscaleOf(state, image), [state, image]);
  const { shown } = props;
  const isOfAnother = greyscale?.isOfAnother(shown) === true;
  useEffect(() => {
    if (isOfAnother && greyscale !== undefined) view.setWindow(greyscale.window);
  }, [isOfAnother, greyscale, view]);
  if (greyscale === undefined || (greyscale.isPlain && !isOfAnother)) return null;
  const picture = <Greys {...props} key={image.id} greyscale={greyscale} />;
  return view.ground === undefined ? picture : createPortal(picture, view.ground);
}

function Greys(props: PictureProps & { greyscale: StateGreyscale }) {
  const { image, view, placement, isSmooth, greyscale } = props;
  const { window, isInverted } = props.shown;
  const canvas = useRef<HTMLCanvasElement>(null);
  const { rows, columns } = image;
  const here = view.values?.();
  const fetched = useQuery({
    queryKey: ['viewer-values', image.id],
    queryFn: ({ signal }) => greyValuesOf(image, signal),
    staleTime: Number.POSITIVE_INFINITY,
    // Those of the image before are of no use.
    gcTime: 0,
    enabled: here === undefined,
  });
  const values = here ?? fetched.data;
  const [center, width] = [window?.center, window?.width];
  // Before the browser paints: the panel's own greys would be seen for a moment.
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const chosen = center === undefined || width === undefined ? undefined : { center, width };
    const pixels = new Uint8ClampedArray(rows * columns * 4);
    // Until the values are here it is black, since other greys than the state's would be taken for them.
    const greys = values && greyscale.greysOf(values, { window: chosen, isInverted });
    for (let at = 0, to = 0; to < pixels.length; at += 1, to += 4) {
      const grey = greys?.[at] ?? 0;
      pixels[to] = grey;
      pixels[to + 1] = grey;
      pixels[to + 2] = grey;
      pixels[to + 3] = 255;
    }
    context.putImageData(new ImageData(pixels, columns, rows), 0, 0);
  }, [values, greyscale, center, width, isInverted, columns, rows]);
  return (
    <canvas
      ref={canvas}
      className={classes.layer}
      data-picture
      width={columns}
      height={rows}
      style={{
        width: columns,
        height: rows,
        imageRendering: isSmooth ? 'auto' : 'pixelated',
        transform: `matrix(${placement.matrix.join(',')})`,
      }}
    />
  );
}
