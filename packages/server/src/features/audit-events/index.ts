// What the rest of the server may use of the audit trail's reading.
export { createAuditEventRoutes } from './audit-events.routes.ts';
