// What the worklist must answer, worked out from the population by looking at every study in the order asked for.
import { worklistReach } from '@lumenbox/contract';
import { foldText } from '@lumenbox/dicom';
import { foldedOf, type Population } from './population.ts';

/** A request for a page of all studies, newest first. */
export interface WorklistRequest {
  search: string;
  modality: string;
  /** `YYYY-MM-DD`, inclusive; empty: any. */
  dateFrom: string;
  dateTo: string;
  page: number;
  perPage: number;
}

/** A page: the ids of its studies, and how many there are as far as pages reach. */
export interface WorklistAnswer {
  ids: string[];
  total: number;
  hasMore: boolean;
}

/** Reads the whole population once. What one set of filters gives is worked out once. */
export function createWorklistExpectations(
  population: Population,
): (request: WorklistRequest) => WorklistAnswer {
  const { size } = population;
  const words: string[] = [];
  const dates: string[] = [];
  const modalities: string[] = [];
  for (let index = 0; index < size; index++) {
    const person = population.at(index);
    const text = `${foldedOf(person).words} ${foldText(person.study.description)}`;
    words.push(` ${text.replaceAll(separators, ' ')}`);
    dates.push(person.study.date);
    modalities.push(person.study.modality);
  }
  const newestFirst = Uint32Array.from({ length: size }, (_, index) => index).sort((one, other) => {
    const [a, b] = [dates[one] ?? '', dates[other] ?? ''];
    return a < b ? 1 : a > b ? -1 : other - one;
  });
  const known = new Map<string, Uint32Array>();
  const find = ({ search, modality, dateFrom, dateTo }: WorklistRequest): Uint32Array => {
    const beginnings = foldText(search)
      .replaceAll(separators, ' ')
      .split(' ')
      .filter(Boolean)
      .map((word) => ` ${word}`);
    return newestFirst.filter((row) => {
      const date = dates[row] ?? '';
      return (
        (modality === '' || modalities[row] === modality) &&
        (dateFrom === '' || date >= dateFrom) &&
        (dateTo === '' || date <= dateTo) &&
        beginnings.every((beginning) => words[row]?.includes(beginning))
      );
    });
  };
  return (request) => {
    const { page, perPage, ...filters } = request;
    const key = JSON.stringify(filters);
    const rows = known.get(key) ?? find(request);
    known.set(key, rows);
    const shown = rows.slice(0, worklistReach).slice((page - 1) * perPage, page * perPage);
    return {
      ids: Array.from(shown, (row) => population.at(row).study.id),
      total: Math.min(rows.length, worklistReach),
      hasMore: rows.length > worklistReach,
    };
  };
}

/** Where words end. */
const separators = /[\s,;^/\\()\-_]+/gu;
