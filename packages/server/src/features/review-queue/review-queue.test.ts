// The review queue: what nobody can be certain of waits sealed, is found, and is seen by who may review.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { firstString, readFile as readDicom, tags } from '@lumenbox/dicom';
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dicomwebClient } from '../../../test/support/dicomweb.ts';
import { aMember, aTeam, type TestMember } from '../../../test/support/makers.ts';
import { type RestClient, restClient } from '../../../test/support/rest-client.ts';
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

describe('an instance of which nobody can be certain', () => {
  it('waits for review, with the reasons, under the UIDs of its case', async () => {
    const caseId = await queue.aCase('Burned');
    const made = aCapture('waits');
    const answer = await queue.send(caseId, made.bytes);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    const [file] = answer.body.data.files;
    expect(file).toMatchObject({
      outcome: 'held',
      reason: expect.stringMatching(/^needs-review: .*secondary-capture/),
    });
    expect(answer.body.data.counts).toMatchObject({ received: 1, stored: 0, held: 1 });
    const { data, meta } = await queue.queue();
    expect(meta.total).toBe(1);
    expect(data[0]).toMatchObject({
      state: 'waiting',
      case: { id: caseId, label: 'Burned' },
      reasons: ['secondary-capture'],
      profile: { name: 'basic', version: 1 },
      rows: 32,
      columns: 48,
      frame_count: 1,
      sop_instance_uid: file.sop_instance_uid,
    });
    expect(JSON.stringify([answer.body, data])).not.toContain(made.sopInstanceUid);
    expect(await queue.studiesOf(caseId)).toEqual([]);
    expect((await queue.api.get('/inbox')).body.meta.total).toBe(0);
  });

  it('is one item when it comes twice, and another for another case', async () => {
    const [one, other] = [await queue.aCase('One'), await queue.aCase('Other')];
    const { bytes } = aCapture('twice');
    for (const caseId of [one, one, other]) expect((await queue.send(caseId, bytes)).status).toBe(200);
    await Promise.all([one, one, other].map((caseId) => queue.send(caseId, bytes)));
    expect((await queue.queue()).meta.total).toBe(2);
    expect(
      await db().selectFrom('review_items').select('id').where('patient_id', '=', one).execute(),
    ).toHaveLength(1);
  });

  it('is told as held to whoever stores it over DICOMweb, by its pseudonym alone', async () => {
    const caseId = await queue.aCase();
    const made = aCapture('stow');
    const answer = await (await dicomwebClient(server, team)).store(
      [made.bytes],
      `/patients/${caseId}/studies`,
    );
    const told = JSON.stringify(answer.body);
    const [item] = (await queue.queue()).data;
    expect(told).toContain(item?.sop_instance_uid);
    expect(told).toContain(String(0xb103));
    expect(told).not.toContain(made.sopInstanceUid);
  });

  it('cannot be read where it rests, be it small or large', async () => {
    const caseId = await queue.aCase();
    await queue.hold(caseId, aCapture('small').bytes);
    await queue.hold(caseId, aCapture('large', { rows: 900, columns: 900 }).bytes);
    const folder = join(server.dataDir, 'objects');
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = await Promise.all(
      entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name))),
    );
    const small = await db().selectFrom('small_objects').selectAll().execute();
    const resting = [...files, ...small.map(({ bytes }) => Buffer.from(bytes))];
    expect(resting.some((bytes) => bytes.length > 900 * 900)).toBe(true);
    for (const bytes of resting) expect(bytes.includes('ZAUBERFELD')).toBe(false);
    const kept = await db().selectFrom('review_items').select(['object_key', 'seal']).execute();
    expect(kept.every(({ seal, object_key }) => seal !== null && object_key !== null)).toBe(true);
  });

  it('is found by its case and by its reason, and counted', async () => {
    const [one, other] = [await queue.aCase('One'), await queue.aCase('Other')];
    await queue.hold(one, aCapture('count-1').bytes);
    const flagged = aCtInstance({
      seed: 'count-2',
      ...identity,
      elements: [{ tag: 'BurnedInAnnotation', value: 'YES' }],
    });
    await queue.hold(other, flagged.bytes);
    await queue.hold(other, aCapture('count-3').bytes);
    expect((await queue.queue(`?case_id=${one}`)).meta.total).toBe(1);
    expect((await queue.queue('?reason=burned-in-annotation')).data).toMatchObject([{ case: { id: other } }]);
    expect((await queue.api.get('/review-queue?reason=nonsense')).status).toBe(422);
    expect((await queue.api.get('/review-queue/summary')).body.data).toEqual({
      total: 3,
      cases: [
        { id: other, label: 'Other', count: 2 },
        { id: one, label: 'One', count: 1 },
      ],
      reasons: [
        { reason: 'secondary-capture', count: 2 },
        { reason: 'burned-in-annotation', count: 1 },
      ],
    });
    expect((await queue.api.get(`/review-queue/summary?case_id=${one}`)).body.data.total).toBe(1);
  });
});

