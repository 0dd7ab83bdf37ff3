// A panel that Cornerstone draws: the images of one series, one behind the other.
import {
  cache,
  Enums,
  eventTarget,
  imageLoader,
  type RenderingEngine,
  type StackViewport,
  type Types,
} from '@cornerstonejs/core';
import {
  fitViewport,
  followSize,
  panViewport,
  readCamera,
  rotateViewport,
  smoothViewport,
  zoomViewport,
} from './drawn-camera.ts';
import { groundOf, probeStack, valuesOf } from './drawn-pixels.ts';
import { engineId, noteDrawn } from './engine.ts';
import { paddingOf } from './frame-loader.ts';
import type { ViewedImage, Window } from './image-facts.ts';
import { findImage, registerImages } from './image-registry.ts';
import { cutToEnds, PanelStore, type PanelView, type ProbedPixel, type ViewFraming } from './panel-view.ts';
import { type Placement, placementOf } from './placement.ts';
import { Prefetcher } from './prefetcher.ts';
import { type StackScroller, scrollerOf } from './stack-scroller.ts';
import { attachTools, detachTools } from './tools.ts';
import { frameViewportLike, readFraming } from './view-framing.ts';
import { autoWindow, rangeOf, windowFunctionOf, windowOf } from './windows.ts';

const { Events, InterpolationType, ViewportType } = Enums;

/** Bytes that prefetching leaves free, so that what is looked at drives out nothing of the same series: some large films. */
const roomMin = 96 * 1024 * 1024;

/** Opens a panel in an element. */
export function openDrawnView(
  engine: RenderingEngine,
  options: { element: HTMLDivElement; viewportId: string; images: readonly ViewedImage[]; index: number },
): PanelView {
  return new DrawnView(engine, options);
}

class DrawnView implements PanelView {
  readonly #engine: RenderingEngine;
  readonly #element: HTMLDivElement;
  readonly #viewportId: string;
  readonly images: readonly ViewedImage[];
  readonly #store: PanelStore;
  readonly #prefetcher: Prefetcher;
  readonly #scroller: StackScroller;
  readonly #stopFollowing: () => void;
  #isClosed = false;
  readonly subscribe: PanelView['subscribe'];
  readonly snapshot: PanelView['snapshot'];
  readonly ground: HTMLElement;

