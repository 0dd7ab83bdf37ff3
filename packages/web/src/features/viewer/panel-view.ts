// What toolbar, keys and overlays do with a panel and read of it, whoever draws it: Cornerstone or the server.
import type { ViewedImage, Window } from './image-facts.ts';
import type { EdgeLetters } from './orientation.ts';
import type { PatientPlane, Placement } from './placement.ts';

/** A panel at one moment. */
export interface PanelSnapshot {
  readonly state: 'loading' | 'shown' | 'failed';
  /** An image of it has been shown, whatever the state is now. */
  readonly hasShown?: boolean;
  readonly failure?: unknown;
  /** From 0; of a plane it is the slice. */
  readonly index: number;
  readonly count: number;
  readonly image?: ViewedImage;
  readonly window?: Window;
  readonly isInverted: boolean;
  readonly isSmooth: boolean;
  /** Screen pixels for a pixel of the image. */
  readonly zoom?: number;
  /** Millimetres for a pixel of the page; absent without a scale. */
  readonly millimetresPerPixel?: number;
  readonly letters?: EdgeLetters;
  /** Images that are in memory. */
  readonly loadedCount?: number;
  /** Tells one placing of the picture from another. */
  readonly placed?: string;
}
/** Which part of an image a panel shows. */
export interface ViewFraming {
  /** 1 where the picture is fitted into the panel. */
  readonly zoom: number;
  /** Pixels of the page by which the picture is out of the middle. */
  readonly pan: readonly [number, number];
  readonly millimetresPerPixel?: number;
  /** The point of the patient in the middle of the panel, in the coordinates of the image. */
  readonly middle?: readonly number[];
  readonly image?: ViewedImage;
}
/** What is under the pointer. */
export interface ProbedPixel {
  readonly column: number;
  readonly row: number;
  readonly value: number | readonly [number, number, number];
}
/** A panel that shows a series. */
export interface PanelView {
  /** What it goes through, in its order; of a plane the slices that it is cut from. */
  readonly images: readonly ViewedImage[];
  subscribe(listener: () => void): () => void;
  snapshot(): PanelSnapshot;
  /** Goes to an image; what lies outside is cut to the ends. */
  scrollTo(index: number): void;
  scrollBy(count: number, options?: { isLoop?: boolean }): void;
  /** `file`: what the file says. `auto`: what is in the picture. */
  setWindow(window: Window | 'file' | 'auto'): void;
  invert(): void;
  setSmooth(isSmooth: boolean): void;
  zoomBy(factor: number): void;
  /** One pixel of the image is one of the screen. */
  showOneToOne(): void;
  /** Pixels of the page. */
  panBy(across: number, down: number): void;
  /** Undefined where no other panel can do the same: of a plane of a volume. */
  framing(): ViewFraming | undefined;
  frameLike(framing: ViewFraming): void;
  rotateBy(degrees: number): void;
  flip(axis: 'horizontal' | 'vertical'): void;
  fit(): void;
  reset(): void;
  retry(): void;
  /** Where the image lies; undefined where that is not known. */
  placement(): Placement | undefined;
  /** Of a plane of a volume: where the panel lies in the patient. */
  plane?(): PatientPlane | undefined;
  /** Lies on the picture and below what is measured; absent where nothing is measured. */
  readonly ground?: HTMLElement;
  /** The values of the image that is shown, row by row, in its own units; undefined where there is only a picture. */
  values?(): ArrayLike<number> | undefined;
  /** At a place of the page, from the panel's corner. */
  probe(x: number, y: number): ProbedPixel | undefined;
  close(): void;
}

/** Holds the snapshot of a panel and tells who listens when it is another one. */
export class PanelStore {
  #snapshot: PanelSnapshot;
  readonly #listeners = new Set<() => void>();
  constructor(first: PanelSnapshot) {
    this.#snapshot = first;
  }
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly snapshot = (): PanelSnapshot => this.#snapshot;
  /** Changes what is given. */
  set(patch: Partial<PanelSnapshot>): void {
    const next = { ...this.#snapshot, ...patch, ...(patch.state === 'shown' && { hasShown: true }) };
    if (
      JSON.stringify(facts(next)) === JSON.stringify(facts(this.#snapshot)) &&
      next.image === this.#snapshot.image
    )
      return;
    this.#snapshot = next;
    for (const listener of this.#listeners) listener();
  }
}

/** What is compared; the image is compared as itself. */
function facts({ image: _image, failure, ...rest }: PanelSnapshot): unknown {
  return { ...rest, hasFailure: failure !== undefined };
}

/** A position within a series. */
export function cutToEnds(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, Math.round(index)));
}
