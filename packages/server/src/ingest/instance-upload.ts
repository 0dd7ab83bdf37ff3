// An upload whose instances come one at a time and are answered one at a time, as those of an association do.

import type { UploadCounts } from '../features/uploads/index.ts';
import { newId } from '../platform/ids.ts';
import { keptName } from './assign.ts';
import { closeUpload } from './close-upload.ts';
import { type AnnouncedInstance, type IngestDeps, ingestInstance } from './ingest-instance.ts';
import type { Outcome } from './outcome.ts';
import type { UploadRequest } from './receive-files.ts';

/** Instances on their way in under one upload. */
export interface InstanceUpload {
  /** How many came to what, so far. */
  readonly counts: Readonly<UploadCounts>;
  /** Takes one instance in, which has to be what was announced. Throws as `ingestInstance` does; the others are not concerned. */
  take(announced: AnnouncedInstance, bytes: AsyncIterable<Uint8Array>): Promise<Outcome>;
  /** Writes down that no more come; nothing when none came. After the last `take` has resolved. */
  end(status: 'complete' | 'failed'): Promise<void>;
}

/** Opens an upload. Its row comes to be with the first instance of which something is to be said. */
export function openInstanceUpload(deps: IngestDeps, request: UploadRequest): InstanceUpload {
  const { scope, origin, target, source, acceptMismatch } = request;
  const patientId = target.kind === 'record' ? target.record.id : null;
  const upload = { id: newId(), scope, origin, patientId, source, createdAt: deps.clock.now() };
  const counts = { received: 0, stored: 0, duplicate: 0, rejected: 0, held: 0 };
  /** When the last image came for each study. */
  const studies = new Map<string, string>();
  let nextPosition = 0;
  return {
    counts,
    take: async (announced, bytes) => {
      const name = announced.sopInstanceUid;
      const place = {
        upload,
        position: nextPosition,
        name: keptName(target, { name, position: nextPosition }),
      };
      nextPosition += 1;
      const delivery = { scope, origin, target, isExpected: true, announced, acceptMismatch, place };
      const outcome = await ingestInstance(deps, bytes, delivery);
      if (outcome.kind !== 'ignored') {
        counts.received += 1;
        counts[outcome.kind] += 1;
      }
      if (outcome.kind === 'stored') studies.set(outcome.studyId, deps.clock.now());
      request.onFile?.({ name, outcome });
      return outcome;
    },
    end: async (status) => {
      if (counts.received > 0) await closeUpload(deps, upload, { studies, counts, status });
    },
  };
}
