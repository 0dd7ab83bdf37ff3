// Transfers: studies, or series of them, on their way to a DIMSE peer.
import { z } from 'zod';
import { id, text, timestamp } from '../fields.ts';
import { pagingFields } from '../paging.ts';

export const transferStates = ['waiting', 'sending', 'complete', 'failed', 'cancelled'] as const;
/** How far a transfer has come. `complete` says that every instance was told, not that the peer took each. */
export type TransferState = (typeof transferStates)[number];

const about = {
  aeTitle: 'The application entity title of the peer.',
  series: 'The series alone; the whole study without it.',
};

export const Transfer = z
  .object({
    id: id(),
    ae_title: z.string().meta({ description: about.aeTitle, examples: ['PACS'] }),
    study_id: id(),
    study_description: z.string().nullable(),
    study_date: z.string().nullable(),
    modalities: z.array(z.string()).meta({ description: 'The modalities of the study.' }),
    series_instance_uid: z.string().nullable().meta({ description: about.series }),
    state: z.enum(transferStates),
    reason: z.string().nullable().meta({
      description: 'Why it failed, or what its last attempt met: it is tried again while the state says so.',
    }),
    counts: z
      .object({ instances: z.int(), completed: z.int(), warning: z.int(), failed: z.int() })
      .meta({ description: 'Instances in all, and what the peer answered (PS3.4 C.4.2.1.6).' }),
    failed_sop_instance_uids: z
      .array(z.string())
      .meta({ description: 'The first instances that the peer did not take.' }),
    created_at: timestamp(),
    updated_at: timestamp(),
  })
  .meta({ id: 'Transfer' });
export type Transfer = z.output<typeof Transfer>;

export const ListTransfers = z.object(pagingFields);

export const SendStudy = z.object({
  ae_title: text(16).meta({ description: about.aeTitle, examples: ['PACS'] }),
  series_instance_uid: text(64).nullish().meta({ description: about.series }),
});
export type SendStudy = z.output<typeof SendStudy>;

export const SendPatient = SendStudy.omit({ series_instance_uid: true });
export type SendPatient = z.output<typeof SendPatient>;

/** Studies of one request: more than any patient has. */
export const transfersMax = 1000;
