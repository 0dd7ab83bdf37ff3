// Examples of the operations on the review queue. Nobody's data.
import type { Examples } from './examples.ts';
import { pageOfOne } from './examples-records.ts';
import type { reviewQueueOperations } from './operations/review-queue.ts';
import type { PixelBox } from './resources/pixel-boxes.ts';
import type { ReviewItem, ReviewItemWithFindings } from './resources/review-queue.ts';

const id = '0199d2a4-7c20-7b3c-8d11-5f6a7b8c9d40';
const otherId = '0199d2a4-7c20-7b3c-8d11-5f6a7b8c9d41';
const aBox: PixelBox = { frame: 'all', x: 0, y: 0, width: 512, height: 48, source: 'device-region' };

const anItem: ReviewItem = {
  id,
  state: 'waiting',
  case: { id: '0199d2a4-7c15-7a10-9f00-2e4d6c8b0a30', label: 'Teaching 12' },
  study_instance_uid: '2.25.139457290415613058712904561230957812034',
  sop_instance_uid: '2.25.237561234095871234509871234509871234509',
  sop_class_uid: '1.2.840.10008.5.1.4.1.1.7',
  modality: 'OT',
  rows: 512,
  columns: 512,
  frame_count: 1,
  reasons: ['secondary-capture'],
  profile: { name: 'basic', version: 1 },
  box_count: 1,
  size_bytes: 788_480,
  created_at: '2025-01-15T10:30:00.000000Z',
  decided_at: null,
  decided_by: null,
};
const aWholeItem: ReviewItemWithFindings = {
  ...anItem,
  boxes: [aBox],
  can_blank: true,
  document: null,
  text_findings: [],
  are_texts_whole: true,
  study_id: null,
};
const decided = { decided_at: '2025-01-15T11:00:00.000000Z', decided_by: 'Ada Example' };

export const reviewQueueExamples: Examples<keyof typeof reviewQueueOperations> = {
  listReviewItems: {
    request: { per_page: 25, reason: 'secondary-capture' },
    answer: pageOfOne('/review-queue', anItem),
  },
  summarizeReviewQueue: {
    request: {},
    answer: {
      data: {
        total: 3,
        cases: [{ ...anItem.case, count: 3 }],
        reasons: [{ reason: 'secondary-capture', count: 3 }],
      },
    },
  },
  acceptReviewItems: {
    request: { ids: [id, otherId] },
    answer: {
      data: [
        { id, outcome: 'accepted', message: null },
        { id: otherId, outcome: 'failed', message: 'Ada Example has accepted this object already.' },
      ],
    },
  },
  rejectReviewItems: {
    request: { ids: [id] },
    answer: { data: [{ id, outcome: 'rejected', message: null }] },
  },
  showReviewItem: { request: {}, answer: { data: aWholeItem } },
  renderReviewItem: { request: { frame: 1 }, answer: undefined },
  downloadReviewItem: { request: {}, answer: undefined },
  downloadReviewDocument: { request: {}, answer: undefined },
  readReviewDocument: {
    request: {},
    answer: {
      data: {
        words: 'Letter\nNo abnormality in a phantom.',
        source:
          '<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"><title>Letter</title><!-- draft --><text>No abnormality in a phantom.</text></ClinicalDocument>',
        encoding: 'utf-8',
        notes: [],
      },
    },
  },
  acceptReviewItem: {
    request: {
      boxes: [{ frame: 1, x: 8, y: 12, width: 240, height: 20 }],
      redactions: [],
    },
    answer: {
      data: {
        ...aWholeItem,
        ...decided,
        state: 'accepted',
        boxes: [{ frame: 1, x: 8, y: 12, width: 240, height: 20, source: 'reviewer' }],
        study_id: '0199d2a4-7c18-7d44-8f6e-ab1c2d3e4f20',
      },
    },
    otherRequests: { 'With the boxes that were found': {} },
  },
  rejectReviewItem: {
    request: {},
    answer: { data: { ...aWholeItem, ...decided, state: 'rejected', boxes: [] } },
  },
};
