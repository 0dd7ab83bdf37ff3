// Does what a command says: to the room, or to the panel that is active.
import type { Command } from './commands.ts';
import type { Window } from './image-facts.ts';
import { deleteMeasurement, listMeasurements } from './measurements.ts';
import type { PanelView } from './panel-view.ts';
import type { PictureWay } from './picture-output.ts';
import type { RoomAction } from './room-state.ts';
import { nextSlabMode, type Slab, stepSlab } from './slab.ts';
import type { ToolName } from './tool-names.ts';
import { ctPresets } from './windows.ts';

/** What commands work on. */
export interface CommandDeps {
  readonly view: PanelView | undefined;
  dispatch(action: RoomAction): void;
  /** Puts the series before or after into the active panel. */
  stepSeries(step: 1 | -1): void;
  togglePlanes(): void;
  /** Changes the slab of the planes; opens them where they are not open. */
  changeSlab(change: (slab: Slab) => Slab): void;
  toggleComparison(): void;
  saveMeasurements(): void;
  markKeyImage(): void;
  stepKeyImage(step: 1 | -1): void;
  bringOut(way: PictureWay): void;
  close(): void;
}

/** Images of a large step. */
const stepLarge = 10;
const zoomStep = 1.2;
/** Pixels of the page that a key moves a picture by. */
const panStep = 40;
/** Part of its width by which a key changes a window. */
const windowStep = 0.1;

type Done = (deps: CommandDeps) => void;

const onView = (work: (view: PanelView) => void): Done => {
  return ({ view }) => {
    if (view !== undefined) work(view);
  };
};

const onWindow = (change: (window: Window) => Window): Done =>
  onView((view) => {
    const { window } = view.snapshot();
    if (window !== undefined) view.setWindow(change(window));
  });

const plain: Readonly<Record<string, Done>> = {
  next: onView((view) => view.scrollBy(1)),
  previous: onView((view) => view.scrollBy(-1)),
  forward: onView((view) => view.scrollBy(stepLarge)),
  backward: onView((view) => view.scrollBy(-stepLarge)),
  first: onView((view) => view.scrollTo(0)),
  last: onView((view) => view.scrollTo(view.snapshot().count - 1)),
  play: ({ dispatch }) => dispatch({ type: 'toggle', what: 'isPlaying' }),
  nextPanel: ({ dispatch }) => dispatch({ type: 'nextPanel', step: 1 }),
  previousPanel: ({ dispatch }) => dispatch({ type: 'nextPanel', step: -1 }),
  nextSeries: ({ stepSeries }) => stepSeries(1),
  previousSeries: ({ stepSeries }) => stepSeries(-1),
  layout: ({ dispatch }) => dispatch({ type: 'nextLayout' }),
  planes: ({ togglePlanes }) => togglePlanes(),
  linkScroll: ({ dispatch }) => dispatch({ type: 'toggle', what: 'isScrollLinked' }),
  linkFraming: ({ dispatch }) => dispatch({ type: 'toggle', what: 'isFramingLinked' }),
  linkWindow: ({ dispatch }) => dispatch({ type: 'toggle', what: 'isWindowLinked' }),
  referenceLines: ({ dispatch }) => dispatch({ type: 'toggle', what: 'hasReferenceLines' }),
  projection: ({ changeSlab }) => changeSlab(nextSlabMode),
  thicker: ({ changeSlab }) => changeSlab((slab) => stepSlab(slab, 1)),
  thinner: ({ changeSlab }) => changeSlab((slab) => stepSlab(slab, -1)),
  compare: ({ toggleComparison }) => toggleComparison(),
  invert: onView((view) => view.invert()),
  rotateRight: onView((view) => view.rotateBy(90)),
  rotateLeft: onView((view) => view.rotateBy(-90)),
  flipHorizontal: onView((view) => view.flip('horizontal')),
  flipVertical: onView((view) => view.flip('vertical')),
  zoomIn: onView((view) => view.zoomBy(zoomStep)),
  zoomOut: onView((view) => view.zoomBy(1 / zoomStep)),
  fit: onView((view) => view.fit()),
  oneToOne: onView((view) => view.showOneToOne()),
  smooth: onView((view) => view.setSmooth(!view.snapshot().isSmooth)),
  moveLeft: onView((view) => view.panBy(-panStep, 0)),
  moveRight: onView((view) => view.panBy(panStep, 0)),
  moveUp: onView((view) => view.panBy(0, -panStep)),
  moveDown: onView((view) => view.panBy(0, panStep)),
  brighter: onWindow(({ center, width }) => ({ center: center - width * windowStep, width })),
  darker: onWindow(({ center, width }) => ({ center: center + width * windowStep, width })),
  wider: onWindow(({ center, width }) => ({ center, width: width * (1 + windowStep) })),
  narrower: onWindow(({ center, width }) => ({ center, width: Math.max(1, width * (1 - windowStep)) })),
  windowAuto: onView((view) => view.setWindow('auto')),
  windowFile: onView((view) => view.setWindow('file')),
  reset: onView((view) => view.reset()),
  texts: ({ dispatch }) => dispatch({ type: 'toggle', what: 'hasTexts' }),
  identity: ({ dispatch }) => dispatch({ type: 'toggle', what: 'isIdentityHidden' }),
  strip: ({ dispatch }) => dispatch({ type: 'toggle', what: 'hasStrip' }),
  list: ({ dispatch }) => dispatch({ type: 'toggle', what: 'hasList' }),
  reports: ({ dispatch }) => dispatch({ type: 'toggle', what: 'hasReports' }),
  saveMeasurements: ({ saveMeasurements }) => saveMeasurements(),
  markKeyImage: ({ markKeyImage }) => markKeyImage(),
  nextKeyImage: ({ stepKeyImage }) => stepKeyImage(1),
  previousKeyImage: ({ stepKeyImage }) => stepKeyImage(-1),
  savePicture: ({ bringOut }) => bringOut('save'),
  savePlainPicture: ({ bringOut }) => bringOut('savePlain'),
  print: ({ bringOut }) => bringOut('print'),
  deleteMeasurement: () => {
    for (const { id, isSelected, isOfOthers } of listMeasurements())
      if (isSelected && !isOfOthers) deleteMeasurement(id);
  },
  keys: ({ dispatch }) => dispatch({ type: 'dialog', dialog: 'keys' }),
  close: ({ close }) => close(),
};

/** Does it. */
export function runCommand(command: Command, deps: CommandDeps): void {
  const [kind, name] = command.split(':');
  if (kind === 'tool') deps.dispatch({ type: 'tool', tool: name as ToolName });
  else if (kind === 'preset') {
    const preset = ctPresets.find((one) => one.name === name);
    // The numbers are Hounsfield's and mean nothing elsewhere.
    if (preset !== undefined && deps.view?.snapshot().image?.modality === 'CT') deps.view.setWindow(preset);
  } else plain[command]?.(deps);
}
