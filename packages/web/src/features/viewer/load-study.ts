// The study that is looked at: what REST says of it, and of each series its metadata when it is wanted.
import { ApiError, type Case, type Patient, type Series, type Study } from '@lumenbox/contract';
import { type QueryClient, queryOptions, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../../shared/api/api.ts';
import { guardedFetch } from '../../shared/api/session-gate.ts';
import { mayHavePixels } from '../../shared/format/modalities.ts';
import type { JsonDataSet } from './dicom-json.ts';
import { withFilmSyntaxes } from './film-syntaxes.ts';
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
export function useRecord(record: RecordReference) {
  return useQuery(recordQuery(record));
}

/** What is asked for to have it. */
export function recordQuery({ kind, id }: RecordReference) {
  return queryOptions({
    queryKey: [kind, id],
    queryFn: async ({ signal }): Promise<Patient | Case> =>
      kind === 'case'
        ? (await api.showCase({ id }, { signal })).data
        : (await api.showPatient({ id }, { signal })).data,
  });
}

/** What is asked for to have a study. */
export function studyQuery(patientId: string, studyId: string) {
  return queryOptions({
    queryKey: ['study', patientId, studyId],
    queryFn: async ({ signal }) =>
      (await api.showStudy({ patient_id: patientId, study_id: studyId }, { signal })).data,
  });
}

/** The study, with the series that are looked at. */
export function useStudy(patientId: string, studyId: string) {
  const client = useQueryClient();
  return useQuery({
    // The list that it was opened from knows it already: one answer less to wait for.
    initialData: () => listedStudy(client, patientId, studyId),
    ...studyQuery(patientId, studyId),
    select: ofImages,
  });
}

/** Modalities whose series say something of other images, and are no images: reports, key images, presentation states, segments, structures. */
const aboutImages = ['SR', 'KO', 'PR', 'SEG', 'RTSTRUCT'];

/** Every series of the study, those that say something of images among them. */
export function useAllSeries(patientId: string, studyId: string): readonly Series[] {
  return useQuery({ ...studyQuery(patientId, studyId), select: ({ series }) => series }).data ?? noSeries;
}

/** One list, so that what depends on it does not change while nothing has come. */
const noSeries: readonly Series[] = [];

/** Studies that are open beside another one: those that are here, why others are not, and whether some are on their way. */
export function useBesideStudies(patientId: string, ids: readonly string[]) {
  const answers = useQueries({
    queries: ids.map((id) => ({ ...studyQuery(patientId, id), select: ofImages })),
  });
  return {
    isPending: answers.some(({ isPending }) => isPending),
    studies: answers.flatMap(({ data }) => (data === undefined ? [] : [data])),
    missing: answers.flatMap(({ error }, index) => (error === null ? [] : [{ id: ids[index] ?? '', error }])),
  };
}

/** Studies of a record that are listed beside: who has more of them finds the rest in the record. */
const othersMax = 50;

/** The studies of a record that have images, newest first; asked for once `isReady`. */
export function useStudiesOf(patientId: string, isReady: boolean) {
  return useQuery({
    queryKey: ['studies', patientId, 'viewer'],
    queryFn: ({ signal }) => api.listStudies({ patient_id: patientId, per_page: othersMax }, { signal }),
    select: ({ data }) =>
      data.filter(({ series, study_instance_uid }) => series.length > 0 && study_instance_uid !== null),
    enabled: isReady,
  });
}

/** A study of these alone keeps them: the viewer says that there is nothing to draw. */
export function ofImages(study: Study): Study {
  const series = study.series.filter(({ modality }) => !aboutImages.includes(modality ?? ''));
  return series.length === 0 ? study : { ...study, series };
}

/** The study, where a list that is here holds it. */
export function listedStudy(client: QueryClient, patientId: string, studyId: string): Study | undefined {
  const lists = client.getQueriesData<{ data: readonly Study[] }>({ queryKey: ['studies', patientId] });
  return lists.flatMap(([, list]) => list?.data ?? []).find(({ id }) => id === studyId);
}

/** The images of a series in their order, and what they are as a whole. */
export interface SeriesImages {
  readonly images: readonly ViewedImage[];
  readonly kind: ImageKind;
  /** Where the images are pictures: the films that the series holds beside them. */
  readonly films: readonly ViewedImage[];
}

/** What is asked for to have the images of a series. */
export function imagesQuery(study: Study, series: Series) {
  return queryOptions({
    // More may have come since.
    queryKey: ['viewer-images', study.id, series.id, series.instance_count],
    queryFn: async ({ signal }): Promise<SeriesImages> => {
      const address = seriesAddress(study.study_instance_uid ?? '', series.series_instance_uid);
      const response = await guardedFetch(`${address}/metadata`, {
        headers: { Accept: 'application/dicom+json' },
        signal,
      });
      if (!response.ok) throw new ApiError(response.status, '', {});
      const dataSets = (await response.json()) as JsonDataSet[];
      return readSeries(await withFilmSyntaxes(dataSets, address, signal));
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
  const films = images.filter(({ kind }) => kind === 'video');
  if (drawn.length > 0) return { images: drawn, kind: drawn[0]?.kind ?? 'none', films };
  if (films.length > 0) return { images: films, kind: 'video', films: [] };
  return { images, kind: images[0]?.kind ?? 'none', films: [] };
}

/** What hanging needs to know of a series before its metadata are here. */
export function hangingOf(series: Series): HangingSeries {
  const modality = series.modality ?? '';
  return {
    uid: series.id,
    number: series.series_number ?? undefined,
    modality,
    description: series.series_description ?? '',
    // Whatever else there is, the metadata tell.
    kind: modality === 'DOC' ? 'document' : mayHavePixels([modality]) ? 'grey' : 'none',
    imageCount: series.instance_count,
  };
}

/** What a series is called. */
export function seriesName({ series_number, series_description, modality }: Series): string {
  return [series_number, series_description ?? modality].filter((part) => part !== null).join(' · ');
}
