// What a person can do with the first mouse button or one finger. Names alone, so that pages know them without the tools.

/** Tools that change how the picture is seen. */
export const viewingTools = ['window', 'scroll', 'zoom', 'pan', 'probe', 'crosshairs'] as const;
/** Tools that draw. */
export const measuringTools = [
  'length',
  'angle',
  'cobb',
  'bidirectional',
  'ellipse',
  'rectangle',
  'freehand',
  'arrow',
] as const;
export type MeasuringTool = (typeof measuringTools)[number];
export type ToolName = (typeof viewingTools)[number] | MeasuringTool;

/** Whether a tool draws. */
export function isMeasuring(tool: ToolName): tool is MeasuringTool {
  return (measuringTools as readonly string[]).includes(tool);
}
