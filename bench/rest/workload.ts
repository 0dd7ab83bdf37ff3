// What is asked: classes of requests, each with many different ones, and how its answers are checked.
import { createExpectations, type ListRequest, type Sort } from './expectations.ts';
import type { LoadAnswer, LoadRequest } from './load-client.ts';
import { createRandom, type Population } from './population.ts';
import {
  createWorklistExpectations,
  type WorklistAnswer,
  type WorklistRequest,
} from './worklist-expectations.ts';

/** A request with the check of its answer; `check` gives what is wrong, or undefined. */
export interface CheckedRequest extends LoadRequest {
  check(answer: LoadAnswer): string | undefined;
}
/** A class of requests. */
export interface WorkClass {
  name: string;
  /** Makes the requests, and works out their answers. */
  makeRequests(): readonly CheckedRequest[];
  /** Writes are not repeated against the bare server with the same bytes, and not checked against the seed. */
  isWrite: boolean;
}

const perPage = 25;

/** Makes every class for a population. `count` requests each. */
export function createWorkload(population: Population, count: number): WorkClass[] {
  const expectations = createExpectations(population);
  const random = createRandom(99);
  const pagesMax = Math.ceil(population.size / perPage);
  const page = (max: number) => 1 + Math.floor(random() * max);
  const sorts: readonly Sort[] = ['created_at', 'updated_at', 'name', 'date_of_birth'];
  const sortAt = (index: number) => sorts[index % sorts.length] ?? 'name';
  const list = (name: string, make: (index: number) => Partial<ListRequest>): WorkClass => ({
    name,
    isWrite: false,
    makeRequests: () =>
      Array.from({ length: count }, (_, index) => {
        const request = {
          sort: 'created_at',
          direction: 'desc',
          page: 1,
          perPage,
          search: '',
          ...make(index),
        } as const;
        return listRequest(request, expectations.answer(request));
      }),
  });
  const cycle = (words: readonly string[]) => (index: number) => words[index % words.length] ?? '';
  const person = () => population.at(Math.floor(random() * population.size));
  const common = cycle([
    'maria',
    'garcia',
    'müller',
    'smith',
    'anna',
    'jose',
    'mann',
    'berg',
    'johnson',
    'son',
  ]);
  return [
    list('page: first pages', (index) => ({ page: 1 + (index % 40) })),
    list('page: random depth', (index) => ({ page: page(pagesMax), sort: sortAt(index) })),
    list('page: the last', (index) => ({
      page: pagesMax,
      sort: sortAt(index),
      direction: index % 8 < 4 ? 'asc' : 'desc',
    })),
    list('sort: each order, both ways', (index) => ({
      sort: sortAt(index),
      direction: index % 8 < 4 ? 'asc' : 'desc',
      page: page(5),
    })),
    list('search: one person (identifier)', () => ({ search: person().identifier })),
    list('search: rare (full name)', () => {
      const { givenNames, familyName } = person();
      return { search: `${givenNames} ${familyName}` };
    }),
    list('search: common word', (index) => ({ search: common(index) })),
    list('search: common word, by name, page 1-5', (index) => ({
      search: common(index),
      sort: 'name',
      direction: 'asc',
      page: page(5),
    })),
    list('search: two common words', (index) => ({
      search: cycle(['maria garcia', 'smith john', 'anna müller', 'jose lopez'])(index),
    })),
    list('search: two letters', (index) => ({
      search: cycle(['an', 'ma', 'er', 'xi', 'qu', 'ga', 'zz', "o'"])(index),
    })),
    list('search: one letter', (index) => ({ search: cycle(['a', 'm', 'x', '7'])(index) })),
    list('search: beginning of identifiers', () => ({ search: person().identifier.slice(0, page(9) + 2) })),
    list('search: no hit', (index) => ({
      search: cycle(['xyzzy', 'qqq', 'nobody here', 'mariagarcia'])(index),
    })),
    ...worklistClasses(population, random, count),
    showClass(population, random, count),
    studiesClass(population, random, count),
    createClass(count),
    updateClass(population, random, count),
  ];
}

function listRequest(request: ListRequest, expected: { total: number; ids: string[] }): CheckedRequest {
  const query = new URLSearchParams({
    per_page: String(request.perPage),
    sort: request.sort,
    direction: request.direction,
    ...(request.search === '' ? {} : { search: request.search }),
    page: String(request.page),
  });
  return {
    method: 'GET',
    path: `/api/v1/patients?${query.toString()}`,
    check: (answer) => {
      if (answer.status !== 200) return `status ${answer.status}`;
      const body = JSON.parse(answer.body.toString()) as { data: { id: string }[]; meta: { total: number } };
      if (body.meta.total !== expected.total) return `total ${body.meta.total} instead of ${expected.total}`;
      const ids = body.data.map((row) => row.id);
      return ids.join() === expected.ids.join() ? undefined : 'other rows than expected';
    },
  };
}

