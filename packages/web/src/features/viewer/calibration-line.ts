// The line that a scale is made of: drawn like a length, taken away when it is done, and its pixels told.
import { eventTarget } from '@cornerstonejs/core';
import { annotation, Enums, type Types } from '@cornerstonejs/tools';
import { CalibrationLineTool } from './calibration-line-tool.ts';
import type { ViewedImage } from './image-facts.ts';
import { findImage } from './image-registry.ts';
import { toImage } from './measurement-points.ts';
import { redrawMeasurements } from './measurements.ts';

/** A line that was drawn. */
export interface CalibrationLine {
  readonly image: ViewedImage;
  readonly pixels: number;
}

/** Calls back with each line that is drawn. */
export function watchCalibrationLines(onLine: (line: CalibrationLine) => void): () => void {
  const onCompleted = (event: Event) => {
    const { annotation: drawn } = (event as CustomEvent<{ annotation: Types.Annotation }>).detail;
    const image = findImage(drawn.metadata?.referencedImageId ?? '');
    if (drawn.metadata?.toolName !== CalibrationLineTool.toolName || image === undefined) return;
    const [start, end] = (drawn.data.handles?.points ?? []).map((point) => toImage(image, point as number[]));
    if (drawn.annotationUID !== undefined) annotation.state.removeAnnotation(drawn.annotationUID);
    redrawMeasurements();
    if (start && end) onLine({ image, pixels: Math.hypot(end[0] - start[0], end[1] - start[1]) });
  };
  eventTarget.addEventListener(Enums.Events.ANNOTATION_COMPLETED, onCompleted);
  return () => eventTarget.removeEventListener(Enums.Events.ANNOTATION_COMPLETED, onCompleted);
}
