// The audit trail.

export { AuditPage } from './audit-page.tsx';
export { type AuditSearch, readAuditSearch } from './audit-search.ts';
export { ObjectHistory } from './object-history.tsx';
