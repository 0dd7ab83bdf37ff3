// Decisions of the review queue: accepted into the case or rejected for good, once, by one, and written down.
import { firstString, readFile as readDicom, tags } from '@lumenbox/dicom';
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aMember, aTeam, type TestMember } from '../../../test/support/makers.ts';
import { restClient } from '../../../test/support/rest-client.ts';
import { aCapture, identity, reviewQueueOf } from '../../../test/support/review-queue.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let team: TestMember;
let queue: ReturnType<typeof reviewQueueOf>;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  team = await aTeam(server);
  queue = reviewQueueOf(server, team);
});
const db = () => server.parts.foundation.database.kysely;

describe('accepting', () => {
  it('stores it in its case, marked, with a receipt that names the reviewer, and forgets its key', async () => {
    const caseId = await queue.aCase('Accepted');
    const { id, sop_instance_uid } = await queue.hold(caseId, aCapture('accept').bytes);
    const answer = await queue.api.post(`/review-queue/${id}/accept`, { boxes: [], redactions: [] });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    const [study] = await queue.studiesOf(caseId);
    expect(answer.body.data).toMatchObject({
      state: 'accepted',
      study_id: study?.id,
      decided_by: 'Test Member',
      boxes: [],
    });
    const [bytes = Buffer.alloc(0)] = await queue.filesOf(caseId);
    const { dataSet } = readDicom(bytes);
    expect(firstString(dataSet, tags.SOPInstanceUID)).toBe(sop_instance_uid);
    expect(firstString(dataSet, tags.BurnedInAnnotation)).toBe('NO');
    expect(firstString(dataSet, tags.PatientIdentityRemoved)).toBe('YES');
    const receipt = (await queue.api.get(`/patients/${caseId}/studies/${study?.id}/receipt`)).body.data;
    expect(receipt.content.reviews).toEqual([
      {
        sop_instance_uid,
        reasons: ['secondary-capture'],
        reviewer: 'Test Member',
        reviewed_at: expect.any(String),
        texts_redacted: 0,
      },
    ]);
    expect((await queue.queue()).meta.total).toBe(0);
    const row = await queue.rowOf(id);
    expect(row).toMatchObject({ state: 'accepted', object_key: null, seal: null });
    expect(await queue.eventsOf('review.accepted', id)).toMatchObject([
      { details: { boxes: 0, redactions: 0 } },
    ]);
    expect((await queue.api.get(`/review-queue/${id}/rendered`)).status).toBe(409);
  });

  it('is the same when it is said twice by one, and is refused to another, who is told who was first', async () => {
    const caseId = await queue.aCase();
    const { id } = await queue.hold(caseId, aCapture('again').bytes);
    const path = `/review-queue/${id}/accept`;
    expect((await queue.api.post(path, { boxes: [] })).status).toBe(200);
    expect((await queue.api.post(path, { boxes: [] })).status).toBe(200);
    expect(await queue.eventsOf('review.accepted', id)).toHaveLength(1);
    const other = restClient(server, await aMember(server, team, 'member'));
    for (const answer of [
      await other.post(path, { boxes: [] }),
      await queue.api.post(`/review-queue/${id}/reject`, {}),
    ])
      expect(answer).toMatchObject({
        status: 409,
        body: { message: 'Test Member has accepted this object already.' },
      });
  });

  it('lets one of two at once win', async () => {
    const caseId = await queue.aCase();
    const { id } = await queue.hold(caseId, aCapture('race').bytes);
    const others = await Promise.all(
      ['member', 'admin', 'member'].map(async (role) =>
        restClient(server, await aMember(server, team, role as 'member' | 'admin')),
      ),
    );
    const answers = await Promise.all(
      others.map((one, index) =>
        one.post(
          `/review-queue/${id}/${index === 1 ? 'reject' : 'accept'}`,
          index === 1 ? {} : { boxes: [] },
        ),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const row = await queue.rowOf(id);
    expect(await queue.studiesOf(caseId)).toHaveLength(row.state === 'accepted' ? 1 : 0);
    const decided = [
      ...(await queue.eventsOf('review.accepted', id)),
      ...(await queue.eventsOf('review.rejected', id)),
    ];
    expect(decided).toHaveLength(1);
  });

  it('is remembered: what was accepted is here already when it comes again', async () => {
    const caseId = await queue.aCase();
    const made = aCapture('remembered');
    const { id } = await queue.hold(caseId, made.bytes);
    await queue.api.post(`/review-queue/${id}/accept`, { boxes: [] });
    const again = await queue.send(caseId, made.bytes);
    expect(again).toMatchObject({ status: 200, body: { data: { counts: { duplicate: 1, held: 0 } } } });
    const [study] = await queue.studiesOf(caseId);
    await queue.api.delete(`/patients/${caseId}/studies/${study?.id}`);
    expect((await queue.send(caseId, made.bytes)).status).toBe(200);
  });

  it('refuses boxes outside of the image, and texts that it has not', async () => {
    const { id } = await queue.hold(await queue.aCase(), aCapture('wrong').bytes);
    const accept = (body: object) => queue.api.post(`/review-queue/${id}/accept`, body);
    const box = { frame: 1, x: 0, y: 0, width: 10, height: 10 };
    for (const body of [
      { boxes: [{ ...box, frame: 2 }] },
      { boxes: [{ ...box, x: 40 }] },
      { boxes: [{ ...box, width: 0 }] },
      { boxes: [{ ...box, frame: 'some' }] },
      { boxes: [], redactions: ['ContentSequence[1].TextValue'] },
    ])
      expect((await accept(body)).status, JSON.stringify(body)).toBe(422);
    expect((await queue.queue()).meta.total).toBe(1);
  });

  it('goes on waiting when the case has another image in its place', async () => {
    const caseId = await queue.aCase();
    const [first, second] = [aCapture('place'), aCapture('place')];
    second.bytes.write('OTHER PIXELS', second.bytes.length - 100, 'latin1');
    const one = await queue.hold(caseId, first.bytes);
    await queue.hold(caseId, second.bytes);
    await queue.api.post(`/review-queue/${one.id}/accept`, { boxes: [] });
    const [other] = (await queue.queue()).data;
    const answer = await queue.api.post(`/review-queue/${other?.id}/accept`, { boxes: [] });
    expect(answer).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('goes on waiting') },
    });
    expect((await queue.queue()).meta.total).toBe(1);
    expect((await queue.api.post(`/review-queue/${other?.id}/reject`, {})).status).toBe(200);
  });
});

