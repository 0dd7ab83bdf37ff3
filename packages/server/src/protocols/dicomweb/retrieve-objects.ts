// Retrieve Transaction for studies, series and instances (PS3.18 10.4): their objects as they are stored or transcoded,
// as parts or one alone, or a study or a series as a zip.
import type { Caller } from '../../access/index.ts';
import {
  demandStudyFiles,
  listStudyFiles,
  objectBytes,
  type StoredObject,
  type StudyFile,
  zipStudyFiles,
} from '../../archive/index.ts';
import { AppError } from '../../platform/errors.ts';
import {
  type MadePart,
  madeMultipartAnswer,
  multipartAnswer,
  type OutgoingPart,
  openedWhenRead,
  singleAnswer,
} from './bodies.ts';
import type { Answer, Call, Handlers } from './handler.ts';
import { acceptedRanges, isInRange, type MediaRange, notAcceptable } from './media-types.ts';
import {
  findObjects,
  instanceOf,
  type ReadingDeps,
  type ResourceParameters,
  recordReading,
} from './resources.ts';
import { type TranscodingDeps, transcodedInstance } from './transcoding.ts';
import { isServedAnyway, serviceOf, type WantedSyntax, wantedDicomSyntaxes } from './transfer-syntaxes.ts';

const dicom = 'application/dicom';
const zip = 'application/zip';
const asParts = { type: 'multipart/related', partType: dicom } as const;
const alone = { type: dicom } as const;

/** The handlers of retrieval of whole objects. */
export function createObjectHandlers(
  deps: TranscodingDeps,
): Handlers<'retrieveStudy' | 'retrieveSeries' | 'retrieveInstance'> {
  return {
    retrieveStudy: (call) => retrieve(deps, call, call.parameters),
    retrieveSeries: (call) => retrieve(deps, call, call.parameters),
    retrieveInstance: (call) => retrieve(deps, call, call.parameters),
  };
}

type AnyCall = Pick<Call<'retrieveStudy'>, 'caller' | 'query' | 'request'>;

function retrieve(deps: TranscodingDeps, call: AnyCall, parameters: ResourceParameters): Promise<Answer> {
  return retrieveObjects(deps, call.caller, { ranges: acceptedRanges(call), parameters });
}

/** What a path names, in the form that is wanted most. Throws `notFound`, `notAcceptable`. */
export async function retrieveObjects(
  deps: TranscodingDeps,
  caller: Caller,
  { ranges, parameters }: { ranges: readonly MediaRange[]; parameters: ResourceParameters },
): Promise<Answer> {
  const objects = await findObjects(deps, caller, parameters);
  if (wantsZip(ranges) && parameters.instance === undefined) return zipped(deps, caller, objects, parameters);
  const forms = wantedDicomSyntaxes(ranges, parameters.instance === undefined ? [asParts] : [asParts, alone]);
  for (const wanted of forms) {
    const isAlone = isSingle(wanted.range);
    // Several patients may have an instance of that UID: alone comes the one that everything else is given of.
    const those = isAlone ? objects.slice(0, 1) : objects;
    const served = those.filter(
      ({ transfer_syntax_uid }) => serviceOf(transfer_syntax_uid, wanted) !== undefined,
    );
    if (served.length === 0) continue;
    note(deps, caller, served);
    const answer = await answerOf(deps, caller, { served, isAlone, parameters, wanted });
    // PS3.18 10.4.3.1: some of the instances cannot be had in what is accepted.
    return served.length === those.length ? answer : { ...answer, status: 206 };
  }
  throw notAcceptable();
}

interface Served {
  readonly served: readonly StoredObject[];
  readonly isAlone: boolean;
  readonly parameters: ResourceParameters;
  readonly wanted: WantedSyntax;
}

