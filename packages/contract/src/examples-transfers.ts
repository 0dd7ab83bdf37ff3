// Examples of the operations on transfers. Nobody's addresses.
import type { Examples } from './examples.ts';
import { pageOfOne } from './examples-records.ts';
import type { Transfer } from './resources/transfers.ts';

const aTransfer: Transfer = {
  id: '0199d2a4-7c30-7b3c-8d11-5f6a7b8c9d30',
  ae_title: 'PACS',
  study_id: '0199d2a4-7c16-7a10-9f00-2e4d6c8b0a16',
  study_description: 'CT Chest',
  study_date: '2025-01-10',
  modalities: ['CT'],
  series_instance_uid: null,
  state: 'waiting',
  reason: null,
  counts: { instances: 156, completed: 0, warning: 0, failed: 0 },
  failed_sop_instance_uids: [],
  created_at: '2025-01-15T10:30:00.000000Z',
  updated_at: '2025-01-15T10:30:00.000000Z',
};

export const transferExamples: Examples<
  'sendPatient' | 'sendStudy' | 'listTransfers' | 'showTransfer' | 'cancelTransfer'
> = {
  sendPatient: { request: { ae_title: 'PACS' }, answer: { data: [aTransfer] } },
  sendStudy: { request: { ae_title: 'PACS' }, answer: { data: aTransfer } },
  listTransfers: { request: { per_page: 25 }, answer: pageOfOne('/transfers', aTransfer) },
  showTransfer: {
    request: {},
    answer: {
      data: { ...aTransfer, state: 'sending', counts: { ...aTransfer.counts, completed: 61 } },
    },
  },
  cancelTransfer: { request: {}, answer: { data: { ...aTransfer, state: 'cancelled' } } },
};
