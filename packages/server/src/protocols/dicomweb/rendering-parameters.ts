// Query parameters of rendered resources (PS3.18 8.3.5): read and checked before anything is looked for. Pure.
import {
  isWindow,
  type RenderRequest,
  type Viewport,
  type VoiWindow,
  viewportSideMax,
} from '../../pixels/index.ts';
import { failure } from '../../platform/errors.ts';

/** The size of an image that a rendering is made of. */
export interface ImageSize {
  readonly rows: number;
  readonly columns: number;
}

/** How a client wants to see images. */
export interface Rendering {
  readonly quality?: number;
  readonly window?: VoiWindow;
  /** The part of an image and the size of the picture. Throws `validation` when the part lies outside the image. */
  readonly viewport?: (image: ImageSize) => Viewport;
  /** What was asked for and is not done, in sentences for `Warning` headers. */
  readonly warnings: readonly string[];
}

/** What of a rendering request the parameters say. */
export type RenderingOptions = Pick<RenderRequest, 'quality' | 'window' | 'viewport'>;

/** Reads the parameters of WADO-RS. Throws `validation` for values that are none. */
export function readRendering(query: URLSearchParams): Rendering {
  if (query.size === 0) return { warnings: [] };
  const quality = query.get('quality');
  const window = query.get('window');
  const viewport = query.get('viewport');
  return {
    ...(quality === null ? {} : { quality: readQuality('quality', quality) }),
    ...(window === null ? {} : { window: readWindow(window) }),
    ...(viewport === null ? {} : { viewport: readViewport(viewport) }),
    warnings: [...annotationWarnings('annotation', query.get('annotation')), ...profileWarnings(query)],
  };
}

/** The parameters for one image. */
export function optionsFor({ quality, window, viewport }: Rendering, image: ImageSize): RenderingOptions {
  return {
    ...(quality === undefined ? {} : { quality }),
    ...(window === undefined ? {} : { window }),
    ...(viewport === undefined ? {} : { viewport: viewport(image) }),
  };
}

/** 1 to 100, as JPEG's makers count it (PS3.18 8.3.5.1.2). */
export function readQuality(name: string, text: string): number {
  const quality = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (quality < 1 || quality > 100) throw invalid(name, 'The quality is a whole number from 1 to 100.');
  return quality;
}

const voiFunctions: Readonly<Record<string, VoiWindow['function']>> = {
  linear: 'LINEAR',
  'linear-exact': 'LINEAR_EXACT',
  sigmoid: 'SIGMOID',
};

/** `center,width,function` (PS3.18 8.3.5.1.4); older clients leave the function out, which is linear. */
function readWindow(text: string): VoiWindow {
  const [center = '', width = '', name = 'linear', ...more] = text.split(',');
  const voiFunction = Object.hasOwn(voiFunctions, name.toLowerCase())
    ? voiFunctions[name.toLowerCase()]
    : undefined;
  if (voiFunction === undefined || more.length > 0)
    throw invalid('window', 'A window is center,width,function: linear, linear-exact or sigmoid.');
  return checkedWindow('window', { center, width, function: voiFunction });
}

/** A window of texts that are numbers, and wide enough for its function. */
export function checkedWindow(
  name: string,
  window: { readonly center: string; readonly width: string; readonly function: VoiWindow['function'] },
): VoiWindow {
  const center = decimal(window.center);
  const width = decimal(window.width);
  if (center === undefined || width === undefined || !isWindow(width, window.function))
    throw invalid(name, 'The center and the width of a window are numbers; a linear one is at least 1 wide.');
  return { center, width, function: window.function };
}

/** `vw,vh` or `vw,vh,sx,sy,sw,sh`, where what stands behind the second comma may be empty (PS3.18 8.3.5.1.3). */
function readViewport(text: string): (image: ImageSize) => Viewport {
  const parts = text.split(',');
  const [width, height] = parts.slice(0, 2).map((part) => sideOf('viewport', part));
  if (width === undefined || height === undefined || (parts.length !== 2 && parts.length !== 6))
    throw invalid('viewport', 'A viewport is vw,vh or vw,vh,sx,sy,sw,sh.');
  if (parts.length === 2) return () => ({ width, height });
  const source = parts.slice(2).map((part) => (part === '' ? undefined : decimal(part)));
  const isSound = source.every((value, index) => value !== undefined || parts[index + 2] === '');
  const [x = 0, y = 0, across, down] = source;
  if (!isSound || x < 0 || y < 0 || across === 0 || down === 0)
    throw invalid('viewport', 'The source of a viewport is sx,sy from 0, and sw,sh other than 0.');
  return (image) => ({
    width,
    height,
    source: insideImage(
      { x, y, width: across ?? image.columns - x, height: down ?? image.rows - y },
      { image, name: 'viewport' },
    ),
  });
}

/** What of a region lies in the image; a negative width or height, which mirrors, stays one. */
export function insideImage(
  source: NonNullable<Viewport['source']>,
  { image, name }: { readonly image: ImageSize; readonly name: string },
): NonNullable<Viewport['source']> {
  const width = Math.min(Math.abs(source.width), image.columns - source.x);
  const height = Math.min(Math.abs(source.height), image.rows - source.y);
  if (!(width > 0 && height > 0)) throw invalid(name, 'The region lies outside the image.');
  return {
    x: source.x,
    y: source.y,
    width: source.width < 0 ? -width : width,
    height: source.height < 0 ? -height : height,
  };
}

/** Pixels along a side of a picture. */
export function sideOf(name: string, text: string): number {
  const side = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (side < 1 || side > viewportSideMax)
    throw invalid(name, `The sides of a picture are whole numbers from 1 to ${viewportSideMax}.`);
  return side;
}

/** A number as clients write it; `undefined` when it is none, or as large as no image value is. */
export function decimal(text: string): number | undefined {
  const value = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,2})?$/i.test(text.trim()) ? Number(text) : Number.NaN;
  return Math.abs(value) <= 1e12 ? value : undefined;
}

const annotations = ['patient', 'technique'];

/** Nothing is written into pictures: a name that is burned in cannot be taken out again (PS3.18 8.3.5.1.1). */
export function annotationWarnings(name: string, text: string | null): string[] {
  if (text === null || text === '') return [];
  const wanted = text.split(',').map((part) => part.trim());
  if (wanted.some((keyword) => !annotations.includes(keyword)))
    throw invalid(name, `Annotations are ${annotations.join(' and ')}.`);
  return [`The following annotation values are not supported: ${wanted.join(', ')}`];
}

const profiles = ['no', 'yes', 'srgb', 'adobergb', 'rommrgb'];

/** Pictures hold no colour profile, and colours are not transformed (PS3.18 8.3.5.1.5). */
function profileWarnings(query: URLSearchParams): string[] {
  const wanted = query.get('iccprofile');
  if (wanted === null || wanted === 'no') return [];
  if (!profiles.includes(wanted)) throw invalid('iccprofile', `A profile is one of ${profiles.join(', ')}.`);
  return [`The following iccprofile value is not supported: ${wanted}`];
}

/** The refusal of a parameter's value. */
export function invalid(name: string, message: string): Error {
  return failure.validation({ [name]: [message] });
}
