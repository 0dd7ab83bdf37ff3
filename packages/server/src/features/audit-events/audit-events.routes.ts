// The operations that read the audit trail.
import { Readable } from 'node:stream';
import { route } from '../../access/index.ts';
import { pageWindow, presentPage, type Route, reply } from '../../platform/http/index.ts';
import { type AuditEventsDeps, exportAuditEvents, listAuditEvents } from './audit-events.service.ts';

/** Makes the feature's routes. */
export function createAuditEventRoutes(deps: AuditEventsDeps): Route[] {
  return [
    route('listAuditEvents', {
      handle: async ({ caller, input, request }) =>
        presentPage(request, input, await listAuditEvents(deps, caller, input, pageWindow(input))),
    }),
    route('exportAuditEvents', {
      handle: async ({ caller, input }) =>
        reply({
          headers: {
            'Content-Type': 'text/csv; charset=utf-8',
            'Content-Disposition': 'attachment; filename="audit-trail.csv"',
          },
          stream: Readable.from(await exportAuditEvents(deps, caller, input), { objectMode: false }),
        }),
    }),
  ];
}
