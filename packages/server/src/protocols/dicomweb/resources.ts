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
import type { RequestFacts } from '../../platform/http/index.ts';

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

/** The instance of an object, or the one that has taken its place meanwhile. Throws `notFound`. */
export async function instanceOf(
  deps: Pick<ReadingDeps, 'database'>,
  caller: Caller,
  { object, parameters }: { object: StoredObject; parameters: ResourceParameters },
): Promise<StoredInstance> {
  const { id, series_instance_uid: series, sop_instance_uid: instance } = object;
  return (
    (await selectStoredInstance(deps.database.kysely, caller.scope, { id })) ??
    findInstance(deps, caller, { study: parameters.study, series, instance })
  );
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

/** Where the bulk data of an instance is, as its metadata says; the path of an element comes behind it. */
export function bulkDataAddress(
  request: Pick<RequestFacts, 'baseUrl'>,
  instance: Pick<StoredInstance, 'study_instance_uid' | 'series_instance_uid' | 'sop_instance_uid'>,
): string {
  const path = instancePath({
    studyInstanceUid: instance.study_instance_uid,
    seriesInstanceUid: instance.series_instance_uid,
    sopInstanceUid: instance.sop_instance_uid,
  });
  return `${request.baseUrl}/dicomweb${path}/bulkdata/`;
}

/** The address of an instance (PS3.18 10.1.1), below the address of the service. */
export function instancePath(uids: {
  studyInstanceUid: string;
  seriesInstanceUid: string;
  sopInstanceUid: string;
}): string {
  return `/studies/${uids.studyInstanceUid}/series/${uids.seriesInstanceUid}/instances/${uids.sopInstanceUid}`;
}
