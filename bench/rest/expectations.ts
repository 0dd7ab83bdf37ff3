// What every list must answer, worked out from the population by plain sorting and filtering. Slow, and sure.
import { foldText } from '@lumenbox/dicom';
import { foldedOf, type Population } from './population.ts';

export type Sort = 'name' | 'created_at' | 'updated_at' | 'date_of_birth';

/** A list request of the benchmark. */
export interface ListRequest {
  sort: Sort;
  direction: 'asc' | 'desc';
  page: number;
  perPage: number;
  search: string;
}

/** Knows the answers for one population. */
export interface Expectations {
  /** The total and the ids of a page. */
  answer(request: ListRequest): { total: number; ids: string[] };
}

/** Reads the whole population once and sorts it four times. */
export function createExpectations(population: Population): Expectations {
  const { size } = population;
  const texts: string[] = [];
  const keys: Record<Sort, string[]> = { name: [], created_at: [], updated_at: [], date_of_birth: [] };
  for (let index = 0; index < size; index++) {
    const person = population.at(index);
    const { sortName, words } = foldedOf(person);
    texts.push(words);
    keys.name.push(sortName);
    keys.created_at.push(person.createdAt);
    keys.updated_at.push(person.updatedAt);
    keys.date_of_birth.push(person.dateOfBirth);
  }
  const orders = new Map<Sort, Uint32Array>();
  const orderOf = (sort: Sort): Uint32Array => {
    const known = orders.get(sort);
    if (known !== undefined) return known;
    const column = keys[sort];
    // Ids ascend with the index, and no name of the population holds a sign beyond the first plane: code units sort as bytes do.
    const order = Uint32Array.from({ length: size }, (_, index) => index).sort((one, other) => {
      const [a, b] = [column[one] ?? '', column[other] ?? ''];
      return a < b ? -1 : a > b ? 1 : one - other;
    });
    orders.set(sort, order);
    return order;
  };
  const totals = new Map<string, number>();
  const matcher = (search: string) => {
    const words = foldText(search)
      .split(' ')
      .filter((word) => word !== '');
    return (index: number) => words.every((word) => texts[index]?.includes(word));
  };
  const totalOf = (search: string): number => {
    if (search === '') return size;
    const known = totals.get(search);
    if (known !== undefined) return known;
    const matches = matcher(search);
    let total = 0;
    for (let index = 0; index < size; index++) if (matches(index)) total++;
    totals.set(search, total);
    return total;
  };
  return {
    answer: (request) => {
      const total = totalOf(request.search);
      const order = orderOf(request.sort);
      const matches = matcher(request.search);
      const ids: string[] = [];
      let skip = (request.page - 1) * request.perPage;
      if (skip >= total) return { total, ids };
      if (request.search === '') {
        for (let place = skip; place < Math.min(size, skip + request.perPage); place++)
          ids.push(population.at(order[request.direction === 'asc' ? place : size - 1 - place] ?? 0).id);
        return { total, ids };
      }
      for (let place = 0; place < size && ids.length < request.perPage; place++) {
        const index = order[request.direction === 'asc' ? place : size - 1 - place] ?? 0;
        if (!matches(index)) continue;
        if (skip > 0) skip--;
        else ids.push(population.at(index).id);
      }
      return { total, ids };
    },
  };
}
