// A panel that the server renders: a picture a frame, moved and turned by the browser. For where there is no WebGL.
import { renderedAddress } from './frame-address.ts';
import type { ViewedImage, Window } from './image-facts.ts';
import { cutToEnds, PanelStore, type PanelView } from './panel-view.ts';
import { PicturesAhead } from './pictures-ahead.ts';
import { centred, fitScaleOf, movesOf, type Placing, placementOf, type Size } from './rendered-placing.ts';
import { StackScroller } from './stack-scroller.ts';

/** How large a picture and its panel are, in pixels of their own and of the page. */
export interface PictureSizes {
  readonly picture: Size;
  readonly panel: Size;
}
/** The view, and what only a picture of the server has. */
export interface RenderedView extends PanelView {
  placing(): Placing;
  /** Where the picture is to be had. */
  address(): string;
  /** The picture itself, here already or on its way. */
  picture(): HTMLImageElement;
  /** To be called when the picture at that address is not waited for any more. */
  giveUp(address: string): void;
  /** To be called by the picture. */
  onShown(sizes: PictureSizes): void;
  /** To be called when the panel has another size. */
  onSized(panel: Size): void;
  onFailed(): void;
}

/** Opens a panel on images. */
export function openRenderedView(images: readonly ViewedImage[], start: number): RenderedView {
  const store = storeFor(images, cutToEnds(start, images.length));
  let placing = centred;
  let sizes: PictureSizes = { picture: [1, 1], panel: [1, 1] };
  const fitScale = () => fitScaleOf(sizes.picture, sizes.panel);
  // The placing is no part of the snapshot, so that something of it has to change.
  const placed = () => ({
    zoom: placing.scale * fitScale(),
    placed: JSON.stringify([placing, sizes]),
  });
  const place = (patch: Partial<Placing>) => {
    placing = { ...placing, ...patch };
    store.set(placed());
  };
  const shownImage = () => images[store.snapshot().index];
  const windows = windowsOf(store, shownImage);
  const pictures = picturesOf(store, images, windows);
  const scrolling = scrollingOf(store, images);
  return {
    images,
    subscribe: store.subscribe,
    snapshot: store.snapshot,
    placing: () => placing,
    address: pictures.address,
    picture: pictures.picture,
    giveUp: pictures.giveUp,
    onShown: (next) => {
      sizes = next;
      store.set({ state: 'shown', failure: undefined, ...placed() });
      scrolling.onSettled();
      pictures.onShown();
    },
    onSized: (panel) => {
      sizes = { ...sizes, panel };
      store.set(placed());
    },
    onFailed: () => {
      pictures.onFailed();
      store.set({ state: 'failed', failure: new Error('The server cannot render it.') });
      scrolling.onSettled();
    },
    scrollTo: scrolling.scrollTo,
    scrollBy: scrolling.scrollBy,
    setWindow: windows.set,
    invert: () => store.set({ isInverted: !store.snapshot().isInverted }),
    setSmooth: (isSmooth) => store.set({ isSmooth }),
    ...movesOf({ place, placing: () => placing, fitScale }),
    reset: () => {
      windows.set('file');
      store.set({ isInverted: false, isSmooth: true });
      place(centred);
    },
    retry: () => {
      pictures.retry();
      store.set({ state: 'loading', failure: undefined });
    },
    placement: () => {
      const image = shownImage();
      return image && placementOf(placing, { ...sizes, image });
    },
    probe: () => undefined,
    close: () => {
      scrolling.stop();
      pictures.close();
    },
  };
}

function storeFor(images: readonly ViewedImage[], index: number): PanelStore {
  const [first] = images;
  return new PanelStore({
    state: 'loading',
    index,
    count: images.length,
    isInverted: false,
    isSmooth: true,
    ...(images[index] && { image: images[index] }),
    ...(first?.window && { window: first.window }),
  });
}

/** Goes through the images, each shown before the next is asked for: a picture that is no longer wanted would not be shown at all. */
function scrollingOf(store: PanelStore, images: readonly ViewedImage[]) {
  let settle: (() => void) | undefined;
  const scroller = new StackScroller({
    count: images.length,
    index: () => store.snapshot().index,
    show: (index) => {
      const image = images[index];
      if (image === undefined || index === store.snapshot().index) return Promise.resolve();
      store.set({ index, image, state: 'loading', failure: undefined });
      return new Promise<void>((resolve) => {
        settle = resolve;
      });
    },
  });
  return {
    scrollTo: (index: number) => scroller.scrollTo(index),
    scrollBy: (count: number, { isLoop = false }: { isLoop?: boolean } = {}) =>
      scroller.scrollBy(count, isLoop),
    /** To be called when the picture stands, or does not come. */
    onSettled: () => settle?.(),
    stop: () => scroller.stop(),
  };
}

/** Where the pictures are to be had, and those that are here already. */
function picturesOf(
  store: PanelStore,
  images: readonly ViewedImage[],
  windows: ReturnType<typeof windowsOf>,
) {
  /** How often an image that did not come was asked for again. */
  const attempts = new Map<number, number>();
  const addressOf = (index: number) => {
    const image = images[index];
    if (image === undefined) return '';
    const address = renderedAddress(image, image.kind === 'grey' ? windows.chosen() : undefined);
    const attempt = attempts.get(index);
    // A fragment asks the browser again, and the server for the same.
    return attempt === undefined ? address : `${address}#${attempt}`;
  };
  const address = () => addressOf(store.snapshot().index);
  const [first] = images;
  const ahead = new PicturesAhead({
    count: images.length,
    pixels: (first?.columns ?? 1) * (first?.rows ?? 1),
    addressOf,
    onHeld: (loadedCount) => store.set({ loadedCount }),
  });
  return {
    address,
    picture: () => ahead.pictureOf(address()),
    giveUp: (given: string) => ahead.forget(given),
    onShown: () => ahead.aim(store.snapshot().index),
    onFailed: () => ahead.forget(address()),
    retry: () => {
      const { index } = store.snapshot();
      attempts.set(index, (attempts.get(index) ?? 0) + 1);
    },
    close: () => ahead.close(),
  };
}

/** The window that somebody chose; without one the server takes that of the file. */
function windowsOf(store: PanelStore, shownImage: () => ViewedImage | undefined) {
  let chosen: Window | undefined;
  return {
    chosen: () => chosen,
    set: (wanted: Window | 'file' | 'auto') => {
      chosen = typeof wanted === 'object' ? wanted : undefined;
      const window = chosen ?? shownImage()?.window;
      // Without a window to tell of, the picture is another one all the same.
      if (window === undefined) store.set({ placed: `${store.snapshot().placed ?? ''} ` });
      else store.set({ window });
    },
  };
}
