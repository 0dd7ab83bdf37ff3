// The operations on cases, and the service that answers each.
import { route } from '../../access/index.ts';
import { presentPage, type Route } from '../../platform/http/index.ts';
import { presentCase, type RecordDeps } from '../patients/index.ts';
import {
  createCase,
  deleteCase,
  findCase,
  listCases,
  noteRead,
  setArchived,
  updateCase,
} from './cases.service.ts';

/** The routes under `/cases`. */
export function createCaseRoutes(deps: RecordDeps): Route[] {
  return [
    route('listCases', {
      handle: async ({ caller, input, request }) => {
        const list = await listCases(deps, caller, input);
        return presentPage(request, input, { rows: list.rows.map(presentCase), total: list.total });
      },
    }),
    route('createCase', {
      handle: async ({ caller, input }) => ({ data: presentCase(await createCase(deps, caller, input)) }),
    }),
    route('showCase', {
      target: ({ caller, parameters }) => findCase(deps, caller, parameters.id),
      handle: async ({ caller, target }) => ({ data: presentCase(noteRead(deps, caller, target)) }),
    }),
    route('updateCase', {
      target: ({ caller, parameters }) => findCase(deps, caller, parameters.id),
      handle: async ({ caller, target, input }) => ({
        data: presentCase(await updateCase(deps, caller, target.id, input)),
      }),
    }),
    route('deleteCase', {
      target: ({ caller, parameters }) => findCase(deps, caller, parameters.id),
      handle: ({ caller, target }) => deleteCase(deps, caller, target.id).then(() => undefined),
    }),
    route('archiveCase', {
      target: ({ caller, parameters }) => findCase(deps, caller, parameters.id),
      handle: async ({ caller, target }) => ({
        data: presentCase(await setArchived(deps, caller, target.id, true)),
      }),
    }),
    route('unarchiveCase', {
      target: ({ caller, parameters }) => findCase(deps, caller, parameters.id),
      handle: async ({ caller, target }) => ({
        data: presentCase(await setArchived(deps, caller, target.id, false)),
      }),
    }),
  ];
}
