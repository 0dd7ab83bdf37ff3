// What every list must answer, worked out from the population by plain sorting and looking through all of it.
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

/** An order: which row stands at a place, and at which place a row stands. */
interface Order {
  rowAt: Uint32Array;
  placeOf: Uint32Array;
}

/** Reads the whole population once; sorts it by each order that is asked for. */
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
  const orders = new Map<Sort, Order>();
  const orderOf = (sort: Sort): Order => {
    const order = orders.get(sort) ?? sortRows(keys[sort]);
    orders.set(sort, order);
    return order;
  };
  const found = createFinder(texts);
  return {
    answer: ({ sort, direction, page, perPage, search }) => {
      const { rowAt, placeOf } = orderOf(sort);
      const start = (page - 1) * perPage;
      if (search === '') {
        const places = Array.from(
          { length: Math.max(0, Math.min(perPage, size - start)) },
          (_, at) => start + at,
        );
        const rows = places.map((place) => rowAt[direction === 'asc' ? place : size - 1 - place] ?? 0);
        return { total: size, ids: rows.map((row) => population.at(row).id) };
      }
      const places = found(search)
        .map((row) => placeOf[row] ?? 0)
        .sort();
      if (direction === 'desc') places.reverse();
      const rows = Array.from(places.slice(start, start + perPage), (place) => rowAt[place] ?? 0);
      return { total: places.length, ids: rows.map((row) => population.at(row).id) };
    },
  };
}

/** Ids ascend with the rows, and no name of the population holds a sign beyond the first plane: code units sort as bytes do. */
function sortRows(column: readonly string[]): Order {
  const rowAt = Uint32Array.from(column.keys()).sort((one, other) => {
    const [a, b] = [column[one] ?? '', column[other] ?? ''];
    return a < b ? -1 : a > b ? 1 : one - other;
  });
  const placeOf = new Uint32Array(column.length);
  for (const [place, row] of rowAt.entries()) placeOf[row] = place;
  return { rowAt, placeOf };
}

/** Finds the rows that hold every word of a search, by looking through one long text of all. */
function createFinder(texts: readonly string[]): (search: string) => Uint32Array {
  const starts = new Uint32Array(texts.length);
  let length = 0;
  for (const [row, text] of texts.entries()) {
    starts[row] = length;
    length += text.length + 1;
  }
  const all = texts.join('\t');
  const known = new Map<string, Uint32Array>();
  return (search) => {
    const words = foldText(search)
      .split(' ')
      .filter((word) => word !== '')
      .sort((one, other) => other.length - one.length);
    const key = words.join(' ');
    const rows = known.get(key) ?? rowsWith(words);
    known.set(key, rows);
    return rows;
  };

  function rowsWith([longest = '', ...others]: string[]): Uint32Array {
    const rows: number[] = [];
    let row = 0;
    for (let at = all.indexOf(longest); at >= 0; at = all.indexOf(longest, starts[row + 1] ?? all.length)) {
      row = rowOf(at, row);
      if (others.every((word) => texts[row]?.includes(word))) rows.push(row);
      if (row === texts.length - 1) break;
    }
    return Uint32Array.from(rows);
  }

  function rowOf(position: number, from: number): number {
    let [low, high] = [from, texts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
