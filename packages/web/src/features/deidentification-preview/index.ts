// What a profile would do to an instance, side by side: loaded when it is shown.
import { lazyPart } from '../../shared/ui/lazy-part.tsx';

/** Both sides of an instance. */
export const PreviewSides = lazyPart(async () => ({
  default: (await import('./preview-sides.tsx')).PreviewSides,
}));
