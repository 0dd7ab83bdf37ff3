// What a person can do with the first mouse button or one finger. Names alone, so that pages know them without the tools.
import { type MeasurementKind, measurementKinds } from '@lumenbox/contract';

/** Tools that change how the picture is seen. */
export const viewingTools = [
  'window',
  'scroll',
  'zoom',
  'pan',
  'magnify',
  'probe',
  'crosshairs',
  'calibrate',
] as const;
/** Tools that draw: what they draw is a measurement of the same name. */
export const measuringTools = measurementKinds;
export type MeasuringTool = MeasurementKind;
export type ToolName = (typeof viewingTools)[number] | MeasuringTool;

/** Whether a tool draws. */
export function isMeasuring(tool: ToolName): tool is MeasuringTool {
  return (measuringTools as readonly string[]).includes(tool);
}
