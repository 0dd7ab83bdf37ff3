// What a profile would do to an instance, side by side: loaded when it is shown.
import { lazy } from 'react';

/** Both sides of an instance. */
export const PreviewSides = lazy(async () => ({
  default: (await import('./preview-sides.tsx')).PreviewSides,
}));
