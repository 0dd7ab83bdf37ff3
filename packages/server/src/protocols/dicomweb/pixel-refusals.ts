// How work on pixels that cannot go on looks over DICOMweb. A reason without a line here does not compile.
import { PixelError, type PixelReason } from '../../pixels/index.ts';
import { type AppError, failure } from '../../platform/errors.ts';
import { notAcceptable } from './media-types.ts';

/** Waits for work on pixels. Throws `notAcceptable` where the pixels are no good for it, `unavailable`, `notFound`. */
export async function orRefused<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof PixelError ? refusals[error.reason](error) : error;
  }
}

const isNotInThatForm = (error: PixelError): AppError => notAcceptable(error.message);
const isForLater = (error: PixelError): AppError => failure.unavailable(error.message, error);

/** What is wrong with the pixels, and with no request, leaves the stored form as the one that there is. */
const refusals: Readonly<Record<PixelReason, (error: PixelError) => AppError>> = {
  'no-pixel-data': isNotInThatForm,
  'no-such-frame': () => failure.notFound(),
  'bad-image-attributes': isNotInThatForm,
  'image-too-large': isNotInThatForm,
  'unsupported-transfer-syntax': isNotInThatForm,
  'unsupported-image': isNotInThatForm,
  'decode-failed': isNotInThatForm,
  'encode-failed': isNotInThatForm,
  'deadline-exceeded': isNotInThatForm,
  'worker-died': isNotInThatForm,
  busy: isForLater,
  closed: isForLater,
};
