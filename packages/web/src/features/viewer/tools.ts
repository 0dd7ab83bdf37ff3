// The tools of Cornerstone, in two groups: one for series as they are, one for the three planes of a volume.
import {
  AngleTool,
  ArrowAnnotateTool,
  addTool,
  annotation,
  BidirectionalTool,
  CobbAngleTool,
  CrosshairsTool,
  EllipticalROITool,
  Enums,
  LengthTool,
  MagnifyTool,
  PanTool,
  PlanarFreehandROITool,
  ProbeTool,
  RectangleROITool,
  StackScrollTool,
  ToolGroupManager,
  type Types,
  ZoomTool,
} from '@cornerstonejs/tools';
import { i18n } from '../../shared/i18n/i18n.ts';
import { CalibrationLineTool } from './calibration-line-tool.ts';
import { factText, measurementFacts } from './measurement-texts.ts';
import { isMeasuring, type MeasuringTool, type ToolName } from './tool-names.ts';
import { WindowTool } from './window-tool.ts';

/** The groups: `stack` for series, `planes` for volumes. */
export type GroupName = 'stack' | 'planes';

const classes = {
  window: WindowTool,
  scroll: StackScrollTool,
  zoom: ZoomTool,
  pan: PanTool,
  magnify: MagnifyTool,
  probe: ProbeTool,
  crosshairs: CrosshairsTool,
  calibrate: CalibrationLineTool,
  length: LengthTool,
  angle: AngleTool,
  cobb: CobbAngleTool,
  bidirectional: BidirectionalTool,
  ellipse: EllipticalROITool,
  rectangle: RectangleROITool,
  freehand: PlanarFreehandROITool,
  arrow: ArrowAnnotateTool,
} as const satisfies Record<ToolName, unknown>;

/** Asks a person for the text of an arrow; no text means no arrow. */
export type AskText = (before: string, done: (text: string) => void) => void;

const { MouseBindings } = Enums;
/** What is always there, whatever the first button does: as in other viewers. */
const lasting: Partial<Record<ToolName, Types.IToolBinding[]>> = {
  scroll: [{ mouseButton: MouseBindings.Wheel }],
  zoom: [{ mouseButton: MouseBindings.Secondary }, { numTouchPoints: 2 }],
  pan: [{ mouseButton: MouseBindings.Auxiliary }, { numTouchPoints: 3 }],
};
/** Colours of the lines of the planes, dark enough to leave the picture to itself. */
const planeColours: Readonly<Record<string, string>> = {
  axial: 'rgb(229, 115, 115)',
  sagittal: 'rgb(240, 200, 90)',
  coronal: 'rgb(120, 200, 140)',
};

/** Crosshairs need planes, and the magnifier an image as it is in the file. */
const absentTools: Readonly<Record<GroupName, readonly ToolName[]>> = {
  stack: ['crosshairs'],
  planes: ['magnify', 'calibrate'],
};

const toolNames = Object.keys(classes) as ToolName[];

/** What Cornerstone calls a tool. */
function nameOf(tool: ToolName): string {
  return String(classes[tool].toolName);
}

let areToolsKnown = false;

/** Makes a group with every tool that it can have. */
export function makeToolGroup(name: GroupName, askText: AskText): void {
  if (!areToolsKnown) {
    for (const tool of Object.values(classes)) addTool(tool);
    annotation.config.style.setDefaultToolStyles(styles());
    areToolsKnown = true;
  }
  ToolGroupManager.destroyToolGroup(name);
  const group = ToolGroupManager.createToolGroup(name);
  if (group === undefined) return;
  for (const tool of toolNames)
    if (!absentTools[name].includes(tool)) group.addTool(nameOf(tool), configurationOf(tool, askText));
}

/** Of the panel's height, in the 250 pixels of the glass: in a panel of 800 the picture is enlarged 2.5 times. */
const magnifierScale = 8;

