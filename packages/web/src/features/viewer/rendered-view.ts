// A panel that the server renders: a picture a frame, moved and turned by the browser. For where there is no WebGL.
import { renderedAddress } from './frame-address.ts';
import type { ViewedImage, Window } from './image-facts.ts';
import { cutToEnds, PanelStore, type PanelView } from './panel-view.ts';

/** How the picture lies in its panel. */
export interface Placing {
  readonly scale: number;
  readonly across: number;
  readonly down: number;
  readonly degrees: number;
  readonly isFlipped: boolean;
  readonly isUpsideDown: boolean;
}
/** The view, and what only a picture of the server has. */
export interface RenderedView extends PanelView {
  placing(): Placing;
  /** Where the picture is to be had. */
  address(): string;
  /** To be called by the picture. */
  onShown(fitScale: number): void;
  onFailed(): void;
}

const centred: Placing = { scale: 1, across: 0, down: 0, degrees: 0, isFlipped: false, isUpsideDown: false };
/** A picture of a few pixels, and one of which a pixel fills the screen. */
const scaleMin = 0.05;
const scaleMax = 100;

/** Opens a panel on images. */
export function openRenderedView(images: readonly ViewedImage[], start: number): RenderedView {
  const index = cutToEnds(start, images.length);
  const [first] = images;
  const store = new PanelStore({
    state: 'loading',
    index,
    count: images.length,
    isInverted: false,
    isSmooth: true,
    ...(images[index] && { image: images[index] }),
    ...(first?.window && { window: first.window }),
  });
  let placing = centred;
  let window: Window | undefined;
  let fitScale = 1;
  let attempt = 0;
  const place = (patch: Partial<Placing>) => {
    placing = { ...placing, ...patch };
    // The placing is no part of the snapshot, so that something of it has to change.
    store.set({ zoom: placing.scale * fitScale, placed: JSON.stringify(placing) });
  };
  const scrollTo = (next: number) => {
    const to = cutToEnds(next, images.length);
    const image = images[to];
    if (to === store.snapshot().index || image === undefined) return;
    store.set({ index: to, image, state: 'loading', failure: undefined });
  };
  return {
    subscribe: store.subscribe,
    snapshot: store.snapshot,
    placing: () => placing,
    address: () => {
      const image = images[store.snapshot().index];
      if (image === undefined) return '';
      const address = renderedAddress(image, image.kind === 'grey' ? window : undefined);
      // A fragment asks the browser again, and the server for the same.
      return attempt === 0 ? address : `${address}#${attempt}`;
    },
    onShown: (scale) => {
      fitScale = scale;
      store.set({ state: 'shown', failure: undefined, zoom: placing.scale * fitScale });
    },
    onFailed: () => store.set({ state: 'failed', failure: new Error('The server cannot render it.') }),
    scrollTo,
    scrollBy: (count, { isLoop = false } = {}) => {
      const next = store.snapshot().index + count;
      scrollTo(isLoop ? (next + images.length) % images.length : next);
    },
    setWindow: (wanted) => {
      const file = images[store.snapshot().index]?.window;
      window = typeof wanted === 'object' ? wanted : undefined;
      const shown = window ?? file;
      if (shown !== undefined) store.set({ window: shown });
      else store.set({ placed: `${JSON.stringify(placing)} ` });
    },
    invert: () => store.set({ isInverted: !store.snapshot().isInverted }),
    setSmooth: (isSmooth) => store.set({ isSmooth }),
    zoomBy: (factor) => place({ scale: Math.max(scaleMin, Math.min(scaleMax, placing.scale * factor)) }),
    showOneToOne: () => place({ scale: 1 / fitScale }),
    panBy: (across, down) => place({ across: placing.across + across, down: placing.down + down }),
    rotateBy: (degrees) => place({ degrees: (placing.degrees + degrees + 360) % 360 }),
    flip: (axis) =>
      place(
        axis === 'horizontal' ? { isFlipped: !placing.isFlipped } : { isUpsideDown: !placing.isUpsideDown },
      ),
    fit: () => place({ scale: 1, across: 0, down: 0 }),
    reset: () => {
      window = undefined;
      const file = images[store.snapshot().index]?.window;
      store.set({ isInverted: false, isSmooth: true, ...(file && { window: file }) });
      place(centred);
    },
    retry: () => {
      attempt += 1;
      store.set({ state: 'loading', failure: undefined });
    },
    probe: () => undefined,
    close: () => undefined,
  };
}
