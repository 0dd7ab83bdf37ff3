// Saved views of the worklist: reading them, opening one, and whether what is shown is still what it says.
import type { CreateWorklistView, WorklistView } from '@lumenbox/contract';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../shared/api/api.ts';
import { withoutUndefined } from '../../shared/url/list-search.ts';
import { type Look, readColumns } from './look.ts';
import type { WorklistSearch } from './worklist-query.ts';

export const viewsKey = ['worklist-views'];

/** As many as one page of the API has; nobody chooses from more. */
const viewsMax = 100;

/** The views that one may use, the own ones first. */
export function useViews() {
  return useQuery({
    queryKey: viewsKey,
    queryFn: async ({ signal }) => (await api.listWorklistViews({ per_page: viewsMax }, { signal })).data,
  });
}

/** What the URL holds of a view that is opened. */
export function searchOf({ id, filters, sort, direction }: WorklistView): WorklistSearch {
  const { has_report, ...plain } = filters;
  const present = Object.fromEntries(
    Object.entries({ ...plain, sort, direction }).filter(([, value]) => value !== null),
  );
  return withoutUndefined({
    ...present,
    has_report: has_report === null ? undefined : has_report ? 'yes' : 'no',
    view: id,
  });
}

/** How the worklist looks with a view: what the view leaves open stays as it is. */
export function lookOf(view: WorklistView, look: Look): Look {
  return {
    columns: view.columns === null ? look.columns : readColumns(view.columns),
    density: view.density ?? look.density,
  };
}

/** What is on the screen, as a view keeps it. */
export function viewOf(search: WorklistSearch, look: Look): Omit<CreateWorklistView, 'name' | 'shared'> {
  const { view: _opened, page: _page, per_page: _size, sort, direction, has_report, ...filters } = search;
  return {
    filters: { ...filters, ...(has_report === undefined ? {} : { has_report: has_report === 'yes' }) },
    sort: sort ?? null,
    direction: direction ?? null,
    columns: [...look.columns],
    density: look.density,
  };
}

/** True when what is on the screen is no longer what the view says. */
export function hasChanged(view: WorklistView, search: WorklistSearch, look: Look): boolean {
  const { page: _page, per_page: _size, ...shown } = search;
  const isSame = (one: object, other: object) =>
    JSON.stringify(Object.entries(one).toSorted()) === JSON.stringify(Object.entries(other).toSorted());
  return !isSame(shown, searchOf(view)) || !isSame(look, lookOf(view, look));
}