function configurationOf(tool: ToolName, askText: AskText): Types.ToolConfiguration {
  if (tool === 'arrow')
    return {
      getTextCallback: (done: (text: string) => void) => askText('', done),
      changeTextCallback: (
        data: { data?: { label?: string } },
        _event: unknown,
        done: (text: string) => void,
      ) => askText(data.data?.label ?? '', done),
    };
  if (tool === 'crosshairs')
    return {
      getReferenceLineColor: (viewportId: string) => planeColours[viewportId] ?? 'rgb(200, 200, 200)',
      getReferenceLineSlabThicknessControlsOn: () => false,
    };
  if (tool === 'magnify') return { magnifySize: magnifierScale };
  if (tool === 'ellipse' || tool === 'rectangle' || tool === 'freehand')
    return { calculateStats: true, getTextLines: linesOf(tool) };
  // The words of the list, and not the engine's own.
  return isMeasuring(tool) ? { getTextLines: linesOf(tool) } : {};
}

type Drawn = { readonly cachedStats?: Readonly<Record<string, Readonly<Record<string, unknown>>>> };

/** What stands beside a line; some tools name several targets, of which the first is the image. */
function linesOf(tool: MeasuringTool) {
  return ({ cachedStats = {} }: Drawn, target: string | readonly string[]): string[] => {
    const stats = cachedStats[typeof target === 'string' ? target : (target[0] ?? '')];
    return measurementFacts(tool, stats ?? {}).map((fact) => factText(fact, i18n.t));
  };
}

function styles() {
  const before = annotation.config.style.getDefaultToolStyles();
  return {
    ...before,
    global: {
      ...before.global,
      color: 'rgb(240, 200, 90)',
      colorHighlighted: 'rgb(164, 197, 244)',
      colorSelected: 'rgb(164, 197, 244)',
      lineWidth: '1.5',
      lineDash: '',
      textBoxFontSize: '13px',
      textBoxColor: 'rgb(240, 200, 90)',
      textBoxColorHighlighted: 'rgb(164, 197, 244)',
      textBoxColorSelected: 'rgb(164, 197, 244)',
      textBoxLinkLineDash: '2,3',
      // Legible on bright ground too.
      textBoxBackground: 'rgba(0, 0, 0, 0.55)',
    },
  };
}

/** Puts a tool on the first button and one finger; everything else keeps its place. */
export function selectTool(name: GroupName, selected: ToolName): void {
  const group = ToolGroupManager.getToolGroup(name);
  if (group === undefined) return;
  const primary = absentTools[name].includes(selected) ? 'window' : selected;
  // Lines between planes need planes; the tool complains aloud where there are none yet.
  const hasPlanes = group.getViewportIds().length > 1;
  for (const tool of toolNames) {
    const toolName = nameOf(tool);
    if (!group.hasTool(toolName) || (tool === 'crosshairs' && !hasPlanes)) continue;
    const bindings = [...(lasting[tool] ?? [])];
    if (tool === primary) bindings.push({ mouseButton: MouseBindings.Primary });
    group.setToolPassive(toolName, { removeAllBindings: true });
    if (bindings.length > 0) group.setToolActive(toolName, { bindings });
  }
}

/** Lets the tools work on a viewport. */
export function attachTools(name: GroupName, viewportId: string, engineId: string): void {
  ToolGroupManager.getToolGroup(name)?.addViewport(viewportId, engineId);
}

/** Takes the lines away before the planes go, one by one. */
export function dropCrosshairs(): void {
  ToolGroupManager.getToolGroup('planes')?.setToolDisabled(nameOf('crosshairs'));
}

/** Takes the tools from a viewport. */
export function detachTools(name: GroupName, viewportId: string, engineId: string): void {
  ToolGroupManager.getToolGroup(name)?.removeViewports(engineId, viewportId);
}

/** Forgets the groups. */
export function dropToolGroups(): void {
  ToolGroupManager.destroyToolGroup('stack');
  ToolGroupManager.destroyToolGroup('planes');
}
