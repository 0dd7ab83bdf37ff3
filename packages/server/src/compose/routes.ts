// The routes of the REST API, and what features do to each other's rows, each through the other's index.
import type { Config } from '../config.ts';
import { createAuditEventRoutes } from '../features/audit-events/index.ts';
import { createCaseRoutes } from '../features/cases/index.ts';
import { type ChangeFeed, createChangeRoutes } from '../features/changes/index.ts';
import { createDeidentificationRoutes, resolveCaseProfile } from '../features/deidentification/index.ts';
import { createInboxRoutes } from '../features/inbox/index.ts';
import { createKeyImageRoutes } from '../features/key-images/index.ts';
import type { StoreMade } from '../features/made-documents/index.ts';
import { createMeasurementRoutes } from '../features/measurements/index.ts';
import { createPatientRoutes, type MergeDeps, type RecordDeps } from '../features/patients/index.ts';
import { createPeerRoutes } from '../features/peers/index.ts';
import { createRealmRoutes } from '../features/realms/index.ts';
import { createReportRoutes, moveReportsOfStudy, reportsOfStudies } from '../features/reports/index.ts';
import { forgetResumableOfPatient, moveResumableOfPatient } from '../features/resumable-uploads/index.ts';
import { createReviewQueueRoutes } from '../features/review-queue/index.ts';
import {
  createStudyRoutes,
  createThumbnailRoutes,
  type MoveDeps,
  moveStudies,
  removeStudiesOfPerson,
  type StudyContentsDeps,
} from '../features/studies/index.ts';
import { createTeamRoutes } from '../features/teams/index.ts';
import { createTokenRoutes } from '../features/tokens/index.ts';
import { createTransferRoutes } from '../features/transfers/index.ts';
import {
  createUploadRoutes,
  forgetFilesOfPerson,
  forgetUploadsOfPatient,
  moveUploadsOfPatient,
  moveUploadsOfStudy,
} from '../features/uploads/index.ts';
import { createUserRoutes, type Passwords } from '../features/users/index.ts';
import { createWorklistViewRoutes } from '../features/worklist-views/index.ts';
import { awaitQuiet, type IngestDeps, storeMade, storeReviewed } from '../ingest/index.ts';
import type { Pixels } from '../pixels/index.ts';
import type { Route } from '../platform/http/index.ts';
import type { Logger } from '../platform/log.ts';
import { createImagingRoutes } from '../protocols/http/index.ts';
import type { FeatureDeps } from './foundation.ts';

/** What features do to each other's rows, each through the other's index. */
function joinFeatures(deps: FeatureDeps): RecordDeps & MergeDeps & MoveDeps & StudyContentsDeps {
  const moveDeps: MoveDeps = {
    clock: deps.clock,
    moveUploadsOfStudy,
    moveReportsOfStudy,
    announceContents: (trx, scope, studyId) => awaitQuiet(trx, deps, scope, studyId),
  };
  return {
    ...deps,
    ...moveDeps,
    reportsOfStudies,
    removePersonStudies: async (trx, scope, personId) => {
      await forgetFilesOfPerson(trx, scope, personId);
      await removeStudiesOfPerson(deps, trx, scope, personId);
    },
    forgetUploads: async (trx, scope, patientId) => {
      await forgetResumableOfPatient(deps, trx, scope, patientId);
      await forgetUploadsOfPatient(trx, scope, patientId);
    },
    moveStudiesOfPerson: (trx, scope, move) => moveStudies(moveDeps, trx, scope, move),
    moveUploadsOfPatient: async (trx, scope, move) => {
      await moveResumableOfPatient(trx, scope, move);
      await moveUploadsOfPatient(trx, scope, move);
    },
  };
}

/** Features make instances; how these are stored is the way in's matter. */
function storeMadeBy(ingest: IngestDeps): StoreMade {
  return async ({ scope, origin }, made) => {
    const outcome = await storeMade(ingest, { scope, origin, ...made });
    return outcome.kind === 'stored' || outcome.reason === null ? 'stored' : 'differs';
  };
}

/** The routes of the REST API. */
export function createRoutes(
  deps: FeatureDeps & {
    config: Config;
    log: Logger;
    passwords: Passwords;
    ingest: IngestDeps;
    pixels: Pixels;
    changes: ChangeFeed;
  },
): readonly Route[] {
  const { config, ingest } = deps;
  const joined = joinFeatures(deps);
  return [
    ...createUserRoutes(deps),
    ...createTeamRoutes(deps),
    ...createRealmRoutes({ ...deps, resolveCaseProfile }),
    ...createTokenRoutes(deps),
    ...createPeerRoutes({ ...deps, tls: config.dimse.tls }),
    ...createAuditEventRoutes(deps),
    ...createChangeRoutes(deps),
    ...createCaseRoutes(joined),
    ...createPatientRoutes(joined),
    ...createStudyRoutes({
      ...joined,
      uidInCase: async (scope, record, uid) =>
        (await ingest.deidentifiers.of(scope, record)).deidentifier.mapUid(uid),
    }),
    ...createWorklistViewRoutes(deps),
    ...createReportRoutes({ ...deps, archive: ingest.archive }),
    ...createMeasurementRoutes({ ...deps, archive: ingest.archive, storeMade: storeMadeBy(ingest) }),
    ...createKeyImageRoutes({ ...deps, archive: ingest.archive, storeMade: storeMadeBy(ingest) }),
    ...createThumbnailRoutes({ ...deps, archive: ingest.archive }),
    ...createUploadRoutes(deps),
    ...createInboxRoutes(deps),
    ...createReviewQueueRoutes({
      ...deps,
      archive: ingest.archive,
      storeReviewed: (bytes, reviewed) => storeReviewed(ingest, bytes, reviewed),
    }),
    ...createDeidentificationRoutes({ ...deps, archive: ingest.archive }),
    ...createTransferRoutes({ ...deps, tls: config.dimse.tls }),
    ...createImagingRoutes({ ...deps, archive: ingest.archive, bytesMax: config.maxUploadBytes }),
  ];
}
