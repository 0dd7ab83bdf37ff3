// The operations on transfers to DIMSE peers.
import { z } from 'zod';
import { dataOf, pageOf } from '../paging.ts';
import { ListTransfers, SendPatient, SendStudy, Transfer, transfersMax } from '../resources/transfers.ts';
import { operation } from './define.ts';

const none = z.object({});
const json = <T extends z.ZodType>(schema: T) => ({ kind: 'json', schema }) as const;

export const transferOperations = {
  sendPatient: operation({
    method: 'POST',
    path: '/patients/{patient_id}/send',
    tag: 'Transfers',
    access: 'studies:write',
    audit: 'transfer.requested',
    extension: true,
    summary: 'Send all studies',
    description: 'Makes a transfer for each study of the patient or case that has images.',
    input: SendPatient,
    status: 201,
    answer: json(z.object({ data: z.array(Transfer).max(transfersMax) })),
  }),
  sendStudy: operation({
    method: 'POST',
    path: '/patients/{patient_id}/studies/{study_id}/send',
    tag: 'Transfers',
    access: 'studies:write',
    audit: 'transfer.requested',
    extension: true,
    summary: 'Send a study',
    description:
      'Sends the study, or one series of it, to a DIMSE peer by C-STORE in the background. When the peer cannot be reached it is tried again for a while; what it has got is not sent twice.',
    input: SendStudy,
    status: 201,
    answer: json(dataOf(Transfer)),
  }),
  listTransfers: operation({
    method: 'GET',
    path: '/transfers',
    tag: 'Transfers',
    access: 'studies:read',
    audit: 'transfer.listed',
    extension: true,
    summary: 'List transfers',
    description: 'Gives a page of transfers, newest first.',
    input: ListTransfers,
    status: 200,
    answer: json(pageOf(Transfer)),
  }),
  showTransfer: operation({
    method: 'GET',
    path: '/transfers/{id}',
    tag: 'Transfers',
    access: 'studies:read',
    audit: 'transfer.read',
    extension: true,
    summary: 'Retrieve a transfer',
    description: 'Says how far it has come.',
    input: none,
    status: 200,
    answer: json(dataOf(Transfer)),
  }),
  cancelTransfer: operation({
    method: 'POST',
    path: '/transfers/{id}/cancel',
    tag: 'Transfers',
    access: 'studies:write',
    audit: 'transfer.cancelled',
    extension: true,
    summary: 'Cancel a transfer',
    description: 'Sends no more of it. What the peer has got stays there.',
    input: none,
    status: 200,
    answer: json(dataOf(Transfer)),
  }),
} as const;
