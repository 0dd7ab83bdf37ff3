// One plane of a volume that Cornerstone cuts; three of them stand beside each other, with crosshairs.
import { Enums, type RenderingEngine, type Types, utilities, type VolumeViewport } from '@cornerstonejs/core';
import {
  fitViewport,
  followSize,
  indexAt,
  panViewport,
  readCamera,
  rotateViewport,
  smoothViewport,
  zoomViewport,
} from './drawn-camera.ts';
import { engineId } from './engine.ts';
import type { ViewedImage, Window } from './image-facts.ts';
import { PanelStore, type PanelView, type ProbedPixel } from './panel-view.ts';
import { type PatientPlane, patientPlaneOf } from './placement.ts';
import { volumeOf } from './plane-volume.ts';
import type { Slab } from './slab.ts';
import { attachTools, detachTools, dropCrosshairs } from './tools.ts';
import { autoWindow, rangeOf, windowFunctionOf, windowOf } from './windows.ts';

const { Events, InterpolationType, OrientationAxis, ViewportType } = Enums;

/** The planes, in the order in which they stand. */
export const planeNames = ['axial', 'sagittal', 'coronal'] as const;
export type PlaneName = (typeof planeNames)[number];

const orientations = {
  axial: OrientationAxis.AXIAL,
  sagittal: OrientationAxis.SAGITTAL,
  coronal: OrientationAxis.CORONAL,
} as const;

const { BlendModes } = Enums;
const blendModes = {
  // Of one layer the maximum is the layer itself; composed, it would come out darker than its window says.
  slice: BlendModes.MAXIMUM_INTENSITY_BLEND,
  maximum: BlendModes.MAXIMUM_INTENSITY_BLEND,
  minimum: BlendModes.MINIMUM_INTENSITY_BLEND,
  average: BlendModes.AVERAGE_INTENSITY_BLEND,
} as const;

/** The planes that were opened. */
export interface OpenedPlanes {
  readonly views: readonly PanelView[];
  /** Shows slabs in all of them. */
  setSlab(slab: Slab): void;
  close(): void;
}

/** Loads a series as a volume and cuts it in the three elements. Progress is seen in the planes as slices come. */
export async function openPlanes(
  engine: RenderingEngine,
  options: {
    elements: Readonly<Record<PlaneName, HTMLDivElement>>;
    images: readonly ViewedImage[];
    window: Window | undefined;
  },
): Promise<OpenedPlanes> {
  const { elements, images } = options;
  const [first] = images;
  if (first === undefined) throw new Error('There is nothing to cut.');
  const volume = await volumeOf(images);
  engine.setViewports(
    planeNames.map((name) => ({
      viewportId: name,
      type: ViewportType.ORTHOGRAPHIC,
      element: elements[name],
      defaultOptions: { background: [0, 0, 0] as Types.Point3, orientation: orientations[name] },
    })),
  );
  const planes = planeNames.map((name) => new PlaneView(engine, { name, images, first, volume }));
  await Promise.all(planes.map((plane) => plane.open(options.window)));
  for (const name of planeNames) attachTools('planes', name, engineId);
  volume.load(() => undefined);
  engine.renderViewports([...planeNames]);
  return {
    views: planes,
    setSlab: (slab) => {
      for (const plane of planes) plane.setSlab(slab);
    },
    close: () => {
      dropCrosshairs();
      for (const plane of planes) plane.close();
      if (!engine.hasBeenDestroyed) for (const name of planeNames) engine.disableElement(name);
    },
  };
}

