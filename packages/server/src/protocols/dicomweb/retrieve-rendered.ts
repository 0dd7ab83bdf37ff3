// Retrieve Transaction for rendered resources (PS3.18 10.4.1.1.3): studies, series, instances and frames as pictures,
// animations, films and documents that a browser shows. What is rendered how is the pixels' matter.
import { type StoredInstance, selectStoredInstances } from '../../archive/index.ts';
import { AppError, failure } from '../../platform/errors.ts';
import { isKnown } from '../../platform/http/index.ts';
import { madeMultipartAnswer, rangedAnswer } from './bodies.ts';
import { cacheHeaders } from './cache-headers.ts';
import type { Answer, Call, Handlers } from './handler.ts';
import { acceptedRanges, type MediaRange, negotiate, notAcceptable } from './media-types.ts';
import { type Rendering, readRendering } from './rendering-parameters.ts';
import { isImageType, type Rendition, renderedTypes, rendition } from './renditions.ts';
import { findInstance, type ResourceParameters, recordReading, uidsOf } from './resources.ts';
import { frameNumbers } from './retrieve-frames.ts';
import type { TranscodingDeps } from './transcoding.ts';

/** The handlers of rendered resources. */
export function createRenderedHandlers(
  deps: TranscodingDeps,
): Handlers<
  'retrieveRenderedStudy' | 'retrieveRenderedSeries' | 'retrieveRenderedInstance' | 'retrieveRenderedFrames'
> {
  return {
    retrieveRenderedStudy: (call) => retrieveMany(deps, call, call.parameters),
    retrieveRenderedSeries: (call) => retrieveMany(deps, call, call.parameters),
    retrieveRenderedInstance: (call) => retrieveOne(deps, call, call.parameters, undefined),
    retrieveRenderedFrames: (call) =>
      retrieveOne(deps, call, call.parameters, frameNumbers(call.parameters.frames)),
  };
}

type AnyCall = Pick<Call<'retrieveRenderedStudy'>, 'caller' | 'query' | 'request'>;

/** Renditions of one answer: each takes a few milliseconds of a processor. A series has hardly as many. */
export const renditionsMax = 5000;

async function retrieveOne(
  deps: TranscodingDeps,
  call: AnyCall,
  parameters: Required<ResourceParameters>,
  numbers: readonly number[] | undefined,
): Promise<Answer> {
  const rendering = readRendering(call.query);
  const instance = await findInstance(deps, call.caller, parameters);
  if (numbers?.some((number) => number > Math.max(1, instance.number_of_frames))) throw failure.notFound();
  return renderedAnswer(deps, call, {
    ranges: acceptedRanges(call),
    rendering,
    instances: [instance],
    level: numbers === undefined ? 'instance' : 'frames',
    ...(numbers && { numbers }),
  });
}

async function retrieveMany(
  deps: TranscodingDeps,
  call: AnyCall,
  parameters: ResourceParameters,
): Promise<Answer> {
  const rendering = readRendering(call.query);
  const instances: StoredInstance[] = [];
  const uids = uidsOf(parameters);
  for await (const page of selectStoredInstances(deps.database.kysely, call.caller.scope, uids)) {
    instances.push(...page);
    if (instances.length > renditionsMax) throw tooMany();
  }
  if (instances.length === 0) throw failure.notFound();
  const level = parameters.series === undefined ? 'study' : 'series';
  return renderedAnswer(deps, call, { ranges: acceptedRanges(call), rendering, instances, level });
}

function tooMany(): AppError {
  return new AppError(
    'payloadTooLarge',
    `These are more than ${renditionsMax} pictures: ask for series, instances or frames.`,
  );
}

/** What is to be rendered. */
export interface WantedRenditions {
  readonly ranges: readonly MediaRange[];
  readonly rendering: Rendering;
  readonly instances: readonly StoredInstance[];
  readonly level: 'study' | 'series' | 'instance' | 'frames';
  /** Frames of the one instance, from 1. */
  readonly numbers?: readonly number[];
}

