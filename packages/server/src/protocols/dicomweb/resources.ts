// The resources of the Studies Service (PS3.18 10.1): what a path names, found in the caller's realm or not found at all.

import type { AuditEventName } from '@lumenbox/contract';
import type { Caller } from '../../access/index.ts';
import {
  type Archive,
  type DicomUids,
  type StoredInstance,
  type StoredObject,
  selectStoredInstance,
  selectStoredObjects,
} from '../../archive/index.ts';
import type { Audit } from '../../audit/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';

/** What reading from the archive takes. */
export interface ReadingDeps {
  readonly database: Database;
  readonly archive: Archive;
  readonly audit: Audit;
}

/** What a path of the Studies Service may name. */
export interface ResourceParameters {
  readonly study: string;
  readonly series?: string;
  readonly instance?: string;
}

/** The UIDs in a path. Nothing is stored under what is no UID: that is not found either. */
export function uidsOf({ study, series, instance }: ResourceParameters): DicomUids {
  for (const uid of [study, series, instance])
    if (uid !== undefined && !/^[0-9.]{1,64}$/.test(uid)) throw failure.notFound();
  return {
    studyInstanceUid: study,
    ...(series === undefined ? {} : { seriesInstanceUid: series }),
    ...(instance === undefined ? {} : { sopInstanceUid: instance }),
  };
}

/** One instance. Throws `notFound`. */
export async function findInstance(
  deps: Pick<ReadingDeps, 'database'>,
  caller: Caller,
  parameters: Required<ResourceParameters>,
): Promise<StoredInstance> {
  const uids = uidsOf(parameters) as Required<DicomUids>;
  const instance = await selectStoredInstance(deps.database.kysely, caller.scope, uids);
  if (instance === undefined) throw failure.notFound();
  return instance;
}

/** The objects of a study, a series or an instance. Throws `notFound` when there is none. */
export async function findObjects(
  deps: Pick<ReadingDeps, 'database'>,
  caller: Caller,
  parameters: ResourceParameters,
): Promise<StoredObject[]> {
  const objects = await selectStoredObjects(deps.database.kysely, caller.scope, uidsOf(parameters));
  if (objects.length === 0) throw failure.notFound();
  return objects;
}

/** Writes down that something of a study was handed out. Details are UIDs' levels and counts, never values. */
export function recordReading(
  deps: Pick<ReadingDeps, 'audit'>,
  caller: Caller,
  read: { event: AuditEventName; studyId: string; details: Record<string, unknown> },
): void {
  deps.audit.recordRead(caller.origin, {
    event: read.event,
    object: { type: 'study', id: read.studyId },
    details: { by: 'dicomweb', ...read.details },
  });
}

/** The address of an instance (PS3.18 10.1.1), below the address of the service. */
export function instancePath(uids: {
  studyInstanceUid: string;
  seriesInstanceUid: string;
  sopInstanceUid: string;
}): string {
  return `/studies/${uids.studyInstanceUid}/series/${uids.seriesInstanceUid}/instances/${uids.sopInstanceUid}`;
}
