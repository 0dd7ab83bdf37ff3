// What tests of the review queue need: captures with a name in their pixels, and instances that wait for review.
import type { AuditEvent, Page, ReviewItem, Study } from '@lumenbox/contract';
import { aSecondaryCapture } from '@lumenbox/dicom/testing';
import { imagingClient } from './imaging.ts';
import type { TestMember } from './makers.ts';
import { restClient } from './rest-client.ts';
import type { TestServer } from './test-server.ts';

/** Who nobody may find in a case. */
export const identity = { patientId: 'ID-4711-Q', patientName: 'Zauberfeld^Hieronymus' };
/** Letters that stand in the pixels of {@link aCapture}. */
export const nameInPixels = 'ZAUBERFELD HIERONYMUS';

/** A screen shot in whose pixels a name stands, as letters that a search of the disk finds. */
export function aCapture(
  seed: string,
  more: { rows?: number; columns?: number; instanceNumber?: number; frames?: number } = {},
) {
  const made = aSecondaryCapture({ seed, ...identity, rows: 32, columns: 48, ...more });
  const bytes = Buffer.from(made.bytes);
  bytes.write(nameInPixels, bytes.length - 60, 'latin1');
  return { ...made, bytes };
}

/** The queue as a member sees it. */
export function reviewQueueOf(server: TestServer, team: TestMember) {
  const api = restClient(server, team);
  const imaging = imagingClient(server, team);
  const { kysely } = server.parts.foundation.database;
  const send = (caseId: string, bytes: Uint8Array) => imaging.send(`/patients/${caseId}/imaging`, bytes);
  const queue = async (query = '') => (await api.get(`/review-queue${query}`)).body as Page<ReviewItem>;
  const studiesOf = async (caseId: string) =>
    ((await api.get(`/patients/${caseId}/studies`)).body as Page<Study>).data;
  return {
    api,
    send,
    /** A page of what waits. */
    queue,
    studiesOf,
    aCase: async (label = 'Teaching'): Promise<string> =>
      ((await api.post('/cases', { label })).body as { data: { id: string } }).data.id,
    /** Sends what has to wait; gives the item. */
    hold: async (caseId: string, bytes: Uint8Array) => {
      const answer = await send(caseId, bytes);
      if (answer.status !== 200) throw new Error(`not held: ${JSON.stringify(answer.body)}`);
      const { data } = await queue(`?case_id=${caseId}&per_page=100`);
      return data.at(-1) as ReviewItem;
    },
    /** The files of a case's only study. */
    filesOf: async (caseId: string): Promise<Buffer[]> => {
      const [study] = await studiesOf(caseId);
      const zip = await imaging.download(caseId, study?.id ?? '');
      return [...zip].filter(([name]) => !name.endsWith('DICOMDIR')).map(([, bytes]) => bytes);
    },
    /** The row of an item. */
    rowOf: (id: string) =>
      kysely.selectFrom('review_items').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    /** What the audit trail says of an item. */
    eventsOf: async (event: string, id: string) => {
      await server.parts.audit.flush();
      const { data } = (await api.get(`/audit-events?event=${event}`)).body as Page<AuditEvent>;
      return data.filter((one) => one.object?.id === id);
    },
  };
}
