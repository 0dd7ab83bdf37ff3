// The table of DICOMweb's operations (PS3.18): path, permission, audit event. A new one is a line here and a handler;
// the routes, the capabilities and the conformance statement come of it.
import type { AuditEventName, Permission } from '@lumenbox/contract';

/** One operation of DICOMweb. */
export interface DicomwebOperation {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'OPTIONS';
  /** Below `/dicomweb`, with `{name}` for parameters. */
  readonly path: string;
  /** Who may call: whoever has the permission, or anybody. */
  readonly access: Permission | 'public';
  /** The event that a call leaves in the audit trail; null only where nothing of a person is read or changed. */
  readonly audit: AuditEventName | null;
  /** The transaction, as PS3.18 calls it. */
  readonly transaction: string;
  /** Where it is defined, for instance `PS3.18 10.4`; null for what is ours. */
  readonly section: string | null;
  /** What the answer can be. */
  readonly produces: readonly string[];
  /** What a body can be. */
  readonly consumes?: readonly string[];
}

function operation<const T extends DicomwebOperation>(definition: T): T {
  return definition;
}

/** Every operation by name. The name is in logs and metrics, behind `dicomweb.`. */
export const dicomwebOperations = {
  retrieveCapabilities: operation({
    method: 'OPTIONS',
    path: '/',
    access: 'public',
    audit: null,
    transaction: 'Retrieve Capabilities',
    section: 'PS3.18 8.9',
    produces: ['application/vnd.sun.wadl+xml', 'application/json'],
  }),
  showCapabilities: operation({
    method: 'GET',
    path: '/',
    access: 'public',
    audit: null,
    transaction: 'Retrieve Capabilities',
    section: null,
    produces: ['application/vnd.sun.wadl+xml', 'application/json'],
  }),
} as const satisfies Record<string, DicomwebOperation>;

/** The operations by name. */
export type DicomwebOperations = typeof dicomwebOperations;
/** The name of an operation. */
export type DicomwebOperationName = keyof DicomwebOperations;
