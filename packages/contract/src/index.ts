// The REST API as data: schemas, operations, permissions, error codes, and the client made from them.
export * from './audit-events.ts';
export * from './client.ts';
export { parseDay } from './dates.ts';
export * from './error-codes.ts';
export { dicomUidPattern } from './fields.ts';
export * from './operations/define.ts';
export * from './operations/index.ts';
export * from './paging.ts';
export * from './permissions.ts';
export * from './resources/accounts.ts';
export * from './resources/audit.ts';
export * from './resources/cases.ts';
export * from './resources/patients.ts';
export * from './resources/realm.ts';
export * from './resources/studies.ts';
export * from './resources/tokens.ts';
export * from './resources/uploads.ts';
export * from './validation.ts';
