// What the reading room shows: layout, series in panels, tool, what is hidden. Pure; panels keep their own state.
import { type Hanging, type Layout, layouts } from './hanging.ts';
import { noSlab, type Slab } from './slab.ts';
import type { ToolName } from './tool-names.ts';

/** What is open above the images. */
export type RoomDialog = 'keys' | 'about';

/** The state of the room. */
export interface RoomState {
  readonly layout: Layout;
  /** UIDs of series by panel; undefined is an empty one. */
  readonly series: readonly (string | undefined)[];
  readonly active: number;
  readonly tool: ToolName;
  /** The active panel's series in three planes, instead of the panels. */
  readonly isInPlanes: boolean;
  /** What the planes show. */
  readonly slab: Slab;
  readonly hasTexts: boolean;
  readonly isIdentityHidden: boolean;
  readonly hasStrip: boolean;
  readonly hasList: boolean;
  /** The reports at the side, in the place of the measurements. */
  readonly hasReports: boolean;
  /** The other panels go to where the active one goes. */
  readonly isScrollLinked: boolean;
  /** The other panels show the same part at the same scale. */
  readonly isFramingLinked: boolean;
  readonly isWindowLinked: boolean;
  /** Lines in the other panels where the active one's image cuts theirs. */
  readonly hasReferenceLines: boolean;
  readonly isPlaying: boolean;
  /** Images a second; undefined: as the file says. */
  readonly rate: number | undefined;
  readonly dialog: RoomDialog | undefined;
}

/** What can happen to it. */
export type RoomAction =
  | { readonly type: 'layout'; readonly layout: Layout }
  | { readonly type: 'nextLayout' }
  | { readonly type: 'hangAll'; readonly hanging: Hanging }
  | { readonly type: 'hang'; readonly panel: number; readonly series: string }
  | { readonly type: 'activate'; readonly panel: number }
  | { readonly type: 'nextPanel'; readonly step: 1 | -1 }
  | { readonly type: 'tool'; readonly tool: ToolName }
  | { readonly type: 'planes'; readonly isOn: boolean; readonly slab?: Slab }
  | { readonly type: 'slab'; readonly slab: Slab }
  | {
      readonly type: 'toggle';
      readonly what:
        | 'hasTexts'
        | 'isIdentityHidden'
        | 'hasStrip'
        | 'hasList'
        | 'hasReports'
        | 'isPlaying'
        | 'isScrollLinked'
        | 'isFramingLinked'
        | 'isWindowLinked'
        | 'hasReferenceLines';
    }
  | { readonly type: 'rate'; readonly rate: number }
  | { readonly type: 'dialog'; readonly dialog: RoomDialog | undefined };

/** The first view. `isNarrow`: a phone, where lists would cover the images. */
export function firstState(hanging: Hanging, isNarrow: boolean): RoomState {
  return {
    ...hanging,
    active: 0,
    tool: 'window',
    isInPlanes: false,
    slab: noSlab,
    hasTexts: true,
    isIdentityHidden: false,
    hasStrip: true,
    hasList: !isNarrow,
    hasReports: false,
    isScrollLinked: false,
    isFramingLinked: false,
    isWindowLinked: false,
    hasReferenceLines: false,
    isPlaying: false,
    rate: undefined,
    dialog: undefined,
  };
}

/** The panels of the planes. */
const planeCount = 3;

/** The state after something happened. */
export function reduceRoom(state: RoomState, action: RoomAction): RoomState {
  switch (action.type) {
    case 'layout':
      return withLayout(state, action.layout);
    case 'nextLayout':
      return withLayout(state, layoutAfter(state.layout));
    case 'hangAll':
      return { ...state, ...action.hanging, active: 0, isInPlanes: false, isPlaying: false };
    case 'hang':
      return {
        ...state,
        isPlaying: false,
        active: action.panel,
        series: state.series.with(action.panel, action.series),
      };
    case 'activate':
      return action.panel === state.active ? state : { ...state, active: action.panel, isPlaying: false };
    case 'nextPanel': {
      const count = state.isInPlanes ? planeCount : state.series.length;
      return { ...state, isPlaying: false, active: (state.active + action.step + count) % count };
    }
    case 'tool':
      return { ...state, tool: action.tool };
    case 'planes':
      return { ...inPlanes(state, action.isOn), slab: action.slab ?? noSlab };
    case 'slab':
      return { ...state, slab: action.slab };
    case 'toggle':
      return { ...state, [action.what]: !state[action.what] };
    case 'rate':
      return { ...state, rate: action.rate };
    case 'dialog':
      return { ...state, dialog: action.dialog };
  }
}

/** Series keep their order; a panel that is new shows what stood there before, or nothing. */
function withLayout(state: RoomState, layout: Layout): RoomState {
  const count = layout.rows * layout.columns;
  const shown = state.series[state.active];
  const series = Array.from({ length: count }, (_, index) => state.series[index]);
  const isKept = state.active < count;
  if (!isKept) series[0] = shown;
  return { ...state, layout, series, active: isKept ? state.active : 0, isInPlanes: false, isPlaying: false };
}

function layoutAfter({ rows, columns }: Layout): Layout {
  const index = layouts.findIndex((layout) => layout.rows === rows && layout.columns === columns);
  return layouts[(index + 1) % layouts.length] as Layout;
}

/** The series in the active panel comes to the first, so that leaving the planes finds it again. */
function inPlanes(state: RoomState, isOn: boolean): RoomState {
  if (isOn === state.isInPlanes) return state;
  const tool = isOn ? 'crosshairs' : state.tool === 'crosshairs' ? 'window' : state.tool;
  return {
    ...state,
    isInPlanes: isOn,
    active: 0,
    isPlaying: false,
    tool,
    series: isOn ? activeFirst(state) : state.series,
  };
}

function activeFirst({ series, active }: RoomState): readonly (string | undefined)[] {
  const chosen = series[active];
  return series.with(active, series[0]).with(0, chosen);
}
