// Retrieve Transaction for metadata (PS3.18 10.4.1.1.2): data sets without pixels as DICOM JSON, compressed ones passed on
// as they are kept, or as XML, and nothing at all to who has them already.
import { type DicomJson, stringifyDicomJson } from '@lumenbox/dicom';
import {
  type CompressedText,
  gzipOf,
  inflateText,
  instanceMetadata,
  type MetadataReader,
  readStoredHeader,
} from '../../archive/index.ts';
import { failure } from '../../platform/errors.ts';
import { entityTag, isKnown } from '../../platform/http/index.ts';
import { sha256 } from '../../platform/ids.ts';
import type { Answer, Call, Handlers } from './handler.ts';
import { acceptedRanges, negotiate, type Offer } from './media-types.ts';
import {
  findInstance,
  type ReadingDeps,
  type ResourceParameters,
  recordReading,
  uidsOf,
} from './resources.ts';
import { xmlPartsAnswer, xmlPartsOffer } from './xml-parts.ts';

/** What reading metadata takes. */
export interface MetadataDeps extends ReadingDeps {
  readonly metadata: MetadataReader;
}

const offers = [{ type: 'application/dicom+json' }, xmlPartsOffer, { type: 'application/json' }];

/** The handlers of metadata. */
export function createMetadataHandlers(
  deps: MetadataDeps,
): Handlers<'retrieveStudyMetadata' | 'retrieveSeriesMetadata' | 'retrieveInstanceMetadata'> {
  return {
    retrieveStudyMetadata: (call) => retrieveMany(deps, call, call.parameters),
    retrieveSeriesMetadata: (call) => retrieveMany(deps, call, call.parameters),
    retrieveInstanceMetadata: (call) => retrieveOne(deps, call),
  };
}

type AnyCall = Pick<Call<'retrieveStudyMetadata'>, 'caller' | 'query' | 'request'>;

async function retrieveMany(
  deps: MetadataDeps,
  call: AnyCall,
  parameters: ResourceParameters,
): Promise<Answer> {
  const { caller, request } = call;
  const uids = uidsOf(parameters);
  const baseUrl = baseOf(call);
  const metadata = await deps.metadata.read(caller.scope, uids, { baseUrl });
  if (metadata === undefined) throw failure.notFound();
  const offer = negotiate(acceptedRanges(call), offers);
  const headers = headersFor(offer, metadata.fingerprint);
  if (isKnown(request.headers['if-none-match'], headers.ETag)) return { status: 304, headers };
  const level = parameters.series === undefined ? 'study' : 'series';
  for (const studyId of metadata.studyIds)
    recordReading(deps, caller, { event: 'study.read', studyId, details: { metadata: level } });
  const texts = await metadata.series();
  if (offer === xmlPartsOffer) return xmlPartsAnswer(dataSetsOf(texts), headers);
  return takesGzip(request.headers['accept-encoding'])
    ? { headers: { ...headers, 'Content-Encoding': 'gzip' }, body: Buffer.concat(gzipOf(bracketed(texts))) }
    : { headers, body: await plain(texts) };
}

/** The data sets of one series after the other. */
async function* dataSetsOf(texts: readonly CompressedText[]): AsyncIterable<DicomJson> {
  for (const text of texts) yield* JSON.parse(`[${(await inflateText(text)).toString()}]`) as DicomJson[];
}

/** The texts as one JSON array. */
function bracketed(texts: readonly CompressedText[]): (CompressedText | string)[] {
  return ['[', ...texts.flatMap((text, index) => (index === 0 ? [text] : [',', text])), ']'];
}

async function plain(texts: readonly CompressedText[]): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (const piece of bracketed(texts))
    pieces.push(typeof piece === 'string' ? Buffer.from(piece) : await inflateText(piece));
  return Buffer.concat(pieces);
}

async function retrieveOne(deps: MetadataDeps, call: Call<'retrieveInstanceMetadata'>): Promise<Answer> {
  const { caller, request } = call;
  const instance = await findInstance(deps, caller, call.parameters);
  const baseUrl = baseOf(call);
  const offer = negotiate(acceptedRanges(call), offers);
  const headers = headersFor(offer, sha256(`${instance.object_key} ${baseUrl}`));
  if (isKnown(request.headers['if-none-match'], headers.ETag)) return { status: 304, headers };
  const details = { metadata: 'instance' };
  recordReading(deps, caller, { event: 'study.read', studyId: instance.study_id, details });
  const header = await readStoredHeader(deps.archive, instance);
  const dataSet = instanceMetadata(header, instance, { baseUrl });
  if (offer === xmlPartsOffer) return xmlPartsAnswer([dataSet], headers);
  return { headers, body: `[${stringifyDicomJson(dataSet)}]` };
}

/** The address of the service, as the addresses in an answer begin. */
function baseOf({ request }: AnyCall): string {
  return `${request.baseUrl}/dicomweb`;
}

function headersFor(offer: Offer, fingerprint: string) {
  const seed = offer === xmlPartsOffer ? sha256(`${fingerprint} xml`) : fingerprint;
  return {
    'Content-Type': offer.type,
    // Weak: the same data sets, compressed or not.
    ETag: entityTag(seed, { isWeak: true }),
    'Cache-Control': 'private, no-cache',
    Vary: 'Accept, Accept-Encoding',
  };
}

/** RFC 9110 12.5.3. */
function takesGzip(header = ''): boolean {
  return header.split(',').some((coding) => /^\s*(x-)?gzip\s*(;\s*q=(?!0(\.0*)?\s*$)|$)/i.test(coding));
}
