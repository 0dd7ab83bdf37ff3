// What the study holds of measurements and what is on the screen: brings the one into the other, and says what is not saved yet.

import { annotation, type Types } from '@cornerstonejs/tools';
import type { Measurement, StudyMeasurements } from '@lumenbox/contract';
import { restoreCalibration } from './apply-calibration.ts';
import { scaleByHand } from './hand-calibration.ts';
import type { ViewedImage } from './image-facts.ts';
import { findFrame, findImage } from './image-registry.ts';
import {
  annotationOfUid,
  axesOf,
  directionsOf,
  handlesOf,
  isSameDrawing,
  toImage,
  toWorld,
  uidOfAnnotation,
  valuesOf,
} from './measurement-points.ts';
import { cornerstoneNames, toolOf } from './measurement-texts.ts';

/** A study as it is known in this tab. */
interface KnownStudy {
  /** As the server had it when it was last read or saved. */
  base: StudyMeasurements;
  /** Ids of the annotations that were made of it: one that is not there any more was deleted. */
  readonly placed: Set<string>;
  /** The last form of each annotation whose image was open: others are as they were. */
  readonly forms: Map<string, Measurement>;
}

const studies = new Map<string, KnownStudy>();
const listeners = new Set<() => void>();
const nothing: StudyMeasurements = { version: null, measurements: [], others: [] };

function knownStudy(studyUid: string): KnownStudy {
  const known = studies.get(studyUid) ?? { base: nothing, placed: new Set(), forms: new Map() };
  studies.set(studyUid, known);
  return known;
}

/** Forgets all studies: somebody else uses the tab. */
export function forgetSaved(): void {
  studies.clear();
}

