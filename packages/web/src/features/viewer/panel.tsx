// One panel: a series with its drawing, overlay and slider, or what stands in its place.
import type { RenderingEngine } from '@cornerstonejs/core';
import type { Series, Study } from '@lumenbox/contract';
import { Anchor, Button, Loader, Stack, Text } from '@mantine/core';
import { type DragEvent, type PointerEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { explain } from '../../shared/api/explain.ts';
import { IconFileText } from '../../shared/ui/icons.ts';
import { instanceAddress } from './frame-address.ts';
import { type SeriesImages, seriesName, useSeriesImages } from './load-study.ts';
import { Overlay } from './overlay.tsx';
import type { PanelSnapshot, PanelView, ProbedPixel } from './panel-view.ts';
import { RenderedPicture } from './rendered-picture.tsx';
import type { ToolName } from './tool-names.ts';
import { useSnapshot } from './use-view.ts';
import classes from './viewport.module.css';
import { Drawing } from './viewport-drawing.tsx';

/** What series are dragged as. */
export const seriesDragType = 'application/x-lumenbox-series';

/** What every panel shares. */
export interface PanelFrame {
  readonly study: Study;
  readonly engine: RenderingEngine | null;
  readonly who: string | undefined;
  readonly tool: ToolName;
  readonly hasTexts: boolean;
}

/** A panel of the grid. */
export function Panel(
  props: PanelFrame & {
    number: number;
    series: Series | undefined;
    view: PanelView | undefined;
    startIndex: number;
    isActive: boolean;
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
  const { content, engine } = props;
  const [first] = content.images;
  if (first === undefined || content.kind === 'none') return <Notice>{t('viewer.notDrawn')}</Notice>;
  if (content.kind === 'document' || content.kind === 'video')
    return <FileNotice kind={content.kind} address={`${instanceAddress(first)}/rendered`} />;
  const drawing = { images: content.images, index: props.startIndex, onView: props.onView };
  return (
    <Shown {...props} unit={first.modality === 'CT' ? 'HU' : ''}>
      {engine === null ? (
        <RenderedPicture {...drawing} tool={props.tool} />
      ) : (
        <Drawing {...drawing} engine={engine} viewportId={`panel-${props.number}`} />
      )}
    </Shown>
  );
}

/** What a browser shows by itself, or hands to another program. */
function FileNotice({ kind, address }: { kind: 'document' | 'video'; address: string }) {
  const { t } = useTranslation();
  return (
    <Notice>
      <IconFileText size={28} aria-hidden />
      <div>{t(`viewer.${kind}`)}</div>
      <Anchor href={address} target="_blank" rel="noreferrer">
        {t(`viewer.${kind}Open`)}
      </Anchor>
    </Notice>
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
      {props.hasTexts && (
        <Overlay
          snapshot={snapshot}
          study={props.study}
          who={props.who}
          title={seriesName(props.series)}
          isRendered={props.engine === null}
          pixel={pixel}
          unit={props.unit}
        />
      )}
      <State snapshot={snapshot} onRetry={() => props.view?.retry()} />
      <Slider snapshot={snapshot} view={props.view} />
    </div>
  );
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

function Notice(props: { children: ReactNode; onRetry?: () => void; isBusy?: boolean; isOpaque?: boolean }) {
  const { t } = useTranslation();
  return (
    <Stack
      gap="xs"
      align="center"
      justify="center"
      className={classes.notice ?? ''}
      data-opaque={props.isOpaque === true}
      role="status"
    >
      {props.isBusy === true && <Loader size="sm" color="gray" aria-hidden />}
      {props.children}
      {props.onRetry !== undefined && (
        <Button size="xs" variant="default" onClick={props.onRetry}>
          {t('frame.retry')}
        </Button>
      )}
    </Stack>
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
