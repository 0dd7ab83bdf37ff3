// The operation on a study's thumbnail, and the service that answers it.
import { route } from '../../access/index.ts';
import { failure } from '../../platform/errors.ts';
import { entityTag, isKnown, type Route, reply } from '../../platform/http/index.ts';
import { findStudy, type StudyDeps } from './studies.service.ts';
import { findThumbnail, type ThumbnailDeps } from './thumbnail.ts';

const mediaType = 'image/jpeg';

/** The route `/patients/{patient_id}/studies/{study_id}/thumbnail`. */
export function createThumbnailRoutes(deps: StudyDeps & ThumbnailDeps): Route[] {
  return [
    route('showStudyThumbnail', {
      target: async ({ caller, parameters }) => (await findStudy(deps, caller, parameters)).study,
      handle: async ({ caller, target: study, input, request }) => {
        const viewport = { width: input.size, height: input.size };
        const options = () => ({ mediaType, viewport }) as const;
        const of = { studyId: study.id, seriesId: input.series_id ?? undefined };
        const thumbnail = await findThumbnail(deps, caller.scope, of, options);
        if (thumbnail === undefined) throw failure.notFound();
        const etag = entityTag(thumbnail.fingerprint, { isWeak: false });
        // More images may come, and another account on the same machine must ask again.
        const headers = { ETag: etag, 'Cache-Control': 'private, no-cache', Vary: 'Authorization, Cookie' };
        if (isKnown(request.headers['if-none-match'], etag)) return reply({ status: 304, headers });
        const { bytes } = await thumbnail.render();
        deps.audit.recordRead(caller.origin, {
          event: 'study.read',
          object: { type: 'study', id: study.id },
          details: { thumbnail: of.seriesId === undefined ? 'study' : 'series' },
        });
        return reply({ headers: { ...headers, 'Content-Type': mediaType }, bytes });
      },
    }),
  ];
}
