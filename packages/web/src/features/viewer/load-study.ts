// The study that is looked at: what REST says of it, and of each series its metadata when it is wanted.
import { ApiError, type Case, type Patient, type Series, type Study } from '@lumenbox/contract';
import { type QueryClient, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../../shared/api/api.ts';
import { guardedFetch } from '../../shared/api/session-gate.ts';
import type { JsonDataSet } from './dicom-json.ts';
import { seriesAddress } from './frame-address.ts';
import type { HangingSeries } from './hanging.ts';
import { type ImageKind, readImages, type ViewedImage } from './image-facts.ts';
import { registerImages } from './image-registry.ts';
import { sortImages } from './sort-images.ts';

/** Whose study it is. */
export interface RecordReference {
  readonly kind: 'patient' | 'case';
  readonly id: string;
}

/** The patient or case. */
export function useRecord({ kind, id }: RecordReference) {
  return useQuery<Patient | Case>({
    queryKey: [kind, id],
    queryFn: async ({ signal }) =>
      kind === 'case'
        ? (await api.showCase({ id }, { signal })).data
        : (await api.showPatient({ id }, { signal })).data,
  });
}

/** The study, with the series that are looked at: structured reports stand among its reports, and have no picture. */
export function useStudy(patientId: string, studyId: string) {
  const client = useQueryClient();
  return useQuery({
    // The list that it was opened from knows it already: one answer less to wait for.
    initialData: () => listedStudy(client, patientId, studyId),
    queryKey: ['study', patientId, studyId],
    queryFn: async ({ signal }) =>
      (await api.showStudy({ patient_id: patientId, study_id: studyId }, { signal })).data,
    select: withoutReports,
  });
}

/** A study of reports alone keeps them: the viewer says that there is nothing to draw. */
function withoutReports(study: Study): Study {
  const series = study.series.filter(({ modality }) => modality !== 'SR');
  return series.length === 0 ? study : { ...study, series };
}

function listedStudy(client: QueryClient, patientId: string, studyId: string): Study | undefined {
  const lists = client.getQueriesData<{ data: readonly Study[] }>({ queryKey: ['studies', patientId] });
  return lists.flatMap(([, list]) => list?.data ?? []).find(({ id }) => id === studyId);
}

/** The images of a series in their order, and what they are as a whole. */
export interface SeriesImages {
  readonly images: readonly ViewedImage[];
  readonly kind: ImageKind;
}

function imagesQuery(study: Study, series: Series) {
  return queryOptions({
    // More may have come since.
    queryKey: ['viewer-images', study.id, series.id, series.instance_count],
    queryFn: async ({ signal }): Promise<SeriesImages> => {
      const address = `${seriesAddress(study.study_instance_uid ?? '', series.series_instance_uid)}/metadata`;
      const response = await guardedFetch(address, { headers: { Accept: 'application/dicom+json' }, signal });
      if (!response.ok) throw new ApiError(response.status, '', {});
      return readSeries((await response.json()) as JsonDataSet[]);
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The images of a series; nothing is asked for without one. */
export function useSeriesImages(study: Study, series: Series | undefined) {
  const options = series === undefined ? undefined : imagesQuery(study, series);
  return useQuery({
    queryKey: ['viewer-images', study.id, null],
    queryFn: () => Promise.reject(new Error('No series.')),
    ...options,
    enabled: series !== undefined,
  } as ReturnType<typeof imagesQuery> & { enabled: boolean });
}

/** Asks for the other series' metadata once the first ones are there, so that changing series does not wait. */
export function usePrefetchedSeries(study: Study, isReady: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (isReady) void prefetchSeries(client, study);
  }, [client, study, isReady]);
}

/** Series whose metadata are asked for ahead: a study of more is gone through slowly anyway. */
const seriesAhead = 12;

async function prefetchSeries(client: QueryClient, study: Study): Promise<void> {
  // What fails is asked for again, and told of, when somebody wants it.
  for (const series of study.series.slice(0, seriesAhead))
    await client.query(imagesQuery(study, series)).then(
      ({ images }) => registerImages(images),
      () => undefined,
    );
}

function readSeries(dataSets: readonly JsonDataSet[]): SeriesImages {
  const images = sortImages(dataSets.flatMap(readImages));
  const drawn = images.filter(({ kind }) => kind === 'grey' || kind === 'picture');
  if (drawn.length > 0) return { images: drawn, kind: drawn[0]?.kind ?? 'none' };
  return { images, kind: images[0]?.kind ?? 'none' };
}

/** Modalities without pictures; whatever else there is, the metadata tell. */
const withoutImages = [
  'SR',
  'PR',
  'KO',
  'REG',
  'RTSTRUCT',
  'RTPLAN',
  'AU',
  'ECG',
  'HD',
  'RWV',
  'PLAN',
  'DOC',
];

/** What hanging needs to know of a series before its metadata are here. */
export function hangingOf(series: Series): HangingSeries {
  const modality = series.modality ?? '';
  const isText = withoutImages.includes(modality);
  return {
    uid: series.id,
    number: series.series_number ?? undefined,
    modality,
    description: series.series_description ?? '',
    kind: modality === 'DOC' ? 'document' : isText ? 'none' : 'grey',
    imageCount: series.instance_count,
  };
}

/** What a series is called. */
export function seriesName({ series_number, series_description, modality }: Series): string {
  return [series_number, series_description ?? modality].filter((part) => part !== null).join(' · ');
}
