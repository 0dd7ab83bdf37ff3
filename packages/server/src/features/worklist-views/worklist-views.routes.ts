// The operations on views of the worklist.
import { route } from '../../access/index.ts';
import { pageWindow, presentPage, type Route } from '../../platform/http/index.ts';
import {
  changeView,
  deleteView,
  findView,
  listViews,
  saveView,
  type WorklistViewsDeps,
} from './worklist-views.service.ts';

/** Makes the feature's routes. */
export function createWorklistViewRoutes(deps: WorklistViewsDeps): Route[] {
  return [
    route('listWorklistViews', {
      handle: async ({ caller, input, request }) =>
        presentPage(request, input, await listViews(deps, caller, pageWindow(input))),
    }),
    route('createWorklistView', {
      handle: async ({ caller, input }) => ({ data: await saveView(deps, caller, input) }),
    }),
    route('updateWorklistView', {
      target: ({ caller, parameters }) => findView(deps, caller, parameters.id),
      handle: async ({ caller, target, input }) => ({ data: await changeView(deps, caller, target, input) }),
    }),
    route('deleteWorklistView', {
      target: ({ caller, parameters }) => findView(deps, caller, parameters.id),
      handle: async ({ caller, target }) => {
        await deleteView(deps, caller, target);
        return undefined;
      },
    }),
  ];
}
