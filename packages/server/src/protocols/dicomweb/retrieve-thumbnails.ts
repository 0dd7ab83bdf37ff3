// Retrieve Transaction for thumbnails (PS3.18 10.4.1.1.4): one small picture that stands for a study, series, instance or
// frame. Which one that is, the studies' feature says.

import { thumbnailSizeDefault } from '@lumenbox/contract';
import { findThumbnail, instanceThumbnail, type Thumbnail } from '../../features/studies/index.ts';
import { type RenderedMediaType, renderedMediaTypes } from '../../pixels/index.ts';
import { AppError, failure } from '../../platform/errors.ts';
import { isKnown } from '../../platform/http/index.ts';
import { cacheHeaders } from './cache-headers.ts';
import type { Answer, Call, Handlers } from './handler.ts';
import { acceptedRanges, negotiate } from './media-types.ts';
import { optionsFor, readRendering } from './rendering-parameters.ts';
import { findInstance, type ResourceParameters, recordReading, uidsOf } from './resources.ts';
import { frameNumbers } from './retrieve-frames.ts';
import type { TranscodingDeps } from './transcoding.ts';

/** The handlers of thumbnails. */
export function createThumbnailHandlers(
  deps: TranscodingDeps,
): Handlers<
  | 'retrieveStudyThumbnail'
  | 'retrieveSeriesThumbnail'
  | 'retrieveInstanceThumbnail'
  | 'retrieveFrameThumbnail'
> {
  return {
    retrieveStudyThumbnail: (call) => ofMany(deps, call, call.parameters),
    retrieveSeriesThumbnail: (call) => ofMany(deps, call, call.parameters),
    retrieveInstanceThumbnail: (call) => ofOne(deps, call, call.parameters, undefined),
    retrieveFrameThumbnail: (call) => ofOne(deps, call, call.parameters, call.parameters.frames),
  };
}

type AnyCall = Pick<Call<'retrieveStudyThumbnail'>, 'caller' | 'query' | 'request'>;

async function ofMany(deps: TranscodingDeps, call: AnyCall, parameters: ResourceParameters): Promise<Answer> {
  const options = readOptions(call);
  const thumbnail = await findThumbnail(deps, call.caller.scope, uidsOf(parameters), options);
  if (thumbnail === undefined) {
    throw new AppError('notFound', 'There is no such study or series, or no image in it.');
  }
  const level = parameters.series === undefined ? 'study' : 'series';
  return answer(deps, call, thumbnail, level);
}

async function ofOne(
  deps: TranscodingDeps,
  call: AnyCall,
  parameters: Required<ResourceParameters>,
  frames: string | undefined,
): Promise<Answer> {
  const options = readOptions(call);
  const [number, ...others] = frames === undefined ? [] : frameNumbers(frames);
  if (others.length > 0) throw failure.validation({ frames: ['A thumbnail is of one frame.'] });
  const instance = await findInstance(deps, call.caller, parameters);
  const subject = number === undefined ? { instance } : { instance, frameIndex: number - 1 };
  const level = number === undefined ? 'instance' : 'frames';
  return answer(deps, call, instanceThumbnail(deps, subject, options), level);
}

function readOptions(call: AnyCall) {
  const offers = renderedMediaTypes.map((type) => ({ type }));
  const mediaType: RenderedMediaType = negotiate(acceptedRanges(call), offers).type;
  const rendering = readRendering(call.query);
  return (image: { rows: number; columns: number }) => ({
    mediaType,
    viewport: { width: thumbnailSizeDefault, height: thumbnailSizeDefault },
    ...optionsFor(rendering, image),
  });
}

async function answer(
  deps: TranscodingDeps,
  call: AnyCall,
  thumbnail: Thumbnail,
  level: string,
): Promise<Answer> {
  const headers = cacheHeaders(thumbnail.fingerprint);
  if (isKnown(call.request.headers['if-none-match'], headers.ETag)) return { status: 304, headers };
  const picture = await thumbnail.render();
  if (picture === undefined) throw failure.notFound();
  const { bytes, mediaType } = picture;
  const { studyId } = thumbnail;
  recordReading(deps, call.caller, { event: 'study.read', studyId, details: { thumbnail: level } });
  return { headers: { ...headers, 'Content-Type': mediaType }, body: bytes };
}
