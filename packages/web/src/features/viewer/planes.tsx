// A series in three planes: axial, sagittal and coronal, with crosshairs.
import type { RenderingEngine } from '@cornerstonejs/core';
import type { Study } from '@lumenbox/contract';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ViewedImage, Window } from './image-facts.ts';
import { PlaneObjects } from './image-objects/plane-objects.tsx';
import type { ImageObjects } from './image-objects/use-image-objects.ts';
import { Overlay } from './overlay.tsx';
import { Slider, State } from './panel.tsx';
import type { PanelView, ProbedPixel } from './panel-view.ts';
import classes from './room.module.css';
import type { Slab } from './slab.ts';
import { useThicknessText } from './slab-controls.tsx';
import { distanceBetween } from './sort-images.ts';
import { useSnapshot } from './use-view.ts';
import panelClasses from './viewport.module.css';
import { type OpenedPlanes, openPlanes, type PlaneName, planeNames } from './volume-view.ts';

/** What the planes need. */
interface PlanesProps {
  readonly engine: RenderingEngine;
  readonly study: Study;
  readonly images: readonly ViewedImage[];
  /** The window that the series was looked at with. */
  readonly window: Window | undefined;
  readonly who: string | undefined;
  readonly hasTexts: boolean;
  readonly slab: Slab;
  readonly objects: ImageObjects;
  readonly active: number;
  readonly views: readonly (PanelView | undefined)[];
  onActivate(index: number): void;
  /** Must stay the same function for as long as the planes are open. */
  onViews(views: readonly PanelView[]): void;
}

/** The three planes. */
export function Planes(props: PlanesProps) {
  const { engine, images, onViews } = props;
  const container = useRef<HTMLDivElement>(null);
  const [failure, setFailure] = useState<unknown>();
  const [opened, setOpened] = useState<OpenedPlanes>();
  const window = useRef(props.window);
  useEffect(() => {
    const drawings = container.current?.querySelectorAll<HTMLDivElement>(':scope > * > [data-drawing]') ?? [];
    const [axial, sagittal, coronal] = drawings;
    if (axial === undefined || sagittal === undefined || coronal === undefined) return undefined;
    const opening = openPlanes(engine, {
      elements: { axial, sagittal, coronal },
      images,
      window: window.current,
    });
    let isWanted = true;
    opening
      .then((planes) => {
        if (!isWanted) return;
        setOpened(planes);
        onViews(planes.views);
      })
      .catch((error: unknown) => {
        if (isWanted) setFailure(error);
      });
    return () => {
      isWanted = false;
      setOpened(undefined);
      onViews([]);
      void opening.then((planes) => planes.close()).catch(() => undefined);
    };
  }, [engine, images, onViews]);
  useEffect(() => opened?.setSlab(props.slab), [opened, props.slab]);
  return (
    <div className={classes.planes} ref={container}>
      {planeNames.map((name, index) => (
        <Plane {...props} key={name} name={name} index={index} failure={failure} />
      ))}
    </div>
  );
}

function Plane(
  props: PlanesProps & {
    name: PlaneName;
    index: number;
    failure: unknown;
  },
) {
  const { t } = useTranslation();
  const view = props.views[props.index];
  const snapshot = useSnapshot(view);
  const [pixel, setPixel] = useState<ProbedPixel>();
  const name = t(`viewer.planeNames.${props.name}`);
  const thickness = useThicknessText()(props.slab.thickness);
  const isSlab = props.slab.mode !== 'slice';
  // A slab is many planes at once.
  const plane = snapshot.state === 'shown' && !isSlab ? view?.plane?.() : undefined;
  const activate = () => props.onActivate(props.index);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- whatever happens in it makes it the active one
    <section
      aria-label={name}
      className={panelClasses.panel}
      data-active={props.active === props.index}
      data-testid={`plane-${props.name}`}
      data-state={snapshot.state}
      data-image={snapshot.index + 1}
      // The browser's menu of the right button would cover the zoom.
      onContextMenu={(event) => event.preventDefault()}
      onPointerDownCapture={activate}
      onFocusCapture={activate}
      onPointerMove={(event) => {
        const corner = event.currentTarget.getBoundingClientRect();
        // What is seen of a slab is no voxel's value.
        setPixel(isSlab ? undefined : view?.probe(event.clientX - corner.left, event.clientY - corner.top));
      }}
      onPointerLeave={() => setPixel(undefined)}
    >
      <div data-drawing className={panelClasses.drawing} />
      {plane !== undefined && (
        <PlaneObjects
          plane={plane}
          objects={props.objects}
          frameOfReferenceUid={props.images[0]?.frameOfReferenceUid}
          imagesApart={distanceBetween(props.images)}
        />
      )}
      {props.hasTexts && (
        <Overlay
          snapshot={snapshot}
          study={props.study}
          who={props.who}
          title={isSlab ? `${name} · ${t(`viewer.slabShort.${props.slab.mode}`)} ${thickness}` : name}
          isRendered={false}
          isPlane
          pixel={pixel}
          unit={props.images[0]?.modality === 'CT' ? 'HU' : (props.images[0]?.uptake?.unit ?? '')}
        />
      )}
      <State
        snapshot={
          props.failure === undefined ? snapshot : { ...snapshot, state: 'failed', failure: props.failure }
        }
        onRetry={() => view?.retry()}
      />
      <Slider snapshot={snapshot} view={view} />
    </section>
  );
}
