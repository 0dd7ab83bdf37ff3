// What the room knows and can do: its state, the panels' views, and all that follows from them. Draws nothing.
import type { Series } from '@lumenbox/contract';
import { notifications } from '@mantine/notifications';
import { useReducer, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Command } from './commands.ts';
import { cacheBytesMax } from './engine.ts';
import { hang } from './hanging.ts';
import { hangingOf, usePrefetchedSeries, useSeriesImages } from './load-study.ts';
import { type Measurement, selectMeasurement } from './measurements.ts';
import type { RoomProps } from './reading-room.tsx';
import { firstState, type RoomState, reduceRoom } from './room-state.ts';
import { runCommand } from './run-command.ts';
import { isMeasuring } from './tool-names.ts';
import { useEngine } from './use-engine.ts';
import { rateOf, useAddress, useCine, useKeys, useTool, useViews } from './use-room.ts';
import { useSavedMeasurements } from './use-saved-measurements.ts';
import { useSnapshot } from './use-view.ts';
import { volumeObstacle } from './volume-eligibility.ts';

/** A phone, where lists would cover the images. */
const narrow = '(max-width: 62em)';

/** Everything that the parts of the room share. */
export type Room = ReturnType<typeof useReadingRoom>;

/** The room of a study. */
export function useReadingRoom(props: RoomProps) {
  const { study, search } = props;
  const { engine, question } = useEngine();
  const saving = useSavedMeasurements(props.patientId, study, engine !== null);
  const [state, dispatch] = useReducer(reduceRoom, undefined, () =>
    firstState(hang(study.series.map(hangingOf), search.series), window.matchMedia(narrow).matches),
  );
  // Where the address pointed to, for the series that it names alone.
  const [start] = useState(() => search);
  const { views, setViews, onView } = useViews();
  const view = views[state.active];
  const snapshot = useSnapshot(view);
  const seriesOf = (id: string | undefined) => study.series.find((series) => series.id === id);
  const current = seriesOf(currentOf(state));
  const images = useSeriesImages(study, current).data?.images ?? noImages;
  const rate = rateOf(state.rate, snapshot.image?.frameTimeMs);
  usePrefetchedSeries(study, snapshot.state === 'shown');
  useTool(engine, state, views);
  useCine(view, state.isPlaying, rate);
  useAddress(state.isInPlanes ? undefined : view, current?.id, props.onSearch);
  const [planesWindow, setPlanesWindow] = useState(snapshot.window);
  const togglePlanes = usePlanesToggle(images, state.isInPlanes, (isOn) => {
    if (isOn) setPlanesWindow(snapshot.window);
    dispatch({ type: 'planes', isOn });
  });
  const choose = (series: Series) => {
    if (state.isInPlanes) dispatch({ type: 'planes', isOn: false });
    dispatch({ type: 'hang', panel: state.isInPlanes ? 0 : state.active, series: series.id });
  };
  const run = (command: Command) =>
    runCommand(command, {
      view,
      dispatch,
      togglePlanes: () => (engine ? togglePlanes() : undefined),
      saveMeasurements: () => (saving.isAllowed && !saving.isSaving ? saving.save() : undefined),
      close: () => {
        if (state.isInPlanes) dispatch({ type: 'planes', isOn: false });
        else if (isMeasuring(state.tool)) dispatch({ type: 'tool', tool: 'window' });
        else props.onClose();
      },
      stepSeries: (step) => {
        const next = study.series[study.series.findIndex(({ id }) => id === current?.id) + step];
        if (next !== undefined) choose(next);
      },
    });
  useKeys(run);
  const who = state.isIdentityHidden ? undefined : props.who;
  const common = { engine, question, state, dispatch, start, views, setViews, onView, view, snapshot };
  return { ...common, saving, seriesOf, current, images, rate, planesWindow, choose, run, who, study };
}

/** One list, so that what depends on it does not change while nothing has come. */
const noImages: Parameters<typeof volumeObstacle>[0] = [];

function currentOf({ series, active, isInPlanes }: RoomState): string | undefined {
  return isInPlanes ? series[0] : series[active];
}

/** Shows the image that something was measured on, where its series hangs. */
export function goToMeasurement(room: Room, measurement: Measurement): void {
  const { state, seriesOf, images, views, view } = room;
  const series = measurement.imageId?.split('/')[1];
  const panel = state.series.findIndex((id) => seriesOf(id)?.series_instance_uid === series);
  const index = images.findIndex(({ id }) => id === measurement.imageId);
  selectMeasurement(measurement.id);
  if (panel >= 0 && index >= 0) (views[panel] ?? view)?.scrollTo(index);
}

/** Opens the planes, or says in a sentence why that cannot be. */
function usePlanesToggle(
  images: Parameters<typeof volumeObstacle>[0],
  isOn: boolean,
  set: (isOn: boolean) => void,
): () => void {
  const { t } = useTranslation();
  return () => {
    const obstacle = isOn ? undefined : volumeObstacle(images, cacheBytesMax());
    if (obstacle === undefined) set(!isOn);
    else
      notifications.show({
        id: 'planes',
        title: t('viewer.planesRefused'),
        message: t(`viewer.obstacles.${obstacle}`),
      });
  };
}
