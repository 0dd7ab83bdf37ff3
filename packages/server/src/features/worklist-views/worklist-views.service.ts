// Views of the worklist: everybody keeps their own, who may write studies shares one, who runs the team tidies what is shared.
import type { CreateWorklistView, UpdateWorklistView, WorklistView } from '@lumenbox/contract';
import { type Caller, demand, may } from '../../access/index.ts';
import type { Audit } from '../../audit/index.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Database, databaseErrorKind } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { isId, newId } from '../../platform/ids.ts';
import { presentView, readState, stateOf } from './worklist-views.present.ts';
import {
  countViewsOf,
  deleteViewRow,
  insertView,
  type OwnedView,
  selectView,
  selectViews,
  updateViewColumns,
} from './worklist-views.store.ts';

/** What the feature works with. */
export interface WorklistViewsDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: Audit;
}

/** More are no menu to choose from. */
const viewsMax = 50;

/** A page of the views that the caller may use. */
export async function listViews(
  deps: WorklistViewsDeps,
  caller: Caller,
  page: { offset: number; limit: number },
): Promise<{ rows: WorklistView[]; total: number }> {
  const { userId } = caller;
  const { rows, total } = await selectViews(deps.database.kysely, caller.scope, { userId, ...page });
  deps.audit.recordRead(caller.origin, {
    event: 'worklist_view.listed',
    details: { offset: page.offset, count: rows.length },
  });
  return { rows: rows.map((row) => presentView(row, userId)), total };
}

/** Keeps a view of the caller's. Throws `forbidden` for one to share without the right, `validation` for a name that is taken and one view too many. */
export async function saveView(
  deps: WorklistViewsDeps,
  caller: Caller,
  input: CreateWorklistView,
): Promise<WorklistView> {
  const { userId } = caller;
  if (input.shared === true) demand(caller, 'studies:write');
  const now = deps.clock.now();
  const id = newId();
  const made = await deps.database.transaction(async (trx) => {
    if ((await countViewsOf(trx, caller.scope, userId)) >= viewsMax)
      throw failure.validation({ name: [`A person has at most ${viewsMax} views.`] });
    const isNew = await insertView(trx, caller.scope, {
      id,
      user_id: userId,
      name: input.name,
      shared: input.shared === true ? 1 : 0,
      state: JSON.stringify(stateOf(input)),
      created_at: now,
      updated_at: now,
    });
    if (!isNew) throw taken();
    await deps.audit.record(trx, caller.origin, {
      event: 'worklist_view.created',
      object: { type: 'worklist_view', id },
      details: { shared: input.shared === true },
    });
    return selectView(trx, caller.scope, { userId, id });
  });
  if (made === undefined) throw new Error('A view was not found in the transaction that made it.');
  return presentView(made, userId);
}

/** A view that the caller may use. Throws `notFound`. */
export async function findView(deps: WorklistViewsDeps, caller: Caller, id: string): Promise<OwnedView> {
  const { userId } = caller;
  const view = isId(id) ? await selectView(deps.database.kysely, caller.scope, { userId, id }) : undefined;
  if (view === undefined) throw failure.notFound();
  return view;
}

/** Changes what is sent of a view. Throws `forbidden`, `validation`, `notFound`. */
export async function changeView(
  deps: WorklistViewsDeps,
  caller: Caller,
  view: OwnedView,
  input: UpdateWorklistView,
): Promise<WorklistView> {
  demandOwn(caller, view);
  const shared = input.shared === undefined || input.shared === null ? view.shared === 1 : input.shared;
  if (shared && view.shared === 0) demand(caller, 'studies:write');
  const sent = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  const changes = {
    name: input.name ?? view.name,
    shared: shared ? (1 as const) : (0 as const),
    state: JSON.stringify(stateOf({ ...readState(view), ...sent })),
    updated_at: deps.clock.now(),
  };
  try {
    await deps.database.transaction(async (trx) => {
      if (!(await updateViewColumns(trx, caller.scope, { id: view.id, changes }))) throw failure.notFound();
      await deps.audit.record(trx, caller.origin, {
        event: 'worklist_view.updated',
        object: { type: 'worklist_view', id: view.id },
        details: { fields: Object.keys(sent), shared },
      });
    });
  } catch (error) {
    throw databaseErrorKind(error) === 'unique' ? taken() : error;
  }
  return presentView({ ...view, ...changes }, caller.userId);
}

/** Deletes a view. Throws `forbidden`, `notFound`. */
export async function deleteView(deps: WorklistViewsDeps, caller: Caller, view: OwnedView): Promise<void> {
  demandOwn(caller, view);
  await deps.database.transaction(async (trx) => {
    if (!(await deleteViewRow(trx, caller.scope, view.id))) throw failure.notFound();
    await deps.audit.record(trx, caller.origin, {
      event: 'worklist_view.deleted',
      object: { type: 'worklist_view', id: view.id },
      details: { shared: view.shared === 1 },
    });
  });
}

/** Another's view is changed only by who runs the team. Throws `forbidden`. */
function demandOwn(caller: Caller, view: OwnedView): void {
  if (view.user_id !== caller.userId && !may(caller, 'team:manage')) throw failure.forbidden();
}

function taken() {
  return failure.validation({ name: ['The name has already been taken.'] });
}
