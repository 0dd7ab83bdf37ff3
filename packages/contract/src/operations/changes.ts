// The operation by which a client hears of changes without asking again and again.
import { z } from 'zod';
import { operation } from './define.ts';

export const changeOperations = {
  streamChanges: operation({
    method: 'GET',
    path: '/changes',
    tag: 'Changes',
    access: 'any',
    audit: null,
    extension: true,
    summary: 'Follow changes',
    description:
      'Server-sent events (WHATWG HTML 9.2): `change` for each patient, case, study, report, upload, transfer or held study that was added, changed or removed, with `{"topic","id"}` as data, within about a second; of the topics that the caller may read. The stream begins with an event `ready`, after which nothing is left out, and ends by itself after two minutes: a client connects anew, as browsers do, and reads again what it shows. Progress inside an upload or a transfer, and the counts of a study that is receiving, are not told.',
    input: z.object({}),
    status: 200,
    answer: { kind: 'file', mediaType: 'text/event-stream' },
  }),
} as const;
