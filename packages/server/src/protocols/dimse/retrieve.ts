// What C-MOVE and C-GET have in common (PS3.4 C.4.2, C.4.3): which instances are asked for, and the responses that tell how far
// their sub-operations have come.
import { type DataSet, encodeDataSet, stringValues, type Tag, tags } from '@lumenbox/dicom';
import { type QueryRetrieveClass, queryRetrieveStatuses, statuses } from '@lumenbox/dicom/network';
import { type DicomUids, type StoredObject, selectStoredObjects } from '../../archive/index.ts';
import { readCondition, type SearchCondition, searchImaging } from '../../features/imaging-search/index.ts';
import type { SendingCounts, SendingResult } from '../../features/transfers/index.ts';
import type { DimseDeps, DimseRequest } from './deps.ts';
import { type Identifier, QueryError, queryRetrieveClassOf, readIdentifier } from './query-identifier.ts';

/** Studies of one retrieval: more than any patient has. */
export const studiesMax = 10_000;
/** Instances of one retrieval; counts of sub-operations have sixteen bits (PS3.7 E.1). */
export const instancesMax = 0xffff;

/** The instances that a request asks for, in their order. @throws QueryError */
export async function wantedObjects(
  deps: DimseDeps,
  request: DimseRequest,
  operation: QueryRetrieveClass['operation'],
): Promise<StoredObject[]> {
  const asked = queryRetrieveClassOf(request, operation);
  if (asked === undefined) throw new QueryError(statuses.sopClassNotSupported, 'No class of retrieval');
  const identifier = await readIdentifier(request, asked);
  const ofPatient = asked.root === 'patient' ? await studiesOfPatient(deps, request, identifier) : undefined;
  const objects: StoredObject[] = [];
  for (const uids of wantedUids(identifier, ofPatient)) {
    const found = await selectStoredObjects(deps.database.kysely, request.session.peer.scope, uids);
    // Another patient may have a study of the same UID.
    objects.push(...found.filter(({ study_id }) => ofPatient?.has(study_id) ?? true));
    if (objects.length > instancesMax)
      throw new QueryError(queryRetrieveStatuses.cannotCountMatches, 'Too many instances at once');
  }
  return objects;
}

/** Studies of a patient: their UIDs by the ids that they have here. */
type PatientStudies = ReadonlyMap<string, string>;

function wantedUids({ level, dataSet }: Identifier, ofPatient: PatientStudies | undefined): DicomUids[] {
  const list = (tag: Tag) => valuesOf(dataSet, tag).map(demandUid);
  const one = (tag: Tag) => demandOne(list(tag));
  switch (level) {
    case 'patient':
      return [...new Set(ofPatient?.values())].map((studyInstanceUid) => ({ studyInstanceUid }));
    case 'study':
      return demandSome(list(tags.StudyInstanceUID)).map((studyInstanceUid) => ({ studyInstanceUid }));
    case 'series': {
      const studyInstanceUid = one(tags.StudyInstanceUID);
      return demandSome(list(tags.SeriesInstanceUID)).map((seriesInstanceUid) => ({
        studyInstanceUid,
        seriesInstanceUid,
      }));
    }
    case 'instance': {
      const parents = {
        studyInstanceUid: one(tags.StudyInstanceUID),
        seriesInstanceUid: one(tags.SeriesInstanceUID),
      };
      return demandSome(list(tags.SOPInstanceUID)).map((sopInstanceUid) => ({ ...parents, sopInstanceUid }));
    }
  }
}

const valuesOf = (dataSet: DataSet, tag: Tag) => stringValues(dataSet, tag).filter((value) => value !== '');

const keyMissing = () =>
  new QueryError(
    queryRetrieveStatuses.identifierDoesNotMatchSopClass,
    'A unique key of the level is missing',
  );

/** A wild card among them is no unique key either (PS3.4 C.4.2.2.1): nothing found would look like nothing there. */
function demandUid(value: string): string {
  if (/^[\d.]{1,64}$/.test(value)) return value;
  throw new QueryError(queryRetrieveStatuses.identifierDoesNotMatchSopClass, 'A unique key is no UID');
}

function demandOne([value, ...others]: readonly string[]): string {
  if (value === undefined || others.length > 0) throw keyMissing();
  return value;
}

function demandSome(values: readonly string[]): readonly string[] {
  if (values.length === 0 || values.length > instancesMax) throw keyMissing();
  return [...new Set(values)];
}

