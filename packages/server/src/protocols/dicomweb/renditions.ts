// What instances can be rendered as (PS3.18 8.7.4), and one rendition of one: a picture, an animation, a film, a document.
import { encapsulatedDocument } from '@lumenbox/dicom';
import {
  frameBytes,
  frameSource,
  parseLayout,
  readStoredHeader,
  type SizedBytes,
  type StoredInstance,
} from '../../archive/index.ts';
import {
  animationFrames,
  type RenderedMediaType,
  renderedMediaTypes,
  renderingVersion,
} from '../../pixels/index.ts';
import { failure } from '../../platform/errors.ts';
import { sha256 } from '../../platform/ids.ts';
import { memoryBytes } from './bodies.ts';
import { notAcceptable } from './media-types.ts';
import { orRefused } from './pixel-refusals.ts';
import { optionsFor, type Rendering } from './rendering-parameters.ts';
import { instancePath } from './resources.ts';
import type { TranscodingDeps } from './transcoding.ts';
import { frameMediaType } from './transfer-syntaxes.ts';

/** Documents in instances (PS3.3 A.45), by SOP class: the media types under which they are handed out. */
const documentTypes: Readonly<Record<string, readonly string[]>> = {
  '1.2.840.10008.5.1.4.1.1.104.1': ['application/pdf'],
  '1.2.840.10008.5.1.4.1.1.104.2': ['text/xml', 'application/xml'],
};

/** The media types in which an instance can be rendered, the usual first; none for what has nothing to show. */
export function renderedTypes(instance: StoredInstance): readonly string[] {
  if (parseLayout(instance.layout).pixels === undefined) return documentTypes[instance.sop_class_uid] ?? [];
  const type = frameMediaType(instance.transfer_syntax_uid);
  return type.startsWith('video/') ? [type] : renderedMediaTypes;
}

/** What is wanted of one instance. */
export interface WantedRendition {
  readonly mediaType: string;
  readonly rendering: Rendering;
  /** From 1; several make an animation. Absent: the whole instance. */
  readonly frameNumbers?: readonly number[];
}

/** One rendition, made when it is opened. */
export interface Rendition {
  readonly instance: StoredInstance;
  readonly mediaType: string;
  /** Below the service's address: where it can be had alone. */
  readonly path: string;
  /** Tells its bytes from any others. */
  readonly fingerprint: string;
  /** Throws `notAcceptable` when it cannot be made, `notFound` when there is no such frame. */
  open(): Promise<SizedBytes>;
}

/** The rendition of an instance, or of frames of it, in one of its media types. */
export function rendition(
  deps: TranscodingDeps,
  instance: StoredInstance,
  { mediaType, rendering, frameNumbers }: WantedRendition,
): Rendition {
  const frames = frameNumbers === undefined ? '' : `/frames/${frameNumbers.join(',')}`;
  return {
    instance,
    mediaType,
    path: `${instancePath({
      studyInstanceUid: instance.study_instance_uid,
      seriesInstanceUid: instance.series_instance_uid,
      sopInstanceUid: instance.sop_instance_uid,
    })}${frames}/rendered`,
    fingerprint: fingerprintOf(instance, { mediaType, rendering, ...(frameNumbers && { frameNumbers }) }),
    open: async () => {
      if (mediaType.startsWith('video/')) return film(deps, instance, frameNumbers);
      if (!isImageType(mediaType)) return documentBytes(deps, instance);
      return picture(deps, instance, { mediaType, rendering, ...(frameNumbers && { frameNumbers }) });
    },
  };
}

function fingerprintOf(instance: StoredInstance, { mediaType, rendering, frameNumbers }: WantedRendition) {
  const options = optionsFor(rendering, sizeOf(instance));
  return sha256(JSON.stringify([renderingVersion, instance.object_key, mediaType, frameNumbers, options]));
}

/** The size of an instance's image, as its row has it. */
export function sizeOf({ rows, columns }: StoredInstance): { rows: number; columns: number } {
  return { rows: rows ?? 0, columns: columns ?? 0 };
}

/** Whether a media type is one of pictures. */
export function isImageType(type: string): type is RenderedMediaType {
  return (renderedMediaTypes as readonly string[]).includes(type);
}

async function picture(
  deps: TranscodingDeps,
  instance: StoredInstance,
  wanted: WantedRendition & { mediaType: RenderedMediaType },
): Promise<SizedBytes> {
  const { mediaType, rendering, frameNumbers } = wanted;
  const source = frameSource(deps.archive, instance);
  const size = sizeOf(instance);
  const request = {
    mediaType,
    ...optionsFor(rendering, size),
    frames:
      frameNumbers?.map((number) => number - 1) ??
      (mediaType === 'image/gif' && source.frameCount > 0
        ? animationFrames({ frameCount: source.frameCount, ...size })
        : [0]),
  };
  return memoryBytes((await orRefused(deps.pixels.render(source, request))).bytes);
}

/** The film as it is stored: a bit stream that is one frame for DICOM, however many it shows. */
function film(
  deps: TranscodingDeps,
  instance: StoredInstance,
  frameNumbers: readonly number[] = [1],
): SizedBytes {
  const [number = 1, ...others] = frameNumbers;
  const layout = parseLayout(instance.layout);
  const bytes = others.length > 0 ? undefined : frameBytes(deps.archive, instance, { layout, number });
  if (bytes === undefined) throw failure.notFound();
  return bytes;
}

/** The document, where it is what its class is for. */
async function documentBytes(deps: TranscodingDeps, instance: StoredInstance): Promise<SizedBytes> {
  const document = encapsulatedDocument((await readStoredHeader(deps.archive, instance)).dataSet);
  if (document === undefined) throw notAcceptable('The instance holds no document.');
  if (!(documentTypes[instance.sop_class_uid] ?? []).includes(document.mediaType))
    throw notAcceptable('The document is of another type than its instance says.');
  return memoryBytes(document.bytes);
}
