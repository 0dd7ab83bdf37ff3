// What the room knows and can do: its state, the panels' views, and all that follows from them. Draws nothing.
import type { Study } from '@lumenbox/contract';
import { useReducer, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { withoutUndefined } from '../../shared/url/list-search.ts';
import { idleReasonOf } from './idle-tools.ts';
import type { ViewedImage } from './image-facts.ts';
import { speaksOfImages, useImageObjects } from './image-objects/use-image-objects.ts';
import { useAllSeries, usePrefetchedSeries, useSeriesImages } from './load-study.ts';
import { type Measurement, selectMeasurement } from './measurements.ts';
import type { PanelView } from './panel-view.ts';
import type { RoomProps } from './reading-room.tsx';
import { firstState, type RoomState, reduceRoom } from './room-state.ts';
import { hangFirst, useComparison } from './use-comparison.ts';
import { useEngine } from './use-engine.ts';
import { useFilmChoice } from './use-film-choice.ts';
import { useKeyImages } from './use-key-images.ts';
import { useLinks } from './use-links.ts';
import { usePlanesToggle } from './use-planes-toggle.ts';
import { rateOf, useAddress, useCine, useLeftAt, useTool, useViews } from './use-room.ts';
import { useRoomCommands } from './use-room-commands.ts';
import { useSavedMeasurements } from './use-saved-measurements.ts';
import { snapshotOf, useSnapshotPart } from './use-view.ts';

/** A phone, where lists would cover the images. */
const narrow = '(max-width: 62em)';

/** Everything that the parts of the room share. */
export type Room = ReturnType<typeof useReadingRoom>;

/** The room of a study. */
export function useReadingRoom(props: RoomProps) {
  const { study, search } = props;
  const { engine, question, wantEngine } = useEngine();
  const [state, dispatch] = useReducer(reduceRoom, undefined, () =>
    firstState(hangFirst(props), window.matchMedia(narrow).matches),
  );
  // Where the address pointed to, for the series that it names alone.
  const [start] = useState(() => search);
  const { views, setViews, onView } = useViews();
  const { leftAt, leave } = useLeftAt(state, views);
  const view = views[state.active];
  const isReady = useSnapshotPart(view, ({ hasShown }) => hasShown === true);
  const comparison = useComparison(props, { shown: state.series, isReady, dispatch });
  const saving = useSavedMeasurements(props.patientId, comparison.studies, engine !== null);
  const hungOf = (id: string | undefined) => findSeries(comparison.studies, id);
  const { study: currentStudy = study, series: current } = hungOf(currentOf(state)) ?? {};
  const { images = noImages, kind } = useSeriesImages(currentStudy, current).data ?? {};
  const films = useFilmChoice();
  const isOfFilms = films.isOfFilms(state.active, current?.id);
  const idle = state.isInPlanes ? undefined : idleReasonOf(kind, isOfFilms);
  const rate = rateOf(
    state.rate,
    useSnapshotPart(view, ({ image }) => image?.frameTimeMs),
  );
  usePrefetchedSeries(study, isReady);
  useTool(engine, state, views);
  useLinks(engine, state, views);
  useCine(view, state.isPlaying, rate);
  useAddress(state.isInPlanes ? undefined : view, current?.id, (shown) =>
    props.onSearch({ ...withoutUndefined({ beside: search.beside }), ...shown }),
  );
  const { planesWindow, ...planes } = usePlanesToggle(images, state, {
    canDraw: Boolean(engine),
    windowNow: () => snapshotOf(view).window,
    dispatch,
  });
  const objects = useImageObjects(study, useAllSeries(props.patientId, study.id).filter(speaksOfImages));
  const keyImages = useKeyImages(props.patientId, comparison.studies);
  const { setStage, choose, run } = useRoomCommands({
    state,
    dispatch,
    view,
    images,
    current,
    currentStudy,
    planes,
    comparison,
    saving,
    keyImages,
    isIdle: idle !== undefined,
    onClose: props.onClose,
  });
  const who = useWhoInCorners(props, state.isIdentityHidden);
  const drawn = { engine, question, wantEngine, views, setViews, onView, view };
  const looked = { current, currentStudy, images, rate, planesWindow, films, idle };
  const parts = { keyImages, objects, saving, comparison };
  return {
    ...drawn,
    ...looked,
    ...parts,
    state,
    dispatch,
    start,
    leftAt,
    leave,
    setStage,
    hungOf,
    choose,
    run,
    who,
    study,
  };
}

/** Whose study it is, as it stands on images: a label might be taken for a name. */
function useWhoInCorners({ who, isOfCase }: RoomProps, isHidden: boolean): string | undefined {
  const { t } = useTranslation();
  if (isHidden) return undefined;
  return isOfCase ? t('viewer.caseInCorner', { label: who }) : who;
}

/** A series with the study that it is of. */
function findSeries(studies: readonly Study[], id: string | undefined) {
  for (const study of studies) {
    const series = study.series.find((one) => one.id === id);
    if (series !== undefined) return { study, series };
  }
  return undefined;
}

/** One list, so that what depends on it does not change while nothing has come. */
const noImages: readonly ViewedImage[] = [];

function currentOf({ series, active, isInPlanes }: RoomState): string | undefined {
  return isInPlanes ? series[0] : series[active];
}

/** Shows the image that something was measured on, where its series hangs. */
export function goToMeasurement(room: Room, measurement: Measurement): void {
  const { views, dispatch } = room;
  const indexIn = (view: PanelView | undefined) =>
    view?.images.findIndex(({ id }) => id === measurement.imageId) ?? -1;
  selectMeasurement(measurement.id);
  const panel = views.findIndex((view) => indexIn(view) >= 0);
  if (panel < 0) return;
  dispatch({ type: 'activate', panel });
  views[panel]?.scrollTo(indexIn(views[panel]));
}
