// Examples of the operations on views of the worklist.
import type { Examples } from './examples.ts';
import { pageOfOne } from './examples-records.ts';
import type { WorklistView } from './resources/worklist-views.ts';

const aView: WorklistView = {
  id: '0199d2a4-7c18-7d44-8f6e-ab1c2d3e4f31',
  name: 'CT of this week',
  shared: true,
  own: true,
  owner: 'Anna Keller',
  filters: {
    search: null,
    modality: 'CT',
    date_from: null,
    date_to: null,
    last_days: 7,
    body_part: null,
    institution: null,
    status: null,
    has_report: false,
  },
  sort: 'created_at',
  direction: null,
  columns: ['picture', 'patient', 'description', 'received'],
  density: null,
  created_at: '2025-01-15T10:30:00.000000Z',
  updated_at: '2025-01-15T10:30:00.000000Z',
};

export const worklistViewExamples: Examples<
  'listWorklistViews' | 'createWorklistView' | 'updateWorklistView' | 'deleteWorklistView'
> = {
  listWorklistViews: { request: { per_page: 25 }, answer: pageOfOne('/worklist-views', aView) },
  createWorklistView: {
    request: {
      name: 'CT of this week',
      shared: true,
      filters: { modality: 'CT', last_days: 7, has_report: false },
      sort: 'created_at',
      columns: ['picture', 'patient', 'description', 'received'],
    },
    answer: { data: aView },
  },
  updateWorklistView: { request: { shared: false }, answer: { data: { ...aView, shared: false } } },
  deleteWorklistView: { request: {}, answer: undefined },
};
