// Lists: what every list reads and the envelope in which every page comes.
import { z } from 'zod';
import { choice, integer } from './fields.ts';

/** Rows on a page that asks for no number. */
export const perPageDefault = 25;
/** More rows than these are not put on one page. */
export const perPageMax = 100;

/** A page beyond this is past the end of any list, and is answered as such without asking the database. */
const pageMax = 1_000_000_000;

/** The page asked for. Anything that is no number, or below 1, means the first. */
function page() {
  return z
    .preprocess(
      (value) => {
        const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
        return Number.isInteger(number) && number >= 1 ? Math.min(number, pageMax) : 1;
      },
      z.number().meta({
        type: 'integer',
        minimum: 1,
        default: 1,
        description: 'The page asked for; anything below 1 means 1.',
      }),
    )
    .default(1);
}

/** The parameters that every list reads. */
export const pagingFields = {
  per_page: integer({ min: 1, max: perPageMax })
    .nullish()
    .transform((value) => value ?? perPageDefault)
    .pipe(
      z.number().meta({
        type: 'integer',
        minimum: 1,
        maximum: perPageMax,
        default: perPageDefault,
        description: 'Rows a page.',
      }),
    ),
  page: page(),
};

/** The direction of a sort. */
export function direction() {
  return choice(['asc', 'desc'])
    .nullish()
    .meta({ description: 'Absent: `asc` for texts, `desc` for dates and times.' });
}

/** The envelope of one resource. */
export function dataOf<T extends z.ZodType>(resource: T) {
  return z.object({ data: resource });
}

const PageLinks = z
  .object({
    first: z.string().nullable(),
    last: z.string().nullable(),
    prev: z.string().nullable(),
    next: z.string().nullable(),
  })
  .meta({
    id: 'PageLinks',
    description: "Addresses of other pages; they keep the query string's parameters.",
  });
const PageMeta = z
  .object({
    current_page: z.int(),
    from: z.int().nullable().meta({ description: 'The number of the first row; null on an empty page.' }),
    last_page: z.int(),
    per_page: z.int(),
    to: z.int().nullable().meta({ description: 'The number of the last row; null on an empty page.' }),
    total: z.int().meta({ description: 'Rows on all pages together.' }),
  })
  .meta({ id: 'PageMeta' });

/** The envelope of a page of resources. */
export function pageOf<T extends z.ZodType>(resource: T) {
  return z.object({ data: z.array(resource), links: PageLinks, meta: PageMeta });
}

/** The envelope of a page of a list whose pages reach so many rows and no further. */
export function boundedPageOf<T extends z.ZodType>(resource: T) {
  return z.object({ data: z.array(resource), links: PageLinks, meta: BoundedPageMeta });
}

const BoundedPageMeta = PageMeta.extend({
  has_more: z
    .boolean()
    .meta({ description: 'True when more rows match than `total` says: the pages reach those and no more.' }),
}).meta({ id: 'BoundedPageMeta' });

/** One page as the wire carries it. */
export interface Page<T> {
  data: T[];
  links: { first: string | null; last: string | null; prev: string | null; next: string | null };
  meta: {
    current_page: number;
    from: number | null;
    last_page: number;
    per_page: number;
    to: number | null;
    total: number;
  };
}
