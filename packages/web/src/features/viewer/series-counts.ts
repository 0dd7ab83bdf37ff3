// What a series holds, as the strip says it: images as long as its metadata do not say otherwise: films, documents, what is none of these.
import type { Series, Study } from '@lumenbox/contract';
import { useQuery } from '@tanstack/react-query';
import { imagesQuery, type SeriesImages } from './load-study.ts';

/** Instances: a film is one, and so is an image of many frames. */
export interface SeriesCounts {
  readonly images: number;
  readonly films: number;
  readonly documents: number;
  /** Files of reports, plans, signals: nothing that is drawn. */
  readonly others: number;
}

/** The counts, as far as they are known; nothing is asked for. */
export function useSeriesCounts(study: Study, series: Series): SeriesCounts {
  return seriesCounts(series, useQuery({ ...imagesQuery(study, series), enabled: false }).data);
}

/** The counts of what the metadata have told. */
export function seriesCounts(
  { instance_count }: Pick<Series, 'instance_count'>,
  content: Pick<SeriesImages, 'kind' | 'images' | 'films'> | undefined,
): SeriesCounts {
  const films = (content?.kind === 'video' ? content.images : content?.films)?.length ?? 0;
  const documents = content?.kind === 'document' ? content.images.length : 0;
  const others = content?.kind === 'none' ? instance_count : 0;
  return { images: Math.max(0, instance_count - films - documents - others), films, documents, others };
}