class PlaneView implements PanelView {
  readonly #engine: RenderingEngine;
  readonly #name: PlaneName;
  readonly images: readonly ViewedImage[];
  readonly #first: ViewedImage;
  readonly #volume: Types.IImageVolume;
  readonly #store = new PanelStore({
    state: 'loading',
    index: 0,
    count: 0,
    isInverted: false,
    isSmooth: true,
  });
  #element: HTMLDivElement | undefined;
  #file: Window | undefined;
  #stopFollowing: () => void = () => undefined;
  #isClosed = false;
  readonly subscribe = this.#store.subscribe;
  readonly snapshot = this.#store.snapshot;

  constructor(
    engine: RenderingEngine,
    options: {
      name: PlaneName;
      images: readonly ViewedImage[];
      first: ViewedImage;
      volume: Types.IImageVolume;
    },
  ) {
    this.images = options.images;
    this.#engine = engine;
    this.#name = options.name;
    this.#first = options.first;
    this.#volume = options.volume;
  }

  get #viewport(): VolumeViewport {
    return this.#engine.getViewport<VolumeViewport & Types.IViewport>(this.#name);
  }

  async open(window: Window | undefined): Promise<void> {
    const viewport = this.#viewport;
    this.#element = viewport.element;
    this.#file = window ?? this.#first.window;
    await viewport.setVolumes([{ volumeId: this.#volume.volumeId }]);
    for (const event of [Events.IMAGE_RENDERED, Events.VOI_MODIFIED, Events.CAMERA_MODIFIED])
      this.#element.addEventListener(event, this.#onRendered);
    this.#stopFollowing = followSize(this.#engine, viewport);
    if (this.#file !== undefined) this.setWindow(this.#file);
  }

  readonly #onRendered = (): void => {
    if (this.#isClosed) return;
    const viewport = this.#viewport;
    const { voiRange, invert, interpolationType } = viewport.getProperties() ?? {};
    const { imageIndex, numberOfSlices } = utilities.getImageSliceDataForVolumeViewport(viewport);
    this.#store.set({
      state: 'shown',
      index: imageIndex,
      count: numberOfSlices,
      image: this.#first,
      ...(voiRange && { window: windowOf(voiRange, windowFunctionOf(this.#first)) }),
      isInverted: invert === true,
      isSmooth: interpolationType !== InterpolationType.NEAREST,
      ...readCamera(viewport, this.#first),
      placed: JSON.stringify(this.plane()),
    });
  };

  setSlab({ mode, thickness }: Slab): void {
    const viewport = this.#viewport;
    viewport.setBlendMode(blendModes[mode]);
    if (mode === 'slice') viewport.resetSlabThickness();
    else viewport.setSlabThickness(thickness === 'whole' ? this.#depth() : thickness);
    viewport.render();
  }

  /** Millimetres from one corner of the volume to the other: more than it is thick anywhere. */
  #depth(): number {
    const { dimensions, spacing } = this.#volume;
    return Math.hypot(...dimensions.map((count, axis) => count * (spacing[axis] ?? 1)));
  }

  scrollTo(index: number): void {
    this.scrollBy(index - this.snapshot().index);
  }

  scrollBy(count: number): void {
    utilities.scroll(this.#viewport as unknown as Types.IViewport, {
      delta: count,
      volumeId: this.#volume.volumeId,
    });
  }

  setWindow(window: Window | 'file' | 'auto'): void {
    const wanted = window === 'file' ? this.#file : window === 'auto' ? this.#auto() : window;
    if (wanted === undefined) return;
    // One volume, one window: the planes are looked at together.
    for (const name of planeNames) {
      const viewport = this.#engine.getViewport<VolumeViewport & Types.IViewport>(name);
      viewport.setProperties({ voiRange: rangeOf(wanted, windowFunctionOf(this.#first)) });
      viewport.render();
    }
  }

  #auto(): Window {
    return autoWindow(this.#volume.voxelManager?.getMiddleSliceData() ?? []);
  }

  invert(): void {
    const isInverted = !this.snapshot().isInverted;
    for (const name of planeNames) {
      const viewport = this.#engine.getViewport<VolumeViewport & Types.IViewport>(name);
      viewport.setProperties({ invert: isInverted });
      viewport.render();
    }
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

  framing(): undefined {}

  frameLike(): void {}

  rotateBy(degrees: number): void {
    rotateViewport(this.#viewport, degrees);
  }

  /** A mirrored plane beside two that are not would mislead. */
  flip(): void {}

  fit(): void {
    fitViewport(this.#viewport);
  }

  reset(): void {
    if (this.snapshot().isInverted) this.invert();
    this.setSmooth(true);
    this.setWindow('file');
    this.#viewport.setOrientation(orientations[this.#name]);
    this.fit();
  }

  retry(): void {
    this.#viewport.render();
  }

  /** A plane is cut through many images. */
  placement(): undefined {
    return undefined;
  }

  plane(): PatientPlane {
    return patientPlaneOf(this.#viewport);
  }

  probe(x: number, y: number): ProbedPixel | undefined {
    const [i, j, k] = indexAt(this.#viewport, x, y) ?? [];
    if (i === undefined || j === undefined || k === undefined) return undefined;
    const value = this.#volume.voxelManager?.getAtIJK(i, j, k);
    return typeof value === 'number' ? { column: i, row: j, value } : undefined;
  }

  close(): void {
    this.#isClosed = true;
    this.#stopFollowing();
    for (const event of [Events.IMAGE_RENDERED, Events.VOI_MODIFIED, Events.CAMERA_MODIFIED])
      this.#element?.removeEventListener(event, this.#onRendered);
    detachTools('planes', this.#name, engineId);
  }
}
