// The example of a receipt. Nobody's data, and nobody's key.
import type { Receipt } from './resources/receipts.ts';

export const aReceipt: Receipt = {
  content: {
    study_id: '0199d2a4-7c18-7d44-8f6e-ab1c2d3e4f20',
    study_instance_uid: '2.25.139457290415613058712904561230957812034',
    issued_at: '2025-01-15T10:30:00.000000Z',
    profile: { name: 'basic', version: 1, options: [] },
    engine_version: '1.2.3',
    standard_edition: '2025c',
    dates: 'removed',
    uids_replaced: 468,
    texts_cleaned: 0,
    actions: { '00080050': { Z: 156 }, '00100030': { Z: 156 }, PRIVATE: { X: 312 } },
    instances: [
      {
        sop_instance_uid: '2.25.237561234095871234509871234509871234509',
        sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        pixel_boxes: [{ frame: 'all', x: 0, y: 0, width: 1024, height: 49, source: 'ultrasound-regions' }],
      },
    ],
  },
  public_key: 'MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=',
  signature: 'kQ7…',
};
