// The picture that stands for a study or a series: which instance, which frame, and its rendering. One way for all who show
// one. It writes no audit event: whoever hands the picture out does.
import type { RealmScope } from '../../access/index.ts';
import {
  type Archive,
  frameSource,
  type RepresentedBy,
  type StoredInstance,
  selectRepresentatives,
} from '../../archive/index.ts';
import {
  PixelError,
  type Pixels,
  type RenderedImage,
  type RenderRequest,
  renderingVersion,
} from '../../pixels/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { sha256 } from '../../platform/ids.ts';

/** What making thumbnails takes. */
export interface ThumbnailDeps {
  readonly database: Database;
  readonly archive: Archive;
  readonly pixels: Pixels;
}

/** How a thumbnail of an image of this size is to be: everything of a rendering but the frames. */
export type ThumbnailOptions = (image: {
  readonly rows: number;
  readonly columns: number;
}) => Omit<RenderRequest, 'frames'>;

/** A thumbnail that is found, and not made yet. */
export interface Thumbnail {
  readonly studyId: string;
  /** Tells these bytes from any others: the same fingerprint, the same picture. */
  readonly fingerprint: string;
  /** Makes it; `undefined` when no pixels of it can be shown. Throws `unavailable` when there is too much to do. */
  render(): Promise<RenderedImage | undefined>;
}

/** The thumbnail of a study or series; `undefined` when it has no image. */
export async function findThumbnail(
  deps: ThumbnailDeps,
  scope: RealmScope,
  of: RepresentedBy,
  options: ThumbnailOptions,
): Promise<Thumbnail | undefined> {
  const instances = await selectRepresentatives(deps.database.kysely, scope, of);
  const [first] = instances;
  return first && thumbnail(deps, [first, ...instances.slice(1)], options);
}

/** The thumbnail of an instance, or of its frame `frameIndex`, from 0. */
export function instanceThumbnail(
  deps: ThumbnailDeps,
  { instance, frameIndex }: { instance: StoredInstance; frameIndex?: number },
  options: ThumbnailOptions,
): Thumbnail {
  return thumbnail(deps, [instance], options, frameIndex);
}

function thumbnail(
  deps: ThumbnailDeps,
  instances: readonly [StoredInstance, ...StoredInstance[]],
  options: ThumbnailOptions,
  frameIndex?: number,
): Thumbnail {
  const keys = instances.map(({ object_key }) => object_key);
  return {
    studyId: instances[0].study_id,
    fingerprint: sha256(JSON.stringify([renderingVersion, keys, frameIndex, options(sizeOf(instances[0]))])),
    render: async () => {
      for (const instance of instances) {
        const picture = await unlessUnfit(renderOne(deps, instance, options, frameIndex));
        if (picture !== undefined) return picture;
      }
      return undefined;
    },
  };
}

async function renderOne(
  deps: ThumbnailDeps,
  instance: StoredInstance,
  options: ThumbnailOptions,
  frameIndex: number | undefined,
): Promise<RenderedImage> {
  const source = frameSource(deps.archive, instance);
  // What a volume or a cine shows is in its middle, not in its first slice.
  const frames = [frameIndex ?? Math.floor(source.frameCount / 2)];
  return deps.pixels.render(source, { ...options(sizeOf(instance)), frames });
}

function sizeOf({ rows, columns }: StoredInstance): { rows: number; columns: number } {
  return { rows: rows ?? 0, columns: columns ?? 0 };
}

/** A picture; `undefined` for pixels that cannot be shown. Throws `unavailable` when there is too much to do at the moment. */
export async function unlessUnfit(rendering: Promise<RenderedImage>): Promise<RenderedImage | undefined> {
  try {
    return await rendering;
  } catch (error) {
    if (!(error instanceof PixelError)) throw error;
    if (error.reason === 'busy' || error.reason === 'closed') throw failure.unavailable(error.message, error);
    return undefined;
  }
}
