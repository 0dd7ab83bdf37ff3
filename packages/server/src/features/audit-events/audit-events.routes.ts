// The operation that reads the audit trail.
import { route } from '../../access/index.ts';
import { pageWindow, presentPage, type Route } from '../../platform/http/index.ts';
import { type AuditEventsDeps, listAuditEvents } from './audit-events.service.ts';

/** Makes the feature's routes. */
export function createAuditEventRoutes(deps: AuditEventsDeps): Route[] {
  return [
    route('listAuditEvents', {
      handle: async ({ caller, input, request }) =>
        presentPage(request, input, await listAuditEvents(deps, caller, input, pageWindow(input))),
    }),
  ];
}
