// The stream of changes over real connections: what a realm's lookers-on are told, soon, once, and nothing of other realms.
import type { Change } from '@lumenbox/contract';
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imagingClient } from '../../../test/support/imaging.ts';
import { aMember, aTeam, type TestMember } from '../../../test/support/makers.ts';
import { restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { expireChangesJob } from './expire-changes.job.ts';
import { scheduleExpireChanges } from './index.ts';

let server: TestServer;
let address: string;
beforeAll(async () => {
  server = await startTestServer();
  address = await server.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => server.close());

/** What has come on a stream so far. */
interface Listening {
  readonly changes: Change[];
  readonly isEnded: () => boolean;
  close(): void;
}

/** Opens a stream; resolves when it says that it is ready. */
async function listen(headers: Record<string, string>): Promise<Listening> {
  const abort = new AbortController();
  const response = await fetch(`${address}/api/v1/changes`, { headers, signal: abort.signal });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(response.headers.get('content-encoding')).toBeNull();
  const changes: Change[] = [];
  let isEnded = false;
  let isReady = false;
  let text = '';
  const take = (event: string): void => {
    if (event.includes('event: ready')) isReady = true;
    const data = /^event: change\ndata: (.*)$/m.exec(event)?.[1];
    if (data !== undefined) changes.push(JSON.parse(data) as Change);
  };
  const read = async () => {
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      events.forEach(take);
    }
  };
  void read()
    .catch(() => undefined)
    .finally(() => {
      isEnded = true;
    });
  await expect.poll(() => isReady).toBe(true);
  return { changes, isEnded: () => isEnded, close: () => abort.abort() };
}

const aPatient = async (member: TestMember): Promise<string> => {
  const fields = { given_names: 'A', family_name: 'B', date_of_birth: '1970-01-01', sex: 'other' };
  return (await restClient(server, member).post('/patients', fields)).body.data.id;
};

describe('the stream of changes', () => {
  it('tells of patients, uploads and studies that come, change and go, and of no more than their ids', async () => {
    const team = await aTeam(server);
    const stream = await listen(team.headers);
    const patient = await aPatient(team);
    const { bytes } = aCtInstance({ seed: patient, rows: 8, columns: 8 });
    const answer = await imagingClient(server, team).send(
      `/patients/${patient}/imaging?accept_mismatch=true`,
      bytes,
    );
    const study: string = answer.body.data.studies[0].id;
    await expect
      .poll(() => stream.changes)
      .toEqual(
        expect.arrayContaining([
          { topic: 'patient', id: patient },
          { topic: 'study', id: study },
          { topic: 'upload', id: answer.body.data.id },
        ]),
      );
    stream.changes.length = 0;
    await restClient(server, team).put(`/patients/${patient}/studies/${study}`, { notes: 'seen' });
    await expect.poll(() => stream.changes).toContainEqual({ topic: 'study', id: study });
    stream.changes.length = 0;
    await restClient(server, team).delete(`/patients/${patient}`);
    await expect
      .poll(() => stream.changes)
      .toEqual(
        expect.arrayContaining([
          { topic: 'patient', id: patient },
          { topic: 'study', id: study },
        ]),
      );
    stream.close();
  });

  it('tells each change once, and each object once when it changed several times', async () => {
    const team = await aTeam(server);
    const stream = await listen(team.headers);
    const other = await listen(team.headers);
    const patients = [await aPatient(team), await aPatient(team), await aPatient(team)];
    const ids = () => stream.changes.map(({ id }) => id);
    await expect.poll(ids).toEqual(expect.arrayContaining(patients));
    await expect.poll(() => other.changes).toEqual(stream.changes);
    const last = await aPatient(team);
    await expect.poll(ids).toContain(last);
    expect(ids().sort()).toEqual([...patients, last].sort());
    stream.close();
    other.close();
  });

  it('says nothing of another realm, nor of what the caller may not read', async () => {
    const [team, stranger] = [await aTeam(server), await aTeam(server)];
    const ofStranger = await listen(stranger.headers);
    const ofStudies = await listen({ authorization: `Bearer ${await team.token(['studies:read'])}` });
    const whole = await listen(team.headers);
    const patient = await aPatient(team);
    const study = (await restClient(server, team).post(`/patients/${patient}/studies`, {})).body.data.id;
    await expect.poll(() => whole.changes).toContainEqual({ topic: 'study', id: study });
    await expect.poll(() => ofStudies.changes).toEqual([{ topic: 'study', id: study }]);
    const own = await aPatient(stranger);
    await expect.poll(() => ofStranger.changes).toEqual([{ topic: 'patient', id: own }]);
    for (const stream of [ofStranger, ofStudies, whole]) stream.close();
  });

  it('is refused to strangers, and to who has twenty open', async () => {
    expect((await fetch(`${address}/api/v1/changes`)).status).toBe(401);
    // Any key may look on; what it hears is what it may read.
    const administrator = { authorization: `Bearer ${await (await aTeam(server)).token(['admin'])}` };
    (await listen(administrator)).close();
    const viewer = await aMember(server, await aTeam(server), 'viewer');
    const streams: Listening[] = [];
    for (let count = 0; count < 20; count++) streams.push(await listen(viewer.headers));
    const refused = await fetch(`${address}/api/v1/changes`, { headers: viewer.headers });
    expect([refused.status, await refused.text()]).toEqual([
      503,
      expect.stringContaining('Too many streams'),
    ]);
    streams[0]?.close();
    const statusOfNext = async () => {
      const next = await fetch(`${address}/api/v1/changes`, { headers: viewer.headers });
      await next.body?.cancel();
      return next.status;
    };
    await expect.poll(statusOfNext).toBe(200);
    for (const stream of streams) stream.close();
    await expect.poll(() => server.parts.changes.watcherCount).toBe(0);
  });

  it('hears what another process writes, also when it was begun before what has been told', async () => {
    const team = await aTeam(server);
    const stream = await listen(team.headers);
    const { kysely, dialect } = server.parts.foundation.database;
    // A row with a number below one that has been told: as a transaction leaves it that was slow to end.
    if (dialect === 'sqlite') {
      const first = await aPatient(team);
      await expect.poll(() => stream.changes).toContainEqual({ topic: 'patient', id: first });
      const { last } = await kysely
        .selectFrom('changes')
        .select((eb) => eb.fn.max('id').as('last'))
        .executeTakeFirstOrThrow();
      const change = { realm_id: team.realmId, topic: 'case', object_id: 'x' };
      await kysely
        .insertInto('changes')
        .values({ ...change, id: last + 5 })
        .execute();
      await expect.poll(() => stream.changes).toContainEqual({ topic: 'case', id: 'x' });
      await kysely
        .insertInto('changes')
        .values({ ...change, object_id: 'late', id: last + 2 })
        .execute();
    } else
      await kysely
        .insertInto('changes')
        .values({ realm_id: team.realmId, topic: 'case', object_id: 'late' })
        .execute();
    await expect.poll(() => stream.changes).toContainEqual({ topic: 'case', id: 'late' });
    stream.close();
  });
});

describe('changes of long ago', () => {
  it('are forgotten, but for the last, by the job changes.expire', async () => {
    const team = await aTeam(server);
    await aPatient(team);
    await aPatient(team);
    expect(expireChangesJob.kind).toBe('changes.expire');
    const { kysely } = server.parts.foundation.database;
    const numbers = async () =>
      (await kysely.selectFrom('changes').select('id').orderBy('id').execute()).map(({ id }) => id);
    const before = await numbers();
    server.clock.advance(3 * 365 * 86_400_000);
    await scheduleExpireChanges(server.parts.foundation);
    server.clock.advance(61_000);
    await server.parts.jobs.runDue();
    expect(await numbers()).toEqual(before.slice(-1));
  });
});

describe('a server that stops', () => {
  it('ends its streams at once', async () => {
    const own = await startTestServer();
    try {
      const at = await own.app.listen({ host: '127.0.0.1', port: 0 });
      const team = await aTeam(own);
      const response = await fetch(`${at}/api/v1/changes`, { headers: team.headers });
      const text = response.text();
      await expect.poll(() => own.parts.changes.watcherCount).toBe(1);
      await own.app.close();
      expect(await text).toContain('event: ready');
    } finally {
      await own.close();
    }
  });
});