async function answerOf(deps: TranscodingDeps, caller: Caller, options: Served): Promise<Answer> {
  const { served, isAlone, wanted } = options;
  if (served.every(({ transfer_syntax_uid }) => serviceOf(transfer_syntax_uid, wanted) === 'stored'))
    return isAlone ? single(deps, served[0] as StoredObject) : parts(deps, served);
  const makers = served.map(
    (object, index) => () => makePart(deps, caller, { ...options, object, isFirst: index === 0 }),
  );
  if (!isAlone) return madeMultipartAnswer(dicom, makers);
  const { contentType, bytes } = await (makers[0] as (typeof makers)[0])();
  return {
    headers: { 'Content-Type': contentType },
    body: { sizeBytes: undefined, open: async () => bytes },
  };
}

async function makePart(
  deps: TranscodingDeps,
  caller: Caller,
  options: Served & { object: StoredObject; isFirst: boolean },
): Promise<MadePart> {
  const { object, isFirst, parameters, wanted } = options;
  const { transferSyntaxUid } = wanted;
  const asItIs = async () => ({
    contentType: contentTypeOf(object),
    bytes: openedWhenRead(objectBytes(deps.archive, object)),
  });
  if (transferSyntaxUid === null || serviceOf(object.transfer_syntax_uid, wanted) === 'stored')
    return asItIs();
  const instance = await instanceOf(deps, caller, { object, parameters });
  try {
    return {
      contentType: `${dicom}; transfer-syntax=${transferSyntaxUid}`,
      bytes: await transcodedInstance(deps, instance, transferSyntaxUid),
    };
  } catch (error) {
    // Nothing was sent yet: the request is refused where that helps. Later one bad instance must not take its neighbours along, nor be
    // left out unseen: it goes as it is stored, and its part says so.
    const isRefusal = isFirst && !isServedAnyway(object.transfer_syntax_uid, wanted);
    if (isRefusal || !(error instanceof AppError)) throw error;
    return asItIs();
  }
}

function isSingle(range: MediaRange): boolean {
  return range.type !== '*/*' && isInRange(range, alone);
}

function note(deps: ReadingDeps, caller: Caller, objects: readonly StoredObject[]): void {
  for (const [studyId, ofStudy] of Map.groupBy(objects, (object) => object.study_id))
    recordReading(deps, caller, { event: 'study.exported', studyId, details: { instances: ofStudy.length } });
}

function parts(deps: ReadingDeps, objects: readonly StoredObject[]): Answer {
  return multipartAnswer(
    dicom,
    objects.map((object) => partOf(deps, object)),
  );
}

function partOf(deps: ReadingDeps, object: StoredObject): OutgoingPart {
  return { contentType: contentTypeOf(object), bytes: objectBytes(deps.archive, object) };
}

function contentTypeOf({ transfer_syntax_uid }: StoredObject): string {
  return `${dicom}; transfer-syntax=${transfer_syntax_uid}`;
}

function single(deps: ReadingDeps, object: StoredObject): Answer {
  return singleAnswer(contentTypeOf(object), objectBytes(deps.archive, object));
}

function wantsZip(ranges: readonly MediaRange[]): boolean {
  const [first] = ranges;
  return first?.type === zip;
}

async function zipped(
  deps: TranscodingDeps,
  caller: Caller,
  objects: readonly StoredObject[],
  { series }: ResourceParameters,
): Promise<Answer> {
  const studyIds = [...new Set(objects.map((object) => object.study_id))];
  const files: StudyFile[] = [];
  for (const [index, studyId] of studyIds.entries()) {
    const which = { studyId, seriesInstanceUid: series, number: index + 1 };
    files.push(...(await listStudyFiles(deps.database.kysely, caller.scope, which)));
  }
  await demandStudyFiles(deps, caller.scope.realmId, files);
  note(deps, caller, objects);
  const name = series === undefined ? `study-${studyIds[0]}` : `series-${series}`;
  return {
    headers: { 'Content-Type': zip, 'Content-Disposition': `attachment; filename="${name}.zip"` },
    body: { sizeBytes: undefined, open: async () => zipStudyFiles(deps, files) },
  };
}