/** Pages of all studies of the realm, newest first: without a filter, by one, and by two that many studies have. */
function worklistClasses(population: Population, random: () => number, count: number): WorkClass[] {
  let expected: ReturnType<typeof createWorklistExpectations> | undefined;
  const list = (name: string, make: (index: number) => Partial<WorklistRequest>): WorkClass => ({
    name: `worklist: ${name}`,
    isWrite: false,
    makeRequests: () => {
      expected ??= createWorklistExpectations(population);
      const answer = expected;
      return Array.from({ length: count }, (_, index) => {
        const request = {
          search: '',
          modality: '',
          dateFrom: '',
          dateTo: '',
          page: 1,
          perPage,
          ...make(index),
        };
        return worklistRequest(request, answer(request));
      });
    },
  });
  const at = <Item>(items: readonly Item[], index: number) => items[index % items.length] as Item;
  const modalities = ['CT', 'MR', 'CR', 'US', 'MG'];
  const words = ['maria', 'garcia', 'müller', 'smith', 'thorax'];
  const anyPage = () => 1 + Math.floor(random() * 400);
  const month = (index: number) => {
    const start = `20${15 + (index % 9)}-${String(1 + (index % 12)).padStart(2, '0')}`;
    return { dateFrom: `${start}-01`, dateTo: `${start}-28` };
  };
  return [
    list('pages', () => ({ page: anyPage() })),
    list('a modality', (index) => ({ modality: at(modalities, index), page: anyPage() })),
    list('a month', month),
    list('a month and a modality', (index) => ({ ...month(index), modality: at(modalities, index) })),
    list('one person (identifier)', () => ({
      search: population.at(Math.floor(random() * population.size)).identifier,
    })),
    list('a common word', (index) => ({ search: at(words, index) })),
    list('a common word and a modality', (index) => ({
      search: at(words.slice(0, 4), index),
      modality: at(modalities, index >> 1),
    })),
    list('a full name', () => {
      const { givenNames, familyName } = population.at(Math.floor(random() * population.size));
      return { search: `${familyName} ${givenNames}` };
    }),
  ];
}

function worklistRequest(request: WorklistRequest, expected: WorklistAnswer): CheckedRequest {
  const query = new URLSearchParams({
    per_page: String(request.perPage),
    page: String(request.page),
    ...(request.search === '' ? {} : { search: request.search }),
    ...(request.modality === '' ? {} : { modality: request.modality }),
    ...(request.dateFrom === '' ? {} : { date_from: request.dateFrom }),
    ...(request.dateTo === '' ? {} : { date_to: request.dateTo }),
  });
  return {
    method: 'GET',
    path: `/api/v1/studies?${query.toString()}`,
    check: (answer) => {
      if (answer.status !== 200) return `status ${answer.status}`;
      const { data, meta } = JSON.parse(answer.body.toString()) as {
        data: { id: string }[];
        meta: { total: number; has_more: boolean };
      };
      // Where two common things are looked for the server stops counting, and says that there are more.
      const conditions = request.search.split(' ').length + (request.modality === '' ? 0 : 1);
      const isCut = conditions > 1 && expected.hasMore && meta.total > perPage;
      if ((meta.total !== expected.total && !isCut) || meta.has_more !== expected.hasMore)
        return `total ${meta.total}, more ${meta.has_more} instead of ${expected.total}, ${expected.hasMore}`;
      return data.map((row) => row.id).join() === expected.ids.join()
        ? undefined
        : 'other rows than expected';
    },
  };
}

function showClass(population: Population, random: () => number, count: number): WorkClass {
  const makeRequests = () =>
    Array.from({ length: count }, () => {
      const person = population.at(Math.floor(random() * population.size));
      return {
        method: 'GET',
        path: `/api/v1/patients/${person.id}`,
        check: (answer: LoadAnswer) => {
          const body = JSON.parse(answer.body.toString()) as { data?: { id: string; family_name: string } };
          return body.data?.id === person.id && body.data.family_name === person.familyName
            ? undefined
            : 'another patient';
        },
      } as const;
    });
  return { name: 'show a patient', makeRequests, isWrite: false };
}

function studiesClass(population: Population, random: () => number, count: number): WorkClass {
  const makeRequests = () =>
    Array.from({ length: count }, () => {
      const person = population.at(Math.floor(random() * population.size));
      return {
        method: 'GET',
        path: `/api/v1/patients/${person.id}/studies`,
        check: (answer: LoadAnswer) => {
          const body = JSON.parse(answer.body.toString()) as { data?: { id: string; study_date: string }[] };
          const [study] = body.data ?? [];
          return study?.id === person.study.id && study.study_date === person.study.date
            ? undefined
            : 'another study';
        },
      } as const;
    });
  return { name: 'studies of a patient', makeRequests, isWrite: false };
}

function createClass(count: number): WorkClass {
  const makeRequests = () =>
    Array.from({ length: count }, (_, index) => ({
      method: 'POST' as const,
      path: '/api/v1/patients',
      body: JSON.stringify({
        given_names: 'Nova',
        family_name: `Neuling${index}`,
        date_of_birth: '1990-02-03',
        sex: 'other',
        address: { city: 'Bonn', country: 'de' },
      }),
      check: (answer: LoadAnswer) => (answer.status === 201 ? undefined : `status ${answer.status}`),
    }));
  return { name: 'create a patient', makeRequests, isWrite: true };
}

function updateClass(population: Population, random: () => number, count: number): WorkClass {
  const makeRequests = () =>
    Array.from({ length: count }, (_, index) => {
      const person = population.at(Math.floor(random() * population.size));
      return {
        method: 'PUT' as const,
        path: `/api/v1/patients/${person.id}`,
        body: JSON.stringify({ address: { street: `Street ${index}` } }),
        check: (answer: LoadAnswer) => (answer.status === 200 ? undefined : `status ${answer.status}`),
      };
    });
  return { name: 'update a patient', makeRequests, isWrite: true };
}
