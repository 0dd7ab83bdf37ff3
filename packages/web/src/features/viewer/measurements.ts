// What was drawn, as a list: read out of Cornerstone's annotations, renamed and deleted there. saved-measurements.ts knows what of it is saved.
import { eventTarget, getRenderingEngine } from '@cornerstonejs/core';
import { annotation, Enums, type Types, utilities } from '@cornerstonejs/tools';
import { engineId } from './engine.ts';
import { forgetCalibrations } from './hand-calibration.ts';
import { findImage } from './image-registry.ts';
import { type MeasurementFact, measurementFacts, savedFacts, toolOf } from './measurement-texts.ts';
import { forgetSaved, isOfOthers, savedForm } from './saved-measurements.ts';
import type { MeasuringTool } from './tool-names.ts';

/** One measurement of the open study. */
export interface Measurement {
  readonly id: string;
  readonly tool: MeasuringTool;
  /** What somebody called it. */
  readonly name: string;
  readonly facts: readonly MeasurementFact[];
  /** The image it was drawn on; undefined on a plane of a volume. */
  readonly imageId: string | undefined;
  readonly isSelected: boolean;
  /** It stands in a report of another program: looked at, and not changed. */
  readonly isOfOthers: boolean;
}

const { Events } = Enums;
const changes = [
  Events.ANNOTATION_ADDED,
  Events.ANNOTATION_COMPLETED,
  Events.ANNOTATION_MODIFIED,
  Events.ANNOTATION_REMOVED,
  Events.ANNOTATION_SELECTION_CHANGE,
];

/** Calls back when something was drawn, changed or taken away. */
export function watchMeasurements(listener: () => void): () => void {
  for (const change of changes) eventTarget.addEventListener(change, listener);
  return () => {
    for (const change of changes) eventTarget.removeEventListener(change, listener);
  };
}

/** The measurements on images that are known: those of the open study, in the order in which they were made. */
export function listMeasurements(): Measurement[] {
  return annotation.state.getAllAnnotations().flatMap((one: Types.Annotation) => {
    const tool = toolOf(one.metadata?.toolName ?? '');
    const imageId = one.metadata?.referencedImageId;
    const image = imageId === undefined ? undefined : findImage(imageId);
    if (tool === undefined || one.annotationUID === undefined || image === undefined) return [];
    const [stats] = Object.values((one.data.cachedStats ?? {}) as Record<string, Record<string, unknown>>);
    const facts = measurementFacts(tool, stats ?? {});
    return {
      id: one.annotationUID,
      tool,
      name: one.data.label ?? '',
      facts: facts.length > 0 ? facts : savedFacts(savedForm(one.annotationUID)),
      imageId,
      isSelected: annotation.selection.isAnnotationSelected(one.annotationUID),
      isOfOthers: isOfOthers(one.annotationUID),
    };
  });
}

/** Gives a measurement another name. */
export function renameMeasurement(id: string, name: string): void {
  const found = annotation.state.getAnnotation(id);
  if (found !== undefined) found.data.label = name;
  redrawMeasurements();
}

/** Takes a measurement away. */
export function deleteMeasurement(id: string): void {
  annotation.state.removeAnnotation(id);
  redrawMeasurements();
}

/** Chooses one, so that it is seen among others. */
export function selectMeasurement(id: string): void {
  annotation.selection.setAnnotationSelected(id, true);
  redrawMeasurements();
}

/** Lines are drawn anew when the image is, and not for what happens in a list. */
export function redrawMeasurements(): void {
  const ids =
    getRenderingEngine(engineId)
      ?.getViewports()
      .map((viewport) => viewport.id) ?? [];
  if (ids.length > 0) utilities.triggerAnnotationRenderForViewportIds(ids);
}

let owner: string | undefined;

/** Measurements are those of one person in one team; whoever comes after them in this tab sees none of them. */
export function keepMeasurementsOf(who: string): void {
  if (owner !== undefined && owner !== who) {
    annotation.state.removeAllAnnotations();
    forgetSaved();
    forgetCalibrations();
  }
  owner = who;
}
