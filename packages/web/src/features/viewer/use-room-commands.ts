// What keys and buttons do in the room: each command, with all that it works on.
import type { Series, Study } from '@lumenbox/contract';
import { type Command, worksOnImages } from './commands.ts';
import type { ViewedImage } from './image-facts.ts';
import { nextMarked } from './key-image-marks.ts';
import type { PanelView } from './panel-view.ts';
import type { RoomAction, RoomState } from './room-state.ts';
import { type CommandDeps, runCommand } from './run-command.ts';
import { isMeasuring } from './tool-names.ts';
import type { Comparison } from './use-comparison.ts';
import type { KeyImages } from './use-key-images.ts';
import { useOutput } from './use-output.ts';
import { useKeys } from './use-room.ts';
import type { Saving } from './use-saved-measurements.ts';
import { snapshotOf } from './use-view.ts';

/** What commands find in the room. */
interface CommandedRoom {
  readonly state: RoomState;
  dispatch(action: RoomAction): void;
  readonly view: PanelView | undefined;
  readonly images: readonly ViewedImage[];
  /** The series in the active panel, and its study. */
  readonly current: Series | undefined;
  readonly currentStudy: Study;
  readonly planes: Pick<CommandDeps, 'togglePlanes' | 'changeSlab'>;
  readonly comparison: Comparison;
  readonly saving: Saving;
  readonly keyImages: KeyImages;
  /** There is no image in the active panel. */
  readonly isIdle: boolean;
  onClose(): void;
}

/** Runs commands by key, and gives what buttons run them with; `choose` puts a series into the active panel. */
export function useRoomCommands(room: CommandedRoom) {
  const { state, dispatch, view, images, current, keyImages, comparison, saving } = room;
  const { setStage, bring } = useOutput();
  const choose = (series: Series) => {
    if (state.isInPlanes) dispatch({ type: 'planes', isOn: false });
    dispatch({ type: 'hang', panel: state.isInPlanes ? 0 : state.active, series: series.id });
  };
  const run = (command: Command) => {
    if (room.isIdle && worksOnImages(command)) return;
    runCommand(command, {
      view,
      dispatch,
      ...room.planes,
      markKeyImage: () => {
        const { image } = snapshotOf(view);
        if (!state.isInPlanes && keyImages.canMark(image)) keyImages.toggle(image);
      },
      stepKeyImage: (step) => stepKeyImage(keyImages, { images, view, step }),
      bringOut: (way) => bring(way, { snapshot: snapshotOf(view), seriesNumber: current?.series_number }),
      toggleComparison: comparison.toggle,
      saveMeasurements: () => (saving.isAllowed && !saving.isSaving ? saving.save() : undefined),
      close: () => {
        if (state.isInPlanes) dispatch({ type: 'planes', isOn: false });
        else if (isMeasuring(state.tool) || state.tool === 'calibrate')
          dispatch({ type: 'tool', tool: 'window' });
        else room.onClose();
      },
      stepSeries: (step) => {
        const { series: list } = room.currentStudy;
        const next = list[list.findIndex(({ id }) => id === current?.id) + step];
        if (next !== undefined) choose(next);
      },
    });
  };
  useKeys(run);
  return { setStage, choose, run };
}

/** Goes to the next image of the series that somebody marked. */
function stepKeyImage(
  { textOf }: KeyImages,
  { images, view, step }: { images: readonly ViewedImage[]; view: PanelView | undefined; step: 1 | -1 },
): void {
  const marked = images.map((image) => textOf(image) !== undefined);
  const next = view === undefined ? undefined : nextMarked(marked, view.snapshot().index, step);
  if (next !== undefined) view?.scrollTo(next);
}
