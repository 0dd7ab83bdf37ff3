// What is to be done when somebody has said whose a held study is. The work is the way in's.
import { z } from 'zod';
import { defineJob } from '../../jobs/index.ts';

/** Takes the images of a held study in, for a patient or case. One a held study at a time. */
export const assignHeldStudyJob = defineJob({
  kind: 'inbox.assign-held-study',
  version: 1,
  payload: z.object({ realmId: z.string(), heldStudyId: z.string(), patientId: z.string() }),
  attemptsMax: 5,
  // Thousands of images are copied; a worker that is alive prolongs nothing, so the limit is generous.
  timeoutMs: 30 * 60_000,
});
