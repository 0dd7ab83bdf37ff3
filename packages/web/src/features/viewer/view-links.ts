// Lets panels follow the one that is looked at: in the images, in scale and place, in the window. Knows views, no React.
import { linkedIndex } from './linked-position.ts';
import type { PanelView } from './panel-view.ts';

/** In what the panels follow one another. */
export interface LinkWishes {
  readonly isScrollLinked: boolean;
  readonly isFramingLinked: boolean;
  readonly isWindowLinked: boolean;
}
type Views = readonly (PanelView | undefined)[];

/** The links of some panels. */
export class ViewLinks {
  readonly #views: Views;
  /** Where they stood when they were linked: places that go together. */
  #anchors: readonly number[];
  /** Where each was last seen or sent: one that stands elsewhere was moved by somebody. */
  readonly #known: number[];
  readonly #joined = new Set<PanelView>();
  #framing = '';
  #window = '';

  constructor(views: Views) {
    this.#views = views;
    this.#anchors = indexesOf(views);
    this.#known = indexesOf(views);
  }

  /** Follows one panel until the function that is given back is called. */
  follow(leader: number, wishes: LinkWishes): () => void {
    const leading = this.#views[leader];
    if (leading === undefined) return () => undefined;
    const stops = this.#views.map((view) =>
      view?.subscribe(() => {
        if (view === leading) this.#lead(leader, wishes);
        else this.#join(leader, view, wishes);
      }),
    );
    this.#framing = framingOf(leading);
    this.#window = windowOf(leading);
    // A wheel turns before anybody has said that its panel leads now.
    if (this.#known[leader] !== leading.snapshot().index) this.#lead(leader, wishes);
    return () => {
      for (const stop of stops) stop?.();
    };
  }

  /** Brings all others to where one is: the links were switched on. */
  align(leader: number, wishes: LinkWishes): void {
    this.#anchors = indexesOf(this.#views);
    this.#bring(leader, wishes);
  }

  #bring(leader: number, wishes: LinkWishes): void {
    this.#framing = '';
    this.#window = '';
    this.#lead(leader, wishes);
  }

  /** A panel that stands for the first time takes over what the others have. */
  #join(leader: number, view: PanelView, wishes: LinkWishes): void {
    if (this.#joined.has(view) || view.snapshot().state !== 'shown') return;
    this.#joined.add(view);
    this.#bring(leader, wishes);
  }

  #lead(leader: number, wishes: LinkWishes): void {
    const leading = this.#views[leader];
    if (leading === undefined || leading.snapshot().image === undefined) return;
    this.#known[leader] = leading.snapshot().index;
    const [framing, window] = [framingOf(leading), windowOf(leading)];
    for (const [index, view] of this.#views.entries()) {
      if (view === undefined || view === leading) continue;
      if (wishes.isScrollLinked) this.#scroll(leader, index, view);
      if (wishes.isFramingLinked && framing !== this.#framing) frameLike(view, leading);
      if (wishes.isWindowLinked && window !== this.#window) windowLike(view, leading);
    }
    this.#framing = framing;
    this.#window = window;
  }

  #scroll(leader: number, index: number, view: PanelView): void {
    const leading = this.#views[leader];
    if (leading === undefined) return;
    const anchor = { from: this.#anchors[leader] ?? 0, to: this.#anchors[index] ?? 0 };
    const place = { images: leading.images, index: leading.snapshot().index };
    const next = linkedIndex(place, view.images, anchor);
    if (next === undefined || next === view.snapshot().index) return;
    this.#known[index] = next;
    view.scrollTo(next);
  }
}

function indexesOf(views: Views): number[] {
  return views.map((view) => view?.snapshot().index ?? 0);
}

/** What tells one framing, or window, from the one before it. */
function framingOf(view: PanelView): string {
  const { zoom, placed } = view.snapshot();
  return JSON.stringify([zoom, placed]);
}

function windowOf(view: PanelView): string {
  return JSON.stringify(view.snapshot().window);
}

function frameLike(view: PanelView, leading: PanelView): void {
  const framing = leading.framing();
  if (framing !== undefined) view.frameLike(framing);
}

/** Values of another modality are other things, and a window of them means nothing. */
function windowLike(view: PanelView, leading: PanelView): void {
  const { image, window } = leading.snapshot();
  const own = view.snapshot().image;
  const isSameKind = own?.kind === 'grey' && image?.kind === 'grey' && own.modality === image.modality;
  if (isSameKind && window !== undefined) view.setWindow(window);
}
