// The table of tus' operations (tus 1.0.0): method, path, permission, audit event. A new one is a line here and a handler.
import type { AuditEventName, Permission } from '@lumenbox/contract';

/** One operation of tus. */
export interface TusOperation {
  readonly method: 'OPTIONS' | 'POST' | 'HEAD' | 'PATCH' | 'DELETE';
  /** Below `/files`. */
  readonly path: '' | '/{id}';
  /** Who may call: whoever has the permission, or anybody. */
  readonly access: Permission | 'public';
  /** The event that a call leaves in the audit trail; null only where nothing of a person is read or changed. */
  readonly audit: AuditEventName | null;
}

function operation<const T extends TusOperation>(definition: T): T {
  return definition;
}

/** Every operation by name. The name is in logs and metrics, behind `tus.`. */
export const tusOperations = {
  describeServer: operation({ method: 'OPTIONS', path: '', access: 'public', audit: null }),
  describeServerAtUpload: operation({ method: 'OPTIONS', path: '/{id}', access: 'public', audit: null }),
  createUpload: operation({ method: 'POST', path: '', access: 'imaging:write', audit: 'upload.started' }),
  showOffset: operation({ method: 'HEAD', path: '/{id}', access: 'imaging:write', audit: null }),
  // What comes in is told when it was taken in.
  appendBytes: operation({ method: 'PATCH', path: '/{id}', access: 'imaging:write', audit: null }),
  terminateUpload: operation({
    method: 'DELETE',
    path: '/{id}',
    access: 'imaging:write',
    audit: 'upload.cancelled',
  }),
} as const;

/** The name of an operation. */
export type TusOperationName = keyof typeof tusOperations;
