// Examples of the operations on de-identification profiles. Nobody's data.
import type { Examples } from './examples.ts';
import { pageOfOne } from './examples-records.ts';
import type { deidentificationOperations } from './operations/deidentification.ts';
import type { DeidentificationProfile } from './resources/deidentification-profiles.ts';

const content = {
  name: 'Radiotherapy',
  version: 2,
  options: ['cleanDescriptors', 'retainLongitudinalModifiedDates'],
  rules: [
    { tag: '00081030', action: 'replace', value: 'PLANNING CT' },
    { tag: '00104000', action: 'remove', value: null },
  ],
  retain_birth_year: false,
  accept: [],
  trust_regions: false,
  recognize_text: 'off',
  device_regions: [],
} satisfies Partial<DeidentificationProfile>;

const aProfile: DeidentificationProfile = {
  id: '0199d2a4-7c18-7d44-8f6e-ab1c2d3e4f31',
  ...content,
  archived: false,
  used_for_new_cases: false,
  created_at: '2025-01-15T10:30:00.000000Z',
  updated_at: '2025-01-16T09:00:00.000000Z',
};

export const deidentificationExamples: Examples<keyof typeof deidentificationOperations> = {
  showCaseProfile: {
    request: {},
    answer: {
      data: { label: 'CASE-00143', profile: content, engine_version: '1.2.3', today: '20250116' },
    },
  },
  handOutCaseKey: {
    request: {},
    answer: {
      data: {
        label: 'CASE-00143',
        key: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
        profile: content,
        engine_version: '1.2.3',
        standard_edition: '2024e',
        today: '20250116',
      },
    },
  },
  downloadIdentityMap: { request: {}, answer: undefined },
  deleteIdentityMap: { request: {}, answer: undefined },
  listDeidentificationProfiles: {
    request: { per_page: 25 },
    answer: pageOfOne('/deidentification-profiles', aProfile),
  },
  createDeidentificationProfile: {
    request: {
      name: 'Radiotherapy',
      options: ['cleanDescriptors'],
      rules: [{ tag: '00081030', action: 'replace', value: 'PLANNING CT' }],
    },
    answer: {
      data: {
        ...aProfile,
        version: 1,
        options: ['cleanDescriptors'],
        rules: aProfile.rules.slice(0, 1),
        updated_at: aProfile.created_at,
      },
    },
  },
  showDeidentificationProfile: {
    request: {},
    answer: {
      data: {
        ...aProfile,
        versions: [{ ...content, case_count: 3, created_by: 'Ada Example', created_at: aProfile.updated_at }],
      },
    },
  },
  updateDeidentificationProfile: {
    request: { version: 1, options: aProfile.options, rules: aProfile.rules },
    answer: { data: aProfile },
  },
  archiveDeidentificationProfile: { request: {}, answer: { data: { ...aProfile, archived: true } } },
  unarchiveDeidentificationProfile: { request: {}, answer: { data: aProfile } },
  previewDeidentification: {
    request: { profile: { options: ['cleanDescriptors'] } },
    answer: {
      data: {
        sop_instance_uid: '1.2.826.0.1.3680043.8.498.1',
        reasons: [],
        changes: [
          {
            path: '',
            tag: '00081030',
            keyword: 'StudyDescription',
            vr: 'LO',
            before: 'CT THORAX DR EXAMPLE',
            after: 'CT THORAX ***',
            action: 'clean',
          },
        ],
        image: {
          rows: 768,
          columns: 1024,
          boxes: [{ frame: 'all', x: 0, y: 0, width: 1024, height: 49, source: 'device-region' }],
          text_frames_read: null,
        },
        is_whole: true,
      },
    },
  },
};
