// What tells a client whether the pixels or the picture that it was given of an instance are still the ones to be had.
import { entityTag } from '../../platform/http/index.ts';

/**
 * Headers that let a client keep pixels or a picture, for itself alone, and make it ask whether they still are what is
 * here: a realm may let other bytes take the place of an instance, and pixels of the one must not stand beside the
 * metadata of the other. `isWeak`: the same in other bytes, such as parts with another boundary between them.
 */
export function cacheHeaders(fingerprint: string, { isWeak = false }: { isWeak?: boolean } = {}) {
  return {
    ETag: entityTag(fingerprint, { isWeak }),
    'Cache-Control': 'private, no-cache',
    // Another account on the same machine asks again.
    Vary: 'Accept, Authorization, Cookie',
  };
}
