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
        // More images may come, and another account on the same machine must ask again.
        const caching = { 'Cache-Control': 'private, no-cache', Vary: 'Authorization, Cookie' };
        const nothing = () => {
          if (input.or_nothing !== true) throw failure.notFound();
          return reply({ status: 204, headers: caching });
        };
        if (thumbnail === undefined) return nothing();
        const etag = entityTag(thumbnail.fingerprint, { isWeak: false });
        const headers = { ...caching, ETag: etag };
        if (isKnown(request.headers['if-none-match'], etag)) return reply({ status: 304, headers });
        const picture = await thumbnail.render();
        if (picture === undefined) return nothing();
        deps.audit.recordRead(caller.origin, {
          event: 'study.read',
          object: { type: 'study', id: study.id },
          details: { thumbnail: of.seriesId === undefined ? 'study' : 'series' },
        });
        return reply({ headers: { ...headers, 'Content-Type': mediaType }, bytes: picture.bytes });
      },
    }),
  ];
}
