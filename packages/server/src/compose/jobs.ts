// The work of every kind of job, and those that recur.
import {
  type MetadataReader,
  removeObjects,
  scheduleScrub,
  scheduleSweep,
  scrub,
  sweep,
} from '../archive/index.ts';
import type { Config } from '../config.ts';
import { expireChanges, scheduleExpireChanges } from '../features/changes/index.ts';
import { reportCommitment } from '../features/commitments/index.ts';
import { rebuildIndexHandler } from '../features/imaging-search/index.ts';
import { expireUploads, scheduleExpiry } from '../features/resumable-uploads/index.ts';
import { sendTransfer } from '../features/transfers/index.ts';
import { closeAbandoned, scheduleCloseAbandoned } from '../features/uploads/index.ts';
import {
  describeStudy,
  type IngestDeps,
  receiveHeldStudy,
  receiveParts,
  settleStudies,
} from '../ingest/index.ts';
import type { JobHandler } from '../jobs/index.ts';
import type { Pixels } from '../pixels/index.ts';
import type { Logger } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { FeatureDeps, Foundation } from './foundation.ts';

/** The work of every kind of job. */
export function jobHandlers(
  deps: FeatureDeps & {
    ingest: IngestDeps;
    metadata: MetadataReader;
    log: Logger;
    metrics: Metrics;
    pixels: Pixels;
    tls: Config['dimse']['tls'];
    scrubBytes: number;
  },
): JobHandler[] {
  const { ingest, log } = deps;
  const { objects } = ingest.archive;
  return [
    removeObjects({ ...deps, objects }),
    sweep({ ...deps, objects }),
    scrub({ ...deps, objects, bytesMax: deps.scrubBytes }),
    settleStudies(deps),
    describeStudy({ ...deps, archive: ingest.archive }),
    rebuildIndexHandler({ ...deps, archive: ingest.archive }),
    receiveHeldStudy({ ...ingest, log }),
    reportCommitment(deps),
    sendTransfer({ ...deps, archive: ingest.archive }),
    receiveParts(ingest),
    expireUploads(deps),
    closeAbandoned(deps),
    expireChanges(deps),
  ];
}

/** Makes sure that the recurring jobs are due. */
export async function scheduleRecurring(
  deps: Pick<Foundation, 'database' | 'clock'>,
  { scrubBytes }: Pick<Config, 'scrubBytes'>,
): Promise<void> {
  await scheduleSweep(deps);
  await scheduleScrub(deps, { bytesMax: scrubBytes });
  await scheduleCloseAbandoned(deps);
  await scheduleExpiry(deps);
  await scheduleExpireChanges(deps);
}
