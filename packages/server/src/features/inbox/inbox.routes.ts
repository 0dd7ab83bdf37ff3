// The operations on the inbox, and the service that answers each.
import { route } from '../../access/index.ts';
import { pageWindow, presentPage, type Route } from '../../platform/http/index.ts';
import {
  assignHeldStudy,
  discardHeldStudy,
  findHeldStudy,
  type InboxDeps,
  listHeldStudies,
  showHeldStudy,
} from './inbox.service.ts';

/** Makes the routes. */
export function createInboxRoutes(deps: InboxDeps): readonly Route[] {
  return [
    route('listHeldStudies', {
      handle: async ({ caller, input, request }) => {
        const page = { number: input.page, ...pageWindow(input) };
        return presentPage(request, input, await listHeldStudies(deps, caller, page));
      },
    }),
    route('showHeldStudy', {
      target: ({ caller, parameters }) => findHeldStudy(deps, caller, parameters.id),
      handle: async ({ caller, target }) => ({ data: await showHeldStudy(deps, caller, target) }),
    }),
    route('assignHeldStudy', {
      target: ({ caller, parameters }) => findHeldStudy(deps, caller, parameters.id),
      handle: async ({ caller, target, input }) => ({
        data: await assignHeldStudy(deps, caller, { id: target.id, input }),
      }),
    }),
    route('discardHeldStudy', {
      target: ({ caller, parameters }) => findHeldStudy(deps, caller, parameters.id),
      handle: ({ caller, target }) => discardHeldStudy(deps, caller, target.id).then(() => undefined),
    }),
  ];
}