  constructor(
    engine: RenderingEngine,
    options: { element: HTMLDivElement; viewportId: string; images: readonly ViewedImage[]; index: number },
  ) {
    this.#engine = engine;
    this.#element = options.element;
    this.#viewportId = options.viewportId;
    this.images = options.images;
    const index = cutToEnds(options.index, options.images.length);
    this.#store = new PanelStore({
      state: 'loading',
      index,
      count: options.images.length,
      isInverted: false,
      isSmooth: true,
    });
    this.subscribe = this.#store.subscribe;
    this.snapshot = this.#store.snapshot;
    registerImages(options.images);
    this.#prefetcher = this.#makePrefetcher(index);
    engine.enableElement({
      viewportId: options.viewportId,
      type: ViewportType.STACK,
      element: options.element,
      defaultOptions: { background: [0, 0, 0] },
    });
    attachTools('stack', options.viewportId, engineId);
    this.ground = groundOf(this.#viewport);
    this.#scroller = scrollerOf(this.#viewport, options.images.length);
    this.#listen('add');
    this.#stopFollowing = followSize(engine, this.#viewport);
    this.#load(index);
  }

  get #viewport(): StackViewport {
    return this.#engine.getViewport<StackViewport & Types.IViewport>(this.#viewportId);
  }

  #makePrefetcher(index: number): Prefetcher {
    const ids = this.images.map(({ id }) => id);
    const count = () => this.#store.set({ loadedCount: ids.filter((id) => cache.isLoaded(id)).length });
    return new Prefetcher(ids, index, {
      load: (id) => imageLoader.loadAndCacheImage(id, { priority: 0, requestType: 'prefetch' }),
      isLoaded: (id) => cache.isLoaded(id),
      hasRoom: () => cache.getBytesAvailable() > roomMin,
      onLoaded: count,
    });
  }

  #load(index: number): void {
    const ids = this.images.map(({ id }) => id);
    this.#viewport
      .setStack(ids, index)
      .then(() => {
        if (this.#isClosed) return;
        // Without a window of the file each image would have its own, and scrolling would flicker.
        if (this.images[index]?.kind === 'grey' && this.images[index]?.window === undefined)
          this.setWindow('auto');
        this.#viewport.render();
      })
      .catch((error: unknown) => {
        if (!this.#isClosed) this.#store.set({ state: 'failed', failure: error });
      });
  }

  #listen(verb: 'add' | 'remove'): void {
    const change = `${verb}EventListener` as const;
    this.#element[change](Events.PRE_STACK_NEW_IMAGE, this.#onWanted);
    this.#element[change](Events.IMAGE_RENDERED, this.#onRendered);
    this.#element[change](Events.VOI_MODIFIED, this.#onRendered);
    eventTarget[change](Events.IMAGE_LOAD_ERROR, this.#onFailed);
  }

  readonly #onWanted = (event: Event): void => {
    const { imageId, imageIdIndex } = (event as CustomEvent<{ imageId: string; imageIdIndex: number }>)
      .detail;
    const isHere = cache.isLoaded(imageId);
    const image = findImage(imageId);
    this.#store.set({
      index: imageIdIndex,
      ...(image && { image }),
      ...(isHere ? {} : { state: 'loading' }),
    });
  };

  readonly #onRendered = (): void => {
    if (this.#isClosed) return;
    const viewport = this.#viewport;
    const shown = viewport.getCornerstoneImage();
    if (shown === undefined) return;
    // A picture that stays on the canvas while another one loads, or after that one failed, is not the one that is meant.
    const index = this.images.findIndex(({ id }) => id === shown.imageId);
    if (index !== this.snapshot().index) return;
    const { voiRange, invert, interpolationType } = viewport.getProperties();
    const image = this.images[index];
    noteDrawn(this.#engine);
    this.#store.set({
      state: 'shown',
      failure: undefined,
      ...(image && { image }),
      ...(voiRange && { window: windowOf(voiRange, image && windowFunctionOf(image)) }),
      isInverted: invert === true,
      isSmooth: interpolationType !== InterpolationType.NEAREST,
      ...readCamera(viewport, image),
      placed: JSON.stringify(this.placement()),
    });
    // Not before the first picture stands: it is what somebody waits for.
    this.#prefetcher.aim(index);
  };

  readonly #onFailed = (event: Event): void => {
    const { detail } = event as CustomEvent<{ imageId?: string; error?: unknown }>;
    const wanted = this.images[this.snapshot().index];
    if (detail.imageId === undefined || detail.imageId !== wanted?.id) return;
    this.#store.set({ state: 'failed', failure: detail.error });
  };

  scrollTo(index: number): void {
    this.#scroller.scrollTo(index);
  }

  scrollBy(count: number, { isLoop = false }: { isLoop?: boolean } = {}): void {
    this.#scroller.scrollBy(count, isLoop);
  }

  setWindow(window: Window | 'file' | 'auto'): void {
    const shown = this.#viewport.getCornerstoneImage();
    if (shown === undefined) return;
    const image = findImage(shown.imageId);
    const range = rangeOf(this.#windowFor(shown, window), image && windowFunctionOf(image));
    this.#viewport.setProperties({ voiRange: range });
    this.#viewport.render();
  }

  #windowFor(shown: Types.IImage, window: Window | 'file' | 'auto'): Window {
    if (typeof window === 'object') return window;
    if (window === 'file') return { center: Number(shown.windowCenter), width: Number(shown.windowWidth) };
    if (shown.color) return { center: 128, width: 256 };
    const image = findImage(shown.imageId);
    return autoWindow(shown.getPixelData(), image && paddingOf(image));
  }

  invert(): void {
    // Of the viewport: the snapshot is as old as the last drawing.
    this.#viewport.setProperties({ invert: this.#viewport.getProperties().invert !== true });
    this.#viewport.render();
  }

  setSmooth(isSmooth: boolean): void {
    smoothViewport(this.#viewport, isSmooth);
    // At once: the next drawing may come after the next key.
    this.#store.set({ isSmooth });
  }

  zoomBy(factor: number): void {
    zoomViewport(this.#viewport, factor);
  }

  showOneToOne(): void {
    const { zoom } = this.snapshot();
    if (zoom !== undefined) zoomViewport(this.#viewport, 1 / zoom);
  }

  panBy(across: number, down: number): void {
    panViewport(this.#viewport, across, down);
  }

  framing(): ViewFraming {
    return readFraming(this.#viewport, this.snapshot().image);
  }

  frameLike(framing: ViewFraming): void {
    const { state, image } = this.snapshot();
    if (state === 'shown') frameViewportLike(this.#viewport, image, framing);
  }

  rotateBy(degrees: number): void {
    rotateViewport(this.#viewport, degrees);
  }

  flip(axis: 'horizontal' | 'vertical'): void {
    const { flipHorizontal = false, flipVertical = false } = this.#viewport.getCamera();
    this.#viewport.setCamera(
      axis === 'horizontal' ? { flipHorizontal: !flipHorizontal } : { flipVertical: !flipVertical },
    );
    this.#viewport.render();
  }

  fit(): void {
    fitViewport(this.#viewport);
  }

  reset(): void {
    const { flipHorizontal = false, flipVertical = false } = this.#viewport.getCamera();
    if (flipHorizontal || flipVertical)
      this.#viewport.setCamera({ flipHorizontal: false, flipVertical: false });
    this.#viewport.setViewPresentation({ rotation: 0 });
    const isInverse = this.snapshot().image?.photometricInterpretation === 'MONOCHROME1';
    this.#viewport.setProperties({ invert: isInverse });
    this.setSmooth(true);
    this.setWindow('file');
    this.fit();
  }

  retry(): void {
    const { index } = this.snapshot();
    this.#store.set({ state: 'loading', failure: undefined });
    this.#load(index);
  }

  placement(): Placement | undefined {
    const image = this.images[this.snapshot().index];
    return image && placementOf(this.#viewport, image);
  }

  values(): ArrayLike<number> | undefined {
    return valuesOf(this.#viewport, this.snapshot().image?.id);
  }

  probe(x: number, y: number): ProbedPixel | undefined {
    return this.snapshot().state === 'shown' ? probeStack(this.#viewport, x, y) : undefined;
  }

  close(): void {
    this.#isClosed = true;
    this.#prefetcher.stop();
    this.#scroller.stop();
    this.#stopFollowing();
    this.#listen('remove');
    detachTools('stack', this.#viewportId, engineId);
    // The engine is gone first when the whole viewer is closed.
    if (!this.#engine.hasBeenDestroyed) this.#engine.disableElement(this.#viewportId);
  }
}