describe('texts of a report', () => {
  const aReport = (seed: string) =>
    aCtInstance({
      seed,
      ...identity,
      omit: [],
      elements: [
        {
          tag: 'GraphicAnnotationSequence',
          value: [
            [
              {
                tag: 'TextObjectSequence',
                value: [
                  [{ tag: 'UnformattedTextValue', value: 'large lesion' }],
                  [{ tag: 'UnformattedTextValue', value: 'seen by the uncle of the mayor' }],
                ],
              },
            ],
          ],
        },
      ],
    });

  it('are shown, and redacted where somebody says so', async () => {
    const name = 'With text';
    const profile = await queue.api.post('/deidentification-profiles', {
      name,
      options: ['cleanDescriptors', 'cleanGraphics'],
    });
    expect(profile.status, JSON.stringify(profile.body)).toBe(201);
    await queue.api.put('/realm', { case_profile: name });
    const caseId = await queue.aCase('Texts');
    const { id } = await queue.hold(caseId, aReport('texts').bytes);
    const shown = (await queue.api.get(`/review-queue/${id}`)).body.data;
    expect(shown).toMatchObject({ reasons: ['graphics'], are_texts_whole: true });
    const path = (item: number) =>
      `GraphicAnnotationSequence[1].TextObjectSequence[${item}].UnformattedTextValue`;
    expect(shown.text_findings).toEqual(
      expect.arrayContaining([
        { path: path(1), text: 'large lesion' },
        { path: path(2), text: 'seen by the uncle of the mayor' },
      ]),
    );
    const rows = await db().selectFrom('review_items').selectAll().where('id', '=', id).execute();
    expect(JSON.stringify(rows)).not.toContain('uncle');
    await queue.api.post(`/review-queue/${id}/accept`, { redactions: [path(2)] });
    const [bytes = Buffer.alloc(0)] = await queue.filesOf(caseId);
    expect(bytes.includes('large lesion')).toBe(true);
    expect(bytes.includes('uncle')).toBe(false);
    expect(bytes.includes('Removed')).toBe(true);
  });
});

describe('rejecting', () => {
  it('takes file and key away, and lets the same instance be sent again', async () => {
    const caseId = await queue.aCase();
    const made = aCapture('reject', { rows: 300, columns: 300 });
    const { id } = await queue.hold(caseId, made.bytes);
    const before = await queue.rowOf(id);
    expect((await queue.api.post(`/review-queue/${id}/reject`, {})).body.data).toMatchObject({
      state: 'rejected',
    });
    expect((await queue.api.post(`/review-queue/${id}/reject`, {})).status).toBe(200);
    await server.parts.jobs.runDue();
    await expect(server.parts.archive.open(before.object_key ?? '')).rejects.toThrow();
    expect(await queue.eventsOf('review.rejected', id)).toHaveLength(1);
    expect(await queue.studiesOf(caseId)).toEqual([]);
    expect((await queue.send(caseId, made.bytes)).status).toBe(200);
  });
});

describe('several at once', () => {
  it('are accepted or rejected, each with its own word', async () => {
    const caseId = await queue.aCase();
    const ids: string[] = [];
    for (const number of [1, 2, 3])
      ids.push((await queue.hold(caseId, aCapture('bulk', { instanceNumber: number }).bytes)).id);
    const [first, second, third] = ids;
    const rejected = await queue.api.post('/review-queue/reject', { ids: [first] });
    expect(rejected.body.data).toEqual([{ id: first, outcome: 'rejected', message: null }]);
    const accepted = await queue.api.post('/review-queue/accept', { ids });
    expect(accepted.body.data).toEqual([
      { id: first, outcome: 'failed', message: 'Test Member has rejected this object already.' },
      { id: second, outcome: 'accepted', message: null },
      { id: third, outcome: 'accepted', message: null },
    ]);
    expect(await queue.filesOf(caseId)).toHaveLength(2);
    expect((await queue.api.post('/review-queue/accept', { ids: [] })).status).toBe(422);
  });
});

describe('a case that is deleted', () => {
  it('takes what waits for it along', async () => {
    const caseId = await queue.aCase();
    const { id } = await queue.hold(caseId, aCapture('deleted', { rows: 300, columns: 300 }).bytes);
    const before = await queue.rowOf(id);
    expect((await queue.api.delete(`/cases/${caseId}`)).status).toBe(204);
    expect((await queue.api.get(`/review-queue/${id}`)).status).toBe(404);
    await server.parts.jobs.runDue();
    await expect(server.parts.archive.open(before.object_key ?? '')).rejects.toThrow();
  });
});
