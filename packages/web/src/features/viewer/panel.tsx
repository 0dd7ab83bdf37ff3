// One panel: a series with its drawing, overlay and slider, or what stands in its place.
import type { RenderingEngine } from '@cornerstonejs/core';
import type { Series, Study } from '@lumenbox/contract';
import { Button, Loader, Text } from '@mantine/core';
import { type DragEvent, type PointerEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { explain } from '../../shared/api/explain.ts';
import { FilmsInPlace } from './films-in-place.tsx';
import type { ViewedImage } from './image-facts.ts';
import { isByTable, ObjectsLayer, shownGreysOf } from './image-objects/objects-layer.tsx';
import type { ImageObjects } from './image-objects/use-image-objects.ts';
import { type SeriesImages, seriesName, useSeriesImages } from './load-study.ts';
import { Notice } from './notice.tsx';
import { Overlay } from './overlay.tsx';
import type { PanelSnapshot, PanelView, ProbedPixel } from './panel-view.ts';
import { ReadInPlace } from './read-in-place.tsx';
import { RenderedPicture } from './rendered-picture.tsx';
import type { ToolName } from './tool-names.ts';
import type { KeyImages } from './use-key-images.ts';
import { useSnapshot } from './use-view.ts';
import classes from './viewport.module.css';
import { Drawing } from './viewport-drawing.tsx';

/** What series are dragged as. */
export const seriesDragType = 'application/x-lumenbox-series';

/** What every panel shares. */
export interface PanelFrame {
  readonly patientId: string;
  readonly study: Study;
  /** It is another study than the one that was opened. */
  readonly isBeside: boolean;
  /** Null where the server renders; undefined until it has started. */
  readonly engine: RenderingEngine | null | undefined;
  /** There is something to look at, and the engine may start. */
  onFirstSeen(): void;
  /** Undefined where the identity is hidden. */
  readonly who: string | undefined;
  readonly tool: ToolName;
  readonly hasTexts: boolean;
  readonly keyImages: KeyImages;
  readonly objects: ImageObjects;
}

/** A panel of the grid. */
export function Panel(
  props: PanelFrame & {
    number: number;
    series: Series | undefined;
    view: PanelView | undefined;
    startIndex: number;
    isActive: boolean;
    /** It shows the films of a series that holds pictures, too. */
    isOfFilms: boolean;
    onFilms(isOfFilms: boolean): void;
    onActivate(): void;
    onView(view: PanelView | undefined): void;
    onDropSeries(id: string): void;
  },
) {
  const { t } = useTranslation();
  const [isOver, setIsOver] = useState(false);
  const query = useSeriesImages(props.study, props.series);
  const { series, number } = props;
  const name = series === undefined ? undefined : seriesName(series);
  const takesSeries = (event: DragEvent) => event.dataTransfer.types.includes(seriesDragType);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- whatever happens in it makes it the active one
    <section
      className={classes.panel}
      data-active={props.isActive}
      data-over={isOver}
      data-testid={`panel-${number}`}
      aria-label={
        name === undefined ? t('viewer.panel', { number }) : t('viewer.panelWith', { number, name })
      }
      // The browser's menu of the right button would cover the zoom.
      onContextMenu={(event) => event.preventDefault()}
      onPointerDownCapture={props.onActivate}
      onWheelCapture={props.onActivate}
      onFocusCapture={props.onActivate}
      onDragOver={(event) => {
        if (!takesSeries(event)) return;
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        setIsOver(false);
        if (!takesSeries(event)) return;
        event.preventDefault();
        event.stopPropagation();
        props.onDropSeries(event.dataTransfer.getData(seriesDragType));
      }}
    >
      {series === undefined && <Notice>{t('viewer.emptyPanel')}</Notice>}
      {query.isError && <Notice onRetry={() => void query.refetch()}>{explain(query.error, t)}</Notice>}
      {series !== undefined && query.isPending && <Notice isBusy>{t('viewer.loadingSeries')}</Notice>}
      {series !== undefined && query.data !== undefined && (
        <Content {...props} key={series.id} series={series} content={query.data} />
      )}
    </section>
  );
}

function Content(props: Parameters<typeof Panel>[0] & { series: Series; content: SeriesImages }): ReactNode {
  const { t } = useTranslation();
  const { content } = props;
  const [first] = content.images;
  if (first === undefined) return <Notice>{t('viewer.notDrawn')}</Notice>;
  if (content.kind === 'video')
    return <FilmsInPlace films={content.images} name={seriesName(props.series)} />;
  if (content.kind === 'document' || content.kind === 'none')
    return <ReadInPlace {...props} files={content.images} kind={content.kind} />;
  if (content.films.length === 0) return <Pictures {...props} first={first} />;
  return (
    <div className={classes.mixed}>
      <div className={classes.part}>
        {props.isOfFilms ? (
          <FilmsInPlace films={content.films} name={seriesName(props.series)} />
        ) : (
          <Pictures {...props} first={first} />
        )}
      </div>
      <PartSwitch {...props} />
    </div>
  );
}

