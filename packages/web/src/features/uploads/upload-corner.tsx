// What of uploads stands on every page: the review of what was chosen, and the panels. Nothing before a page has taken files.
import { Suspense } from 'react';
import { lazyPart } from '../../shared/ui/lazy-part.tsx';
import { useUploadsLoaded } from './presence.ts';

const ReviewDialog = lazyPart(async () => ({ default: (await import('./review-dialog.tsx')).ReviewDialog }));
const UploadPanels = lazyPart(async () => ({ default: (await import('./upload-panel.tsx')).UploadPanels }));

/** Stands once in the frame, so that a page that changes ends nothing. */
export function UploadCorner() {
  if (!useUploadsLoaded()) return null;
  return (
    <Suspense>
      <UploadPanels />
      <ReviewDialog />
    </Suspense>
  );
}
