// Imaging over REST: uploads in, studies out. It translates between HTTP and the way in, and decides nothing.
import { downloadStudiesMax, type Upload } from '@lumenbox/contract';
import { type Caller, route } from '../../access/index.ts';
import {
  type Archive,
  demandStudyFiles,
  listStudyFiles,
  type StudyFile,
  zipStudyFiles,
} from '../../archive/index.ts';
import type { Audit, AuditEntry } from '../../audit/index.ts';
import { selectRecord } from '../../features/patients/index.ts';
import { findStudyOfPatient, selectOwnedStudies } from '../../features/studies/index.ts';
import { type IncomingFile, type IngestDeps, receiveUpload, type Target } from '../../ingest/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { type Reply, type RequestFacts, type Route, reply } from '../../platform/http/index.ts';
import { isId } from '../../platform/ids.ts';
import type { Logger } from '../../platform/log.ts';
import { openImagingBody } from './imaging-body.ts';

/** What the routes need. */
export interface ImagingDeps {
  database: Database;
  audit: Audit;
  archive: Archive;
  ingest: IngestDeps;
  /** The largest body of an upload. */
  bytesMax: number;
  clock: Clock;
  log: Logger;
}

/** Makes the routes. */
export function createImagingRoutes(deps: ImagingDeps): readonly Route[] {
  return [
    route('receivePatientImaging', {
      target: ({ caller, parameters }) => findTarget(deps, caller, parameters.patient_id),
      handle: ({ caller, input, request, target }) =>
        receive(deps, { caller, request, target, acceptMismatch: input.accept_mismatch === true }),
    }),
    route('receiveImaging', {
      handle: ({ caller, input, request }) =>
        receive(deps, {
          caller,
          request,
          target: { kind: 'match' },
          acceptMismatch: input.accept_mismatch === true,
        }),
    }),
    route('copyStudyToCase', {
      target: async ({ caller, parameters }) => {
        const record = await selectRecord(deps.database.kysely, caller.scope, parameters.id);
        if (record?.kind !== 'case') throw failure.notFound();
        return { kind: 'record', record } as const;
      },
      handle: ({ caller, input, target }) => copyStudy(deps, { caller, target, studyId: input.from_study }),
    }),
    route('downloadStudy', {
      target: async ({ caller, parameters }) => {
        const { patient_id, study_id } = parameters;
        const study = await findStudyOfPatient(deps.database.kysely, caller.scope, patient_id, study_id);
        if (study === undefined) throw failure.notFound();
        return study;
      },
      handle: ({ caller, target }) => download(deps, caller, [target.id]),
    }),
    route('downloadStudies', {
      handle: async ({ caller, input }) => download(deps, caller, await readStudyIds(deps, caller, input)),
    }),
  ];
}

async function findTarget(deps: ImagingDeps, caller: Caller, patientId: string): Promise<Target> {
  const record = await selectRecord(deps.database.kysely, caller.scope, patientId);
  if (record === undefined) throw failure.notFound();
  return { kind: 'record', record };
}

async function receive(
  deps: ImagingDeps,
  call: { caller: Caller; request: RequestFacts; target: Target; acceptMismatch: boolean },
): Promise<Reply> {
  const { caller, request, target } = call;
  const body = openImagingBody(request, deps);
  const upload = await receiveUpload(
    deps.ingest,
    {
      scope: caller.scope,
      origin: caller.origin,
      target,
      acceptMismatch: call.acceptMismatch,
      source: 'http',
    },
    body.files,
  );
  if (upload === undefined) throw failure.validation({ body: ['The request body holds no file.'] });
  return answerUpload(upload);
}

/** Sends the files of a study to a case, one after the other, as if they had come from outside. */
async function copyStudy(
  deps: ImagingDeps,
  { caller, target, studyId }: { caller: Caller; target: Target; studyId: string },
): Promise<Reply> {
  const { scope, origin } = caller;
  const files = isId(studyId) ? await listStudyFiles(deps.database.kysely, scope, { studyId }) : [];
  if (files.length === 0) throw failure.validation({ from_study: ['The selected from study is invalid.'] });
  const request = { scope, origin, target, acceptMismatch: false, source: 'copy' } as const;
  const upload = await receiveUpload(deps.ingest, request, storedFiles(deps, files));
  return answerUpload(upload as Upload);
}

async function* storedFiles(deps: ImagingDeps, files: readonly StudyFile[]): AsyncIterable<IncomingFile> {
  for (const { object } of files)
    yield { name: object.object_key, bytes: await deps.archive.open(object.object_key), isExpected: true };
}

/** 201: something was stored; 200: nothing new was, it was here or is held; 422: nothing was taken. */
function answerUpload(upload: Upload): Reply {
  const { stored, held, duplicate } = upload.counts;
  if (stored > 0) return reply({ status: 201, body: { data: upload } });
  if (duplicate + held > 0) return reply({ status: 200, body: { data: upload } });
  const reasons = upload.files.map((file) => file.reason ?? '');
  const [first = ''] = reasons;
  const message = reasons.length === 1 ? `The file was refused: ${first}` : 'Every file was refused.';
  return reply({
    status: 422,
    body: { message, errors: { files: [...new Set(reasons)] }, data: upload },
  });
}

/** The studies that are named, each once. Throws `validation` for none or too many, `notFound` when one is not in the realm. */
async function readStudyIds(
  deps: ImagingDeps,
  caller: Caller,
  input: { study_ids: string },
): Promise<readonly string[]> {
  const ids = [...new Set(input.study_ids.split(',').map((id) => id.trim()))].filter((id) => id !== '');
  if (ids.length === 0 || ids.length > downloadStudiesMax)
    throw failure.validation({ study_ids: [`Name one study, and at most ${downloadStudiesMax}.`] });
  const found = ids.every(isId) ? await selectOwnedStudies(deps.database.kysely, caller.scope, ids) : [];
  if (found.length < ids.length) throw failure.notFound();
  return ids;
}

async function download(deps: ImagingDeps, caller: Caller, studyIds: readonly string[]): Promise<Reply> {
  const files: StudyFile[] = [];
  const exported: AuditEntry[] = [];
  for (const [index, id] of studyIds.entries()) {
    const ofStudy = await listStudyFiles(deps.database.kysely, caller.scope, {
      studyId: id,
      number: index + 1,
    });
    if (ofStudy.length === 0) throw failure.notFound();
    files.push(...ofStudy);
    exported.push({
      event: 'study.exported',
      object: { type: 'study', id },
      details: { files: ofStudy.length },
    });
  }
  await demandStudyFiles(deps, caller.scope.realmId, files);
  for (const entry of exported) deps.audit.recordRead(caller.origin, entry);
  const name = studyIds.length === 1 ? `study-${studyIds[0]}` : 'studies';
  return reply({
    headers: {
      'Content-Type': 'application/zip',
      'Content-Disposition': `attachment; filename="${name}.zip"`,
    },
    stream: zipStudyFiles(deps, files),
  });
}
