// A view of the worklist: as its row keeps it, and as the API prints it.
import type { CreateWorklistView, WorklistView } from '@lumenbox/contract';
import type { OwnedView } from './worklist-views.store.ts';

/** What a view keeps beside its name and whom it is for. */
export type ViewState = Pick<WorklistView, 'filters' | 'sort' | 'direction' | 'columns' | 'density'>;

/** The state that was sent, with null for what was not. */
export function stateOf(input: Partial<CreateWorklistView>): ViewState {
  const filters = input.filters ?? {};
  return {
    filters: {
      search: filters.search ?? null,
      modality: filters.modality ?? null,
      date_from: filters.date_from ?? null,
      date_to: filters.date_to ?? null,
      last_days: filters.last_days ?? null,
      body_part: filters.body_part ?? null,
      institution: filters.institution ?? null,
      status: filters.status ?? null,
      has_report: filters.has_report ?? null,
    },
    sort: input.sort ?? null,
    direction: input.direction ?? null,
    columns: input.columns ?? null,
    density: input.density ?? null,
  };
}

/** The state that a row keeps. */
export function readState(row: { state: string }): ViewState {
  return JSON.parse(row.state) as ViewState;
}

/** A view, as somebody sees it. */
export function presentView(row: OwnedView, userId: string): WorklistView {
  return {
    id: row.id,
    name: row.name,
    shared: row.shared === 1,
    own: row.user_id === userId,
    owner: row.owner,
    ...readState(row),
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}