/** The answer with what is wanted most of what there is. Throws `notAcceptable`. */
export async function renderedAnswer(
  deps: TranscodingDeps,
  call: AnyCall,
  wanted: WantedRenditions,
): Promise<Answer> {
  const choice = choose(wanted);
  const { instances, level } = wanted;
  const those = instances.filter((instance) => renderedTypes(instance).includes(choice.mediaType));
  const renditions = listRenditions(deps, those, { ...wanted, ...choice });
  if (renditions.length > renditionsMax) throw tooMany();
  const [first] = renditions;
  if (first === undefined) throw failure.notFound();
  const headers = warningHeaders(wanted.rendering);
  const note = () => {
    for (const [studyId, ofStudy] of Map.groupBy(renditions, ({ instance }) => instance.study_id))
      recordReading(deps, call.caller, {
        event: 'study.read',
        studyId,
        details: { rendered: level, count: ofStudy.length },
      });
  };
  // PS3.18 10.4.3.1: some of the instances cannot be had in what is accepted.
  const partial = those.length < instances.length ? { status: 206 } : {};
  if (renditions.length === 1 && !choice.isMultipart)
    return { ...partial, ...(await singleAnswer(call, first, { headers, note })) };
  note();
  const answer = multipartAnswer(call, renditions, choice.mediaType);
  return { ...answer, ...partial, headers: { ...answer.headers, ...headers } };
}

interface Choice {
  readonly mediaType: string;
  readonly isMultipart: boolean;
}

function choose({ instances, ranges }: WantedRenditions): Choice {
  const types = [...new Set(instances.flatMap(renderedTypes))];
  if (types.length === 0) throw notAcceptable('There is nothing in it that can be rendered.');
  const offers = [
    ...types.map((type) => ({ type, mediaType: type, isMultipart: false })),
    ...types.map((type) => ({
      type: 'multipart/related',
      partType: type,
      mediaType: type,
      isMultipart: true,
    })),
  ];
  const { mediaType, isMultipart } = negotiate(ranges, offers);
  return { mediaType, isMultipart };
}

/**
 * An instance of several frames is one animation as GIF; alone as another picture it is its first frame, and among
 * others or as parts it is all of them.
 */
function listRenditions(
  deps: TranscodingDeps,
  instances: readonly StoredInstance[],
  wanted: WantedRenditions & Choice,
): Rendition[] {
  const { mediaType, isMultipart, rendering, numbers } = wanted;
  const isAnimated = mediaType === 'image/gif' || !isImageType(mediaType);
  if (numbers !== undefined) {
    const lists = isAnimated && !isMultipart ? [numbers] : numbers.map((number) => [number]);
    return instances.flatMap((instance) =>
      lists.map((frames) => rendition(deps, instance, { mediaType, rendering, frameNumbers: frames })),
    );
  }
  if (isAnimated || (instances.length === 1 && !isMultipart))
    return instances.map((instance) => rendition(deps, instance, { mediaType, rendering }));
  const renditions: Rendition[] = [];
  for (const instance of instances)
    for (let number = 1; number <= Math.max(1, instance.number_of_frames); number++) {
      renditions.push(rendition(deps, instance, { mediaType, rendering, frameNumbers: [number] }));
      if (renditions.length > renditionsMax) return renditions;
    }
  return renditions;
}

async function singleAnswer(
  call: AnyCall,
  one: Rendition,
  options: { headers: Readonly<Record<string, string>>; note: () => void },
): Promise<Answer> {
  const headers = { ...cacheHeaders(one.fingerprint), ...options.headers };
  if (isKnown(call.request.headers['if-none-match'], headers.ETag)) return { status: 304, headers };
  const bytes = await one.open();
  options.note();
  // Players ask for pieces of a film (PS3.18 8.7.3.3.2).
  const answer = rangedAnswer(call.request.headers.range, one.mediaType, bytes);
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

function multipartAnswer(call: AnyCall, renditions: readonly Rendition[], type: string): Answer {
  return madeMultipartAnswer(
    type,
    renditions.map((one) => async () => {
      const bytes = await unlessUnfit(one);
      return (
        bytes && {
          contentType: one.mediaType,
          contentLocation: `${call.request.baseUrl}/dicomweb${one.path}`,
          bytes: await bytes.open(),
        }
      );
    }),
    'None of the instances can be rendered.',
  );
}

/** What cannot be rendered is left out, and does not take its neighbours along: the parts name what they are of. */
async function unlessUnfit(one: Rendition) {
  try {
    return await one.open();
  } catch (error) {
    if (error instanceof AppError && (error.code === 'notAcceptable' || error.code === 'notFound'))
      return undefined;
    throw error;
  }
}

/** RFC 7234 5.5: what was asked for and not done. */
function warningHeaders({ warnings }: Rendering): Readonly<Record<string, string>> {
  if (warnings.length === 0) return {};
  return { Warning: warnings.map((text) => `299 Lumenbox "${text}"`).join(', ') };
}
