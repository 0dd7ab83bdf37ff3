// The operations on views of the worklist.
import { z } from 'zod';
import { dataOf, pageOf } from '../paging.ts';
import {
  CreateWorklistView,
  ListWorklistViews,
  UpdateWorklistView,
  WorklistView,
} from '../resources/worklist-views.ts';
import { operation } from './define.ts';

const json = <T extends z.ZodType>(schema: T) => ({ kind: 'json', schema }) as const;

export const worklistViewOperations = {
  listWorklistViews: operation({
    method: 'GET',
    path: '/worklist-views',
    tag: 'Worklist views',
    access: 'studies:read',
    audit: 'worklist_view.listed',
    extension: true,
    summary: 'List worklist views',
    description: "Gives one's own views and those that others share with the team, the own ones first.",
    input: ListWorklistViews,
    status: 200,
    answer: json(pageOf(WorklistView)),
  }),
  createWorklistView: operation({
    method: 'POST',
    path: '/worklist-views',
    tag: 'Worklist views',
    access: 'studies:read',
    audit: 'worklist_view.created',
    extension: true,
    summary: 'Save a worklist view',
    description: 'Keeps filters, order and columns under a name. A person has at most 50 views in a team.',
    input: CreateWorklistView,
    status: 201,
    answer: json(dataOf(WorklistView)),
  }),
  updateWorklistView: operation({
    method: 'PUT',
    path: '/worklist-views/{id}',
    tag: 'Worklist views',
    access: 'studies:read',
    audit: 'worklist_view.updated',
    extension: true,
    summary: 'Change a worklist view',
    description:
      "Changes the fields that are sent of one's own view. Those who run the team may change what others share.",
    input: UpdateWorklistView,
    status: 200,
    answer: json(dataOf(WorklistView)),
  }),
  deleteWorklistView: operation({
    method: 'DELETE',
    path: '/worklist-views/{id}',
    tag: 'Worklist views',
    access: 'studies:read',
    audit: 'worklist_view.deleted',
    extension: true,
    summary: 'Delete a worklist view',
    description: 'Nothing but the view is gone. Those who run the team may delete what others share.',
    input: z.object({}),
    status: 204,
    answer: { kind: 'empty' },
  }),
} as const;
