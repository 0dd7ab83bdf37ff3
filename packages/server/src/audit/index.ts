// What the rest of the server may use of the audit trail.

export { type AuditFilter, auditColumns, selectAuditEvents, walkAuditEvents } from './audit.store.ts';
export { type Audit, type AuditEntry, createAudit, createAuditRecorder } from './audit.ts';
export { type Actor, jobOrigin, type Origin } from './origin.ts';