describe('looking at it', () => {
  it('gives its picture, which no cache keeps, and its file', async () => {
    const { id } = await queue.hold(await queue.aCase(), aCapture('look').bytes);
    const path = `/api/v1/review-queue/${id}`;
    const get = (rest: string) =>
      server.app.inject({ method: 'GET', url: path + rest, headers: team.headers });
    const picture = await get('/rendered?frame=1');
    expect(picture.statusCode).toBe(200);
    expect(picture.headers).toMatchObject({ 'content-type': 'image/png', 'cache-control': 'no-store' });
    expect([...picture.rawPayload.subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
    expect(picture.rawPayload.readUInt32BE(16)).toBe(48);
    expect((await get('/rendered?frame=2')).statusCode).toBe(404);
    expect((await get('/rendered?frame=0')).statusCode).toBe(422);
    const file = await get('/file');
    expect(file.headers['cache-control']).toBe('no-store');
    const { dataSet } = readDicom(file.rawPayload);
    expect(firstString(dataSet, tags.PatientName)).toBe('Teaching');
    expect((await queue.eventsOf('review.read', id)).length).toBeGreaterThanOrEqual(2);
  });

  it('reads any range of a large one', async () => {
    const { id } = await queue.hold(
      await queue.aCase(),
      aCapture('ranges', { rows: 700, columns: 701 }).bytes,
    );
    const picture = await server.app.inject({
      method: 'GET',
      url: `/api/v1/review-queue/${id}/rendered`,
      headers: team.headers,
    });
    expect(picture.rawPayload.readUInt32BE(16)).toBe(701);
    expect(picture.rawPayload.readUInt32BE(20)).toBe(700);
  });

  it('is for who may review in this realm alone', async () => {
    const { id } = await queue.hold(await queue.aCase(), aCapture('wall').bytes);
    const stranger = restClient(server, await aTeam(server));
    const viewer = restClient(server, await aMember(server, team, 'viewer'));
    const uploader = restClient(server, await aMember(server, team, 'uploader'));
    const calls = (client: RestClient) => [
      client.get(`/review-queue/${id}`),
      client.get(`/review-queue/${id}/rendered`),
      client.get(`/review-queue/${id}/document`),
      client.get(`/review-queue/${id}/document/text`),
      client.get(`/review-queue/${id}/file`),
      client.post(`/review-queue/${id}/accept`, {}),
      client.post(`/review-queue/${id}/reject`, {}),
    ];
    for (const { status } of await Promise.all(calls(stranger))) expect(status).toBe(404);
    for (const client of [viewer, uploader])
      for (const { status } of await Promise.all([...calls(client), client.get('/review-queue')]))
        expect(status).toBe(403);
    expect((await stranger.get('/review-queue')).body.meta.total).toBe(0);
    const bulk = await stranger.post('/review-queue/reject', { ids: [id] });
    expect(bulk.body.data).toMatchObject([{ id, outcome: 'failed' }]);
    expect((await queue.queue()).meta.total).toBe(1);
    const reviewer = restClient(server, await aMember(server, team, 'member'));
    expect((await reviewer.get(`/review-queue/${id}`)).status).toBe(200);
  });
});