/** Calls back when something else is saved than before, or was drawn of it. */
export function watchSaved(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Takes over what the server has now. What was drawn, changed or deleted here since it was last read stays so. */
export function adoptSaved(studyUid: string, data: StudyMeasurements): void {
  const known = knownStudy(studyUid);
  const before = new Map(known.base.measurements.map((one) => [one.id, one]));
  const after = new Map(data.measurements.map((one) => [one.id, one]));
  const mine = new Map(currentMeasurements(studyUid).map((one) => [one.id, one]));
  for (const [id, old] of before) {
    const own = mine.get(id);
    const news = after.get(id);
    const isUntouched = own !== undefined && isSameDrawing(own, old);
    if (isUntouched && (news === undefined || !isSameDrawing(news, old))) {
      annotation.state.removeAnnotation(annotationOfUid(id));
      known.placed.delete(annotationOfUid(id));
    }
  }
  known.base = data;
  placeSaved(studyUid);
}

/** Draws what is saved on the images that are known by now. */
export function placeSaved(studyUid: string): void {
  const { base, placed } = knownStudy(studyUid);
  const place = (measurement: Measurement, isLocked: boolean) => {
    const id = annotationOfUid(measurement.id);
    const image = findFrame(measurement.sop_instance_uid, measurement.frame_number);
    if (image === undefined || placed.has(id)) return;
    placed.add(id);
    restoreCalibration(image, measurement.millimetres_per_pixel);
    if (annotation.state.getAnnotation(id) !== undefined) return;
    annotation.state.addAnnotation(
      annotationOf(measurement, image, isLocked) as Types.Annotation,
      undefined as never,
    );
  };
  for (const measurement of base.measurements) place(measurement, false);
  for (const measurement of base.others) place(measurement, true);
  for (const listener of listeners) listener();
}

/** All that the study would hold if it were saved now. */
export function currentMeasurements(studyUid: string): Measurement[] {
  const { base, placed, forms } = knownStudy(studyUid);
  const others = new Set(base.others.map(({ id }) => annotationOfUid(id)));
  const drawn = annotation.state
    .getAllAnnotations()
    .filter((one) => isOfStudy(one, studyUid) && !others.has(one.annotationUID ?? ''))
    .flatMap((one) => formOf(one, forms) ?? []);
  const ids = new Set(drawn.map(({ id }) => id));
  const unseen = base.measurements.filter(({ id }) => !ids.has(id) && !placed.has(annotationOfUid(id)));
  return [...drawn, ...unseen];
}

/** Whether something was drawn, changed, renamed or deleted that the study does not hold. */
export function isUnsaved(studyUid: string): boolean {
  const saved = new Map(knownStudy(studyUid).base.measurements.map((one) => [one.id, one]));
  const current = currentMeasurements(studyUid);
  return (
    current.length !== saved.size ||
    current.some((one) => {
      const before = saved.get(one.id);
      return before === undefined || !isSameDrawing(one, before);
    })
  );
}

/** The version that the study was last known to have. */
export function savedVersion(studyUid: string): string | null {
  return knownStudy(studyUid).base.version;
}

/** Whether a measurement came in a report of another program. */
export function isOfOthers(annotationId: string): boolean {
  const uid = uidOfAnnotation(annotationId);
  return [...studies.values()].some(({ base }) => base.others.some(({ id }) => id === uid));
}

/** A measurement as it was saved; undefined for one that was not. */
export function savedForm(annotationId: string): Measurement | undefined {
  const uid = uidOfAnnotation(annotationId);
  for (const { base } of studies.values()) {
    const saved = [...base.measurements, ...base.others].find(({ id }) => id === uid);
    if (saved !== undefined) return saved;
  }
  return undefined;
}

function isOfStudy(one: Types.Annotation, studyUid: string): boolean {
  return one.metadata?.referencedImageId?.startsWith(`lumenbox:${studyUid}/`) === true;
}

function formOf(one: Types.Annotation, forms: Map<string, Measurement>): Measurement | undefined {
  const id = one.annotationUID ?? '';
  const image = findImage(one.metadata?.referencedImageId ?? '');
  const form = image === undefined ? undefined : measurementOf(one, image);
  if (form === undefined) return forms.get(id);
  // Nothing is reckoned of what has not been drawn yet: it is worth what it was when it was saved.
  const whole = form.values.length > 0 ? form : { ...form, values: savedForm(id)?.values ?? [] };
  forms.set(id, whole);
  return whole;
}

type Data = Types.Annotation['data'] & {
  contour?: { polyline?: number[][]; closed?: boolean };
};

function measurementOf(one: Types.Annotation, image: ViewedImage): Measurement | undefined {
  const tool = toolOf(one.metadata?.toolName ?? '');
  if (tool === undefined || one.annotationUID === undefined) return undefined;
  const data = one.data as Data;
  const world = tool === 'freehand' ? data.contour?.polyline : data.handles?.points;
  const points = (world ?? []).map((point) => toImage(image, point as number[]));
  if (points.length < 2) return undefined;
  const [stats = {}] = Object.values((data.cachedStats ?? {}) as Record<string, Record<string, unknown>>);
  const label = (data.label ?? '').trim();
  const scale = isByScale(tool) ? scaleByHand(image.id) : undefined;
  return {
    id: uidOfAnnotation(one.annotationUID),
    kind: tool,
    label: label === '' ? null : label,
    sop_instance_uid: image.sopInstanceUid,
    frame_number: image.frame,
    points: tool === 'ellipse' ? axesOf(handlesOf(points)) : points,
    is_closed: tool === 'ellipse' || tool === 'rectangle' || data.contour?.closed === true,
    values: valuesOf(tool, stats),
    ...(scale === undefined ? {} : { millimetres_per_pixel: scale }),
  };
}

/** Angles and arrows are the same at any scale. */
function isByScale(tool: Measurement['kind']): boolean {
  return tool !== 'angle' && tool !== 'cobb' && tool !== 'arrow';
}

function annotationOf(measurement: Measurement, image: ViewedImage, isLocked: boolean) {
  const { kind, points, label, is_closed } = measurement;
  const { normal, up } = directionsOf(image);
  const drawn = kind === 'ellipse' ? handlesOf(points) : points;
  const world = drawn.map((point) => toWorld(image, point));
  const ends = [world[0], world.at(-1)].filter((point) => point !== undefined);
  return {
    annotationUID: annotationOfUid(measurement.id),
    highlighted: false,
    invalidated: true,
    isLocked,
    isVisible: true,
    metadata: {
      toolName: cornerstoneNames[kind],
      referencedImageId: image.id,
      FrameOfReferenceUID: image.frameOfReferenceUid ?? image.id,
      viewPlaneNormal: normal,
      viewUp: up,
    },
    data: {
      label: label ?? '',
      ...(kind === 'arrow' ? { text: label ?? '' } : {}),
      ...(kind === 'freehand' ? { contour: { polyline: world, closed: is_closed } } : {}),
      handles: {
        points: kind !== 'freehand' ? world : is_closed ? [] : ends,
        activeHandleIndex: null,
        textBox: {
          hasMoved: false,
          worldPosition: [0, 0, 0],
          worldBoundingBox: {
            topLeft: [0, 0, 0],
            topRight: [0, 0, 0],
            bottomLeft: [0, 0, 0],
            bottomRight: [0, 0, 0],
          },
        },
      },
      cachedStats: {},
    },
  };
}