/** Leads from the pictures of a series to its films, and back; by buttons, which leave the keys to the images. */
function PartSwitch(props: Parameters<typeof Content>[0]) {
  const { t } = useTranslation();
  const { content, isOfFilms, onFilms } = props;
  const part = (isThis: boolean) => ({
    'aria-pressed': isThis,
    size: 'compact-xs',
    variant: isThis ? 'filled' : 'default',
  });
  return (
    <fieldset className={classes.partSwitch} aria-label={t('viewer.parts')}>
      <Button {...part(!isOfFilms)} onClick={() => onFilms(false)}>
        {t('viewer.partPictures', { number: content.images.length })}
      </Button>
      <Button {...part(isOfFilms)} onClick={() => onFilms(true)}>
        {t('viewer.partFilms', { number: content.films.length })}
      </Button>
    </fieldset>
  );
}

function Pictures(props: Parameters<typeof Content>[0] & { first: ViewedImage }) {
  const { content, engine, first } = props;
  const drawing = { images: content.images, index: props.startIndex, onView: props.onView };
  return (
    <Shown {...props} unit={first.modality === 'CT' ? 'HU' : (first.uptake?.unit ?? '')}>
      {engine === null ? (
        <RenderedPicture {...drawing} tool={props.tool} />
      ) : (
        <Drawing
          {...drawing}
          engine={engine}
          viewportId={`panel-${props.number}`}
          onFirstSeen={props.onFirstSeen}
        />
      )}
    </Shown>
  );
}

function Shown(props: Parameters<typeof Panel>[0] & { series: Series; unit: string; children: ReactNode }) {
  const snapshot = useSnapshot(props.view);
  const [pixel, setPixel] = useState<ProbedPixel>();
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (event.pointerType === 'touch') return;
    const corner = event.currentTarget.getBoundingClientRect();
    setPixel(props.view?.probe(event.clientX - corner.left, event.clientY - corner.top));
  };
  return (
    <div
      className={classes.shown}
      data-state={snapshot.state}
      data-image={snapshot.index + 1}
      onPointerMove={onPointerMove}
      onPointerLeave={() => setPixel(undefined)}
    >
      {props.children}
      <Objects {...props} snapshot={snapshot} isIdentityHidden={props.who === undefined} />
      {props.hasTexts && (
        <Overlay
          snapshot={snapshot}
          study={props.study}
          isBeside={props.isBeside}
          who={props.who}
          title={seriesName(props.series)}
          keyImage={props.keyImages.textOf(snapshot.image)}
          isRendered={props.engine === null}
          isByTable={isByTable(props.objects, snapshot, props.engine === null)}
          pixel={pixel}
          unit={props.unit}
        />
      )}
      <State snapshot={snapshot} onRetry={() => props.view?.retry()} />
      <Slider snapshot={snapshot} view={props.view} />
    </div>
  );
}

/** Of the image that stands on the screen alone: while another one comes, nothing may lie on the wrong one. */
function Objects(props: {
  snapshot: PanelSnapshot;
  view: PanelView | undefined;
  engine: PanelFrame['engine'];
  objects: ImageObjects;
  isIdentityHidden: boolean;
}) {
  const { view, objects, isIdentityHidden } = props;
  const { image, state, isSmooth } = props.snapshot;
  const placement = state === 'shown' ? view?.placement() : undefined;
  if (view === undefined || placement === undefined || image === undefined) return null;
  const shown = shownGreysOf(props.snapshot, props.engine === null);
  return <ObjectsLayer {...{ view, image, placement, objects, shown, isSmooth, isIdentityHidden }} />;
}

/** A picture that fails says so in its own place; the one before is covered, so that nobody takes it for this one. */
export function State({ snapshot, onRetry }: { snapshot: PanelSnapshot; onRetry(): void }) {
  const { t } = useTranslation();
  if (snapshot.state === 'loading') return <Loader size="sm" color="gray" className={classes.busy ?? ''} />;
  if (snapshot.state !== 'failed') return null;
  const isPixels = snapshot.failure instanceof Error && !('status' in snapshot.failure);
  return (
    <Notice onRetry={onRetry} isOpaque>
      <Text fw={600}>{t('viewer.failedImage')}</Text>
      <div>{isPixels ? t('viewer.unreadable') : explain(snapshot.failure, t)}</div>
      {snapshot.count > 1 && <div>{t('viewer.failedImageText')}</div>}
    </Notice>
  );
}

/** Goes through the images; how far they are here is drawn behind it. */
export function Slider({ snapshot, view }: { snapshot: PanelSnapshot; view: PanelView | undefined }) {
  const { t } = useTranslation();
  const { index, count, loadedCount = 0 } = snapshot;
  if (count < 2) return null;
  return (
    <div className={classes.slider}>
      <div className={classes.loaded} style={{ height: `${(loadedCount / count) * 100}%` }} />
      <input
        type="range"
        min={1}
        max={count}
        value={index + 1}
        aria-label={t('viewer.image')}
        aria-valuetext={t('viewer.imageOf', { index: index + 1, count })}
        aria-orientation="vertical"
        onChange={(event) => view?.scrollTo(Number(event.currentTarget.value) - 1)}
      />
    </div>
  );
}