/**
 * The studies of the patient whom an identifier of the patient root names: of that Patient ID and, where it is given, that issuer.
 * Below the level of patients, who leaves the Patient ID away asks by UIDs alone: `undefined`.
 */
async function studiesOfPatient(
  deps: DimseDeps,
  { session }: DimseRequest,
  { level, dataSet }: Identifier,
): Promise<PatientStudies | undefined> {
  const patientIds = valuesOf(dataSet, tags.PatientID);
  if (level !== 'patient' && patientIds.length === 0) return undefined;
  const issuers = valuesOf(dataSet, tags.IssuerOfPatientID);
  const conditions = [
    uniqueKey(tags.PatientID, demandOne(patientIds)),
    ...(issuers.length === 0 ? [] : [uniqueKey(tags.IssuerOfPatientID, demandOne(issuers))]),
  ];
  const { matches } = await searchImaging(deps.database.kysely, session.peer.scope, {
    level: 'study',
    conditions,
    include: [],
    withParents: [],
    limit: studiesMax,
    offset: 0,
  });
  return new Map(matches.map(({ studyId, studyInstanceUid }) => [studyId, studyInstanceUid]));
}

/** Wild cards are no unique key (PS3.4 C.4.2.2.1). */
function uniqueKey(tag: Tag, value: string): SearchCondition {
  const condition = readCondition([tag], value, { level: 'study' });
  if (condition?.matching.kind !== 'values') throw keyMissing();
  return condition;
}

function countFields(counts: Readonly<SendingCounts>) {
  return {
    completedCount: counts.completed,
    failedCount: counts.failed,
    warningCount: counts.warning,
  };
}

/** Tells how far it has come. */
export function respondProgress(request: DimseRequest, counts: Readonly<SendingCounts>): void {
  request.respond({ status: statuses.pending, remainingCount: counts.remaining, ...countFields(counts) });
}

/** The last response: how it ended, and which instances the receiver has not got (PS3.4 C.4.2.1.4.2). */
export function respondEnd(
  request: DimseRequest,
  objects: readonly StoredObject[],
  result: SendingResult,
): void {
  const isCancelled = result.ending === 'cancelled';
  const { counts, failedUids } = result.ending === 'cut' ? withRestFailed(objects, result) : result;
  const fields = {
    status: endStatus(counts, isCancelled),
    ...countFields(counts),
    ...(isCancelled ? { remainingCount: counts.remaining } : {}),
  };
  const transferSyntaxUid = request.context.transferSyntax;
  const failed = { tag: tags.FailedSOPInstanceUIDList, value: [...failedUids] };
  const hasFailed = failedUids.length > 0;
  request.respond(fields, hasFailed ? encodeDataSet([failed], { transferSyntaxUid }) : undefined);
}

/** What could not be sent any more has failed too. */
function withRestFailed(
  objects: readonly StoredObject[],
  { counts, failedUids }: SendingResult,
): Pick<SendingResult, 'counts' | 'failedUids'> {
  const rest = objects.slice(objects.length - counts.remaining).map((object) => object.sop_instance_uid);
  return {
    counts: { ...counts, remaining: 0, failed: counts.failed + rest.length },
    failedUids: [...failedUids, ...rest],
  };
}

function endStatus(counts: Readonly<SendingCounts>, isCancelled: boolean): number {
  if (isCancelled) return statuses.cancel;
  if (counts.failed + counts.warning === 0) return statuses.success;
  return counts.completed + counts.warning === 0
    ? queryRetrieveStatuses.cannotPerformSubOperations
    : queryRetrieveStatuses.failuresOrWarnings;
}

/** Notes whose images went out, or were on their way when the association ended, and to whom. */
export function recordSending(
  deps: DimseDeps,
  { session }: DimseRequest,
  sent: { objects: readonly StoredObject[]; to: string; result: SendingResult },
): void {
  const told = sent.objects.slice(0, sent.result.begunCount);
  const byStudy = Map.groupBy(told, (object) => object.study_id);
  const failed = new Set(sent.result.failedUids);
  for (const [studyId, objects] of byStudy)
    deps.audit.recordRead(session.peer.origin, {
      event: 'study.exported',
      object: { type: 'study', id: studyId },
      details: {
        to: sent.to,
        instances: objects.length,
        failed: objects.filter((object) => failed.has(object.sop_instance_uid)).length,
      },
    });
}
