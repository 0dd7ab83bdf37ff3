// The URI Service for viewers of before DICOMweb (WADO-URI, PS3.18 9): one instance, named by query parameters, as it is
// stored, transcoded or rendered.
import { viewportSideMax } from '../../pixels/index.ts';
import { failure } from '../../platform/errors.ts';
import type { Answer, Call, Handlers } from './handler.ts';
import { acceptedRanges, type MediaRange, negotiate, parseAccept } from './media-types.ts';
import {
  annotationWarnings,
  checkedWindow,
  decimal,
  type ImageSize,
  insideImage,
  invalid,
  type Rendering,
  readQuality,
  sideOf,
} from './rendering-parameters.ts';
import { renderedTypes } from './renditions.ts';
import { findInstance } from './resources.ts';
import { retrieveObjects } from './retrieve-objects.ts';
import { renderedAnswer } from './retrieve-rendered.ts';
import type { TranscodingDeps } from './transcoding.ts';

const dicom = 'application/dicom';

/** The handler of the URI Service. */
export function createUriHandlers(deps: TranscodingDeps): Handlers<'retrieveByUri'> {
  return { retrieveByUri: (call) => retrieveByUri(deps, call) };
}

async function retrieveByUri(deps: TranscodingDeps, call: Call<'retrieveByUri'>): Promise<Answer> {
  const { query, caller } = call;
  if (query.get('requestType') !== 'WADO')
    throw failure.validation({ requestType: ['The request type is WADO (PS3.18 9.1.2.1).'] });
  refuseUndone(query);
  const parameters = {
    study: required(query, 'studyUID'),
    series: required(query, 'seriesUID'),
    instance: required(query, 'objectUID'),
  };
  const ranges = wantedRanges(call);
  const rendering = readRendering(query);
  const frame = readFrameNumber(query);
  const instance = await findInstance(deps, caller, parameters);
  // Pictures before objects: who names nothing is a browser (PS3.18 9.1.2.2).
  const offers = [...renderedTypes(instance), dicom].map((one) => ({ type: one }));
  const { type } = negotiate(ranges, offers);
  if (type === dicom) return retrieveObjects(deps, caller, { ranges: [dicomRange(query)], parameters });
  if (frame !== undefined && frame > Math.max(1, instance.number_of_frames))
    throw invalid('frameNumber', 'The instance has no such frame.');
  return renderedAnswer(deps, call, {
    ranges: [{ type, quality: 1, parameters: new Map() }],
    rendering,
    instances: [instance],
    level: frame === undefined ? 'instance' : 'frames',
    ...(frame === undefined ? {} : { numbers: [frame] }),
  });
}

/** What would change what is seen, or whose it seems to be, is not passed over in silence. */
function refuseUndone(query: URLSearchParams): void {
  if (query.get('anonymize') === 'yes')
    throw invalid('anonymize', 'Nothing is anonymised on its way out: ask for an instance of a case.');
  if (query.has('presentationUID'))
    throw invalid('presentationUID', 'Presentation states are not applied here.');
}

function required(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value === null || value === '')
    throw failure.validation({ [name]: [`The parameter ${name} is required.`] });
  return value;
}

/** `contentType` names what is wanted, and lies within Accept where both are there (PS3.18 9.1.2.2). */
function wantedRanges({ query, request }: Call<'retrieveByUri'>): readonly MediaRange[] {
  const named = query.get('contentType');
  return named === null || named === '' ? acceptedRanges({ query, request }) : parseAccept(named);
}

function dicomRange(query: URLSearchParams): MediaRange {
  const transferSyntax = query.get('transferSyntax');
  return {
    type: dicom,
    quality: 1,
    // Without one it is Explicit VR Little Endian, as everywhere (PS3.18 9.4.1).
    parameters: new Map(transferSyntax === null ? [] : [['transfer-syntax', transferSyntax]]),
  };
}

function readFrameNumber(query: URLSearchParams): number | undefined {
  const text = query.get('frameNumber');
  if (text === null) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw invalid('frameNumber', 'Frames are named by their numbers, from 1.');
  return Number(text);
}

/** The parameters of rendering under the names that they have here (PS3.18 9.5). Throws `validation`. */
function readRendering(query: URLSearchParams): Rendering {
  const quality = query.get('imageQuality');
  const center = query.get('windowCenter');
  const width = query.get('windowWidth');
  const viewport = readViewport(query);
  if ((center === null) !== (width === null))
    throw invalid('windowCenter', 'The center and the width of a window come together.');
  return {
    ...(quality === null ? {} : { quality: readQuality('imageQuality', quality) }),
    ...(center === null || width === null
      ? {}
      : { window: checkedWindow('windowCenter', { center, width, function: 'LINEAR' }) }),
    ...(viewport === undefined ? {} : { viewport }),
    warnings: annotationWarnings('annotation', query.get('annotation')),
  };
}

/** Rows and columns bound the picture, and each alone decides; a region alone comes in its own size. */
function readViewport(query: URLSearchParams): Rendering['viewport'] {
  const [rows, columns] = ['rows', 'columns'].map((name) => {
    const text = query.get(name);
    return text === null ? undefined : sideOf(name, text);
  });
  const region = readRegion(query.get('region'));
  if (rows === undefined && columns === undefined && region === undefined) return undefined;
  return (image) => {
    const source = region?.(image) ?? { x: 0, y: 0, width: image.columns, height: image.rows };
    const own = rows === undefined ? Math.min(viewportSideMax, Math.ceil(source.width)) : viewportSideMax;
    return { width: columns ?? own, height: rows ?? viewportSideMax, source };
  };
}

/** `xmin,ymin,xmax,ymax` as parts of the image from 0 to 1 (PS3.18 9.5). */
function readRegion(text: string | null) {
  if (text === null) return undefined;
  const parts = text.split(',').map(decimal);
  const [left = -1, top = -1, right = -1, bottom = -1] = parts;
  const isSound = parts.length === 4 && left >= 0 && top >= 0 && right <= 1 && bottom <= 1;
  if (!isSound || left >= right || top >= bottom)
    throw invalid('region', 'A region is xmin,ymin,xmax,ymax, each from 0 to 1, and not empty.');
  return ({ rows, columns }: ImageSize) =>
    insideImage(
      {
        x: left * columns,
        y: top * rows,
        width: (right - left) * columns,
        height: (bottom - top) * rows,
      },
      { image: { rows, columns }, name: 'region' },
    );
}
