// Store Transaction (PS3.18 10.5): parts off the wire into the way in, several at a time, each with its own result. It
// decides nothing about an instance.
import type { Audit } from '../../audit/index.ts';
import { selectRecord } from '../../features/patients/index.ts';
import type { IngestDeps } from '../../ingest/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import type { RequestFacts } from '../../platform/http/index.ts';
import type { Answer, Call, Handlers } from './handler.ts';
import { bodyBytes, type IncomingPart, incomingParts } from './incoming-parts.ts';
import { acceptedRanges, parseMediaType } from './media-types.ts';
import { uidsOf } from './resources.ts';
import { metadataForms, takeDescribedInstances } from './store-described-instances.ts';
import { storeResponse, storeStatus } from './store-response.ts';
import { type Destination, isKept, type StoreSession } from './store-session.ts';
import { takeWholeInstances } from './store-whole-instances.ts';
import { writeDataSet } from './write-data-set.ts';

/** What storing takes. */
export interface StoreDeps {
  readonly database: Database;
  readonly audit: Audit;
  readonly ingest: IngestDeps;
}

/** The handlers of the Store Transaction. */
export function createStoreHandlers(
  deps: StoreDeps,
): Handlers<'storeInstances' | 'storeStudyInstances' | 'storePatientInstances'> {
  return {
    storeInstances: (call) => storeInstances(deps, call, { target: { kind: 'match' } }),
    storeStudyInstances: (call) => {
      const { studyInstanceUid } = uidsOf({ study: call.parameters.study });
      return storeInstances(deps, call, { target: { kind: 'match' }, studyInstanceUid });
    },
    storePatientInstances: async (call) => {
      const record = await selectRecord(deps.database.kysely, call.caller.scope, call.parameters.patient);
      if (record === undefined) throw failure.notFound();
      return storeInstances(deps, call, { target: { kind: 'record', record } });
    },
  };
}

type StoreCall = Pick<Call<'storeInstances'>, 'caller' | 'query' | 'request'>;

async function storeInstances(deps: StoreDeps, call: StoreCall, destination: Destination): Promise<Answer> {
  const { caller, request } = call;
  const write = writeDataSet(acceptedRanges(call));
  const session: StoreSession = {
    ingest: deps.ingest,
    caller,
    destination,
    results: [],
    running: new Set(),
    fault: undefined,
  };
  const take = openBody(request);
  // When the body breaks off, the part that it breaks off in has failed, and is the last.
  await take(session).catch((error: unknown) => {
    session.fault ??= { error };
  });
  await Promise.all(session.running);
  const { results } = session;
  // Nothing is stored and sending all of it again is safe: that is more than a failure of each.
  if (session.fault !== undefined && !results.some(isKept)) throw session.fault.error;
  if (results.length === 0) throw failure.validation({ body: ['The request body holds no instance.'] });
  note(deps, session);
  const base = `${request.baseUrl}/dicomweb`;
  return { ...write(storeResponse(results, { base })), status: storeStatus(results) };
}

/** How a body is taken in. Throws `unsupportedMediaType`, `validation`. */
function openBody({ headers, body, baseUrl, path }: RequestFacts): (session: StoreSession) => Promise<void> {
  if ((headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity')
    throw failure.unsupportedMediaType('Instances are sent as they are, without a Content-Encoding.');
  const media = parseMediaType(headers['content-type']);
  const isMultipart = media?.type === 'multipart/related';
  const rootType = isMultipart
    ? (media.parameters.get('type') ?? 'application/dicom').toLowerCase()
    : (media?.type ?? '');
  if (rootType !== 'application/dicom' && !metadataForms.has(rootType))
    throw failure.unsupportedMediaType(
      'Send application/dicom, application/dicom+json or application/dicom+xml, or multipart/related with one of them as its type.',
    );
  const parts = isMultipart
    ? incomingParts(bodyBytes(body), media.parameters.get('boundary'))
    : single(bodyBytes(body));
  return metadataForms.has(rootType)
    ? (session) => takeDescribedInstances(session, parts, { rootType, address: baseUrl + path })
    : (session) => takeWholeInstances(session, parts);
}

async function* single(bytes: AsyncIterable<Uint8Array>): AsyncIterable<IncomingPart> {
  yield { headers: new Map(), bytes };
}

/** One line of the audit trail for each study that something came for. */
function note({ audit }: StoreDeps, { caller, results }: StoreSession): void {
  const ofStudies = Map.groupBy(results, ({ uids }) => uids?.studyInstanceUid ?? '');
  for (const [studyInstanceUid, ofStudy] of ofStudies) {
    const stored = ofStudy.filter(isKept).length;
    audit.recordRead(caller.origin, {
      event: 'imaging.received',
      ...(studyInstanceUid === '' ? {} : { object: { type: 'study', id: studyInstanceUid } }),
      details: { source: 'stow', received: ofStudy.length, stored },
    });
  }
}
