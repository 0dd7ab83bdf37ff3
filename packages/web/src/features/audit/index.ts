// The audit trail.
export { AuditPage, type AuditSearch, readAuditSearch } from './audit-page.tsx';
