// What an object in review looks like: its frames as pictures, its file for what has none. Opened on the way, kept nowhere. Documents are
// in review-documents.ts.
import type { Readable } from 'node:stream';
import { frameSource, type LabelledReviewItem, unsealing } from '../../archive/index.ts';
import type { Pixels, RenderedImage } from '../../pixels/index.ts';
import { failure } from '../../platform/errors.ts';
import { unlessUnfit } from '../studies/index.ts';
import { demandWaiting, noteRead, type ReviewDeps, type Reviewer } from './review-queue.service.ts';

/** What pictures take. */
export interface PictureDeps extends ReviewDeps {
  readonly pixels: Pixels;
}

/** A frame, from 1, in its full size and without loss. Throws `notFound` when there is no picture of it, `conflict` when it is decided. */
export async function renderReviewItem(
  deps: PictureDeps,
  caller: Reviewer,
  { row, frame }: { row: LabelledReviewItem; frame: number },
): Promise<RenderedImage> {
  const source = frameSource(unsealed(deps, row), { ...row, object_key: row.object_key ?? '' });
  const rendering = deps.pixels.render(source, { mediaType: 'image/png', frames: [frame - 1] });
  const picture = await unlessUnfit(rendering);
  if (picture === undefined) throw failure.notFound();
  noteRead(deps, caller, row, { frame });
  return picture;
}

/** The file, with its header cleaned. Throws `conflict` when it is decided. */
export async function reviewedFile(
  deps: ReviewDeps,
  caller: Reviewer,
  row: LabelledReviewItem,
): Promise<Readable> {
  const file = await unsealed(deps, row).open('');
  noteRead(deps, caller, row, { file: true });
  return file;
}

function unsealed({ archive }: ReviewDeps, row: LabelledReviewItem): ReturnType<typeof unsealing> {
  demandWaiting(row);
  return unsealing(archive, row);
}
