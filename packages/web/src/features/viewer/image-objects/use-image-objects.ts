// The objects of a study that speak of its images: which there are, what they say, and what of it is shown.
import { ApiError, type Series, type Study } from '@lumenbox/contract';
import type { Colour } from '@lumenbox/dicom';
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { guardedFetch } from '../../../shared/api/session-gate.ts';
import { type JsonDataSet, textOf } from '../dicom-json.ts';
import { seriesAddress } from '../frame-address.ts';
import { loadObject, type StudyObject } from './study-object.ts';

/** An object of the study, whether or not it is here yet. */
export interface ListedObject {
  readonly id: string;
  /** What its series is called; what it calls itself is in the object. */
  readonly name: string;
  readonly modality: string;
  readonly object: StudyObject | undefined;
  readonly error: unknown;
}
/** What can be shown and hidden by itself. */
export interface ShownPart {
  readonly key: string;
  readonly number: number;
  readonly name: string;
  readonly colour: Colour;
}
/** The objects, and what of them is shown. */
export type ImageObjects = ReturnType<typeof useImageObjects>;

const modalities = ['PR', 'SEG', 'RTSTRUCT'];
/** Objects that are read of one study; a reader makes a few. */
const objectsMax = 50;

/** Whether a series holds such objects. */
export function speaksOfImages({ modality }: Series): boolean {
  return modalities.includes(modality ?? '');
}

/** The objects of a study. Presentation states are read at once, since they are listed at their images; others when they are wanted. */
export function useImageObjects(study: Study, series: readonly Series[]) {
  const studyUid = study.study_instance_uid ?? '';
  const listed = useListed(studyUid, series);
  const [wanted, setWanted] = useState<ReadonlySet<string>>(new Set());
  const [shown, setShown] = useState<ReadonlySet<string>>(new Set());
  const [opacity, setOpacity] = useState(0.5);
  const [chosen, setChosen] = useState<string>();
  const isRead = ({ id, modality }: { id: string; modality: string }) => modality === 'PR' || wanted.has(id);
  const loads = useQueries({
    queries: listed.map(({ id, modality }) => ({
      queryKey: ['viewer-object', id],
      queryFn: ({ signal }: { signal: AbortSignal }) => loadObject(id, signal),
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
      enabled: isRead({ id, modality }),
    })),
  });
  const objects: ListedObject[] = listed.map((one, index) => ({
    ...one,
    object: isRead(one) ? loads[index]?.data : undefined,
    error: loads[index]?.error ?? undefined,
  }));
  const chosenObject = objects.find(({ id }) => id === chosen)?.object;
  return {
    objects,
    shown,
    opacity,
    chosen,
    state: chosenObject?.kind === 'state' ? chosenObject.state : undefined,
    wanted,
    setOpacity,
    choose: setChosen,
    want: (id: string) => setWanted((before) => toggled(before, id)),
    toggle: (key: string) => setShown((before) => toggled(before, key)),
  };
}

function toggled(before: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const after = new Set(before);
  if (!after.delete(key)) after.add(key);
  return after;
}

function useListed(studyUid: string, series: readonly Series[]) {
  const lists = useQueries({
    queries: series.map((one) => ({
      queryKey: ['viewer-objects', studyUid, one.id, one.instance_count],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const address = seriesAddress(studyUid, one.series_instance_uid);
        const response = await guardedFetch(`${address}/instances?limit=${objectsMax}`, {
          headers: { Accept: 'application/dicom+json' },
          signal,
        });
        if (!response.ok) throw new ApiError(response.status, '', {});
        const found = response.status === 204 ? [] : ((await response.json()) as JsonDataSet[]);
        return found.map((dataSet) => `${address}/instances/${textOf(dataSet, '00080018') ?? ''}`);
      },
    })),
  });
  return series
    .flatMap(({ series_description, modality }, index) =>
      (lists[index]?.data ?? []).map((id) => ({
        id,
        modality: modality ?? '',
        name: series_description ?? modality ?? '',
      })),
    )
    .slice(0, objectsMax);
}

/** Where a file recommends no colour. */
const colours: readonly Colour[] = [
  [230, 97, 90],
  [101, 180, 120],
  [93, 146, 230],
  [226, 182, 76],
  [176, 118, 214],
  [82, 190, 196],
];

/** The segments or structures of an object. */
export function partsOf({ id, object }: ListedObject): ShownPart[] {
  const parts =
    object?.kind === 'segments'
      ? object.segmentation.segments.map(({ label, ...segment }) => ({ ...segment, name: label }))
      : object?.kind === 'structures'
        ? object.set.structures
        : [];
  return parts.map(({ number, name, colour }, index) => ({
    key: `${id}#${number}`,
    number,
    name: name === '' ? String(number) : name,
    colour: colour ?? colours[index % colours.length] ?? [255, 255, 255],
  }));
}
