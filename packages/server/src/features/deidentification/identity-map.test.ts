// The map from originals to pseudonyms: not kept unless wanted, sealed where it rests, handed out to few, and every look written down.
import { aCtInstance, type MadeInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imagingClient } from '../../../test/support/imaging.ts';
import { aMember, aTeam, type TestMember } from '../../../test/support/makers.ts';
import { restClient } from '../../../test/support/rest-client.ts';
import { aCapture, identity as ofCapture, reviewQueueOf } from '../../../test/support/review-queue.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { openIdentity, sealIdentity } from './identity-seal.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const patientId = 'MRN "4,711"';
const aSlice = (seed: string, instanceNumber = 1) =>
  aCtInstance({ seed, instanceNumber, rows: 8, columns: 8, patientId, patientName: 'Secret^Sam' });

async function aCase(member: TestMember, label: string): Promise<string> {
  return (await restClient(server, member).post('/cases', { label })).body.data.id;
}
async function send(member: TestMember, record: string, ...made: MadeInstance[]): Promise<void> {
  for (const { bytes } of made)
    expect((await imagingClient(server, member).send(`/patients/${record}/imaging`, bytes)).status).toBe(201);
}
const keep = (member: TestMember, keep_identity_map = true) =>
  restClient(server, member).put('/realm', { keep_identity_map });

async function mapOf(member: Pick<TestMember, 'headers'>, record: string) {
  const { statusCode, headers, body } = await server.app.inject({
    url: `/api/v1/cases/${record}/identity-map`,
    headers: member.headers,
  });
  return { status: statusCode, type: headers['content-type'], lines: body.trimEnd().split('\r\n') };
}

describe('the map of a case', () => {
  it('says of each original what it is called in the case, once the realm keeps it', async () => {
    const team = await aTeam(server);
    expect((await restClient(server, team).get('/realm')).body.data.keep_identity_map).toBe(false);
    expect((await keep(team)).body.data.keep_identity_map).toBe(true);
    const record = await aCase(team, 'CASE-1');
    const [first, second] = [aSlice('map'), aSlice('map', 2)];
    await send(team, record, first, second);
    const stored = await server.parts.foundation.database.kysely
      .selectFrom('instances')
      .innerJoin('series', 'series.id', 'instances.series_id')
      .innerJoin('studies', 'studies.id', 'instances.study_id')
      .select(['sop_instance_uid', 'series_instance_uid', 'study_instance_uid'])
      .where('instances.realm_id', '=', team.realmId)
      .orderBy('instances.id')
      .execute();
    const map = await mapOf(team, record);
    expect([map.status, map.type]).toEqual([200, 'text/csv; charset=utf-8']);
    expect(map.lines).toEqual([
      'kind,original,pseudonym',
      'patient_id,"MRN ""4,711""",CASE-1',
      `study,${first.studyInstanceUid},${stored[0]?.study_instance_uid}`,
      `series,${first.seriesInstanceUid},${stored[0]?.series_instance_uid}`,
      `instance,${first.sopInstanceUid},${stored[0]?.sop_instance_uid}`,
      `instance,${second.sopInstanceUid},${stored[1]?.sop_instance_uid}`,
    ]);
  });

  it('holds no formula for the spreadsheet that it is opened in', async () => {
    const team = await aTeam(server);
    await keep(team);
    const record = await aCase(team, '=cmd|calc');
    const made = { seed: 'formula', rows: 8, columns: 8, patientId: '=HYPERLINK("http://x")' };
    await send(team, record, aCtInstance(made));
    const { lines } = await mapOf(team, record);
    expect(lines[1]).toBe(`patient_id,"'=HYPERLINK(""http://x"")",'=cmd|calc`);
  });

  it('is empty of what came while it was not kept, and nothing readable rests of what came then', async () => {
    const team = await aTeam(server);
    const record = await aCase(team, 'CASE-2');
    const [before, kept, after] = [1, 2, 3].map((number) => aSlice('resting', number)) as [
      MadeInstance,
      MadeInstance,
      MadeInstance,
    ];
    await send(team, record, before);
    await keep(team);
    await send(team, record, kept);
    await keep(team, false);
    await send(team, record, after);
    const { lines } = await mapOf(team, record);
    expect(lines.filter((line) => line.startsWith('instance,'))).toEqual([
      expect.stringContaining(`instance,${kept.sopInstanceUid},`),
    ]);
    const rows = await server.parts.foundation.database.kysely
      .selectFrom('deidentified_instances')
      .selectAll()
      .where('realm_id', '=', team.realmId)
      .execute();
    expect(rows.filter(({ identity }) => identity !== null)).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain('4,711');
    for (const { sopInstanceUid } of [before, kept, after])
      expect(JSON.stringify(rows)).not.toContain(sopInstanceUid);
  });

  it('is for owners and admins alone, and for keys that may do everything', async () => {
    const team = await aTeam(server);
    const record = await aCase(team, 'CASE-3');
    const statusFor = async (member: Pick<TestMember, 'headers'>) => (await mapOf(member, record)).status;
    expect(await statusFor(await aMember(server, team, 'admin'))).toBe(200);
    expect(await statusFor(await aMember(server, team, 'member'))).toBe(403);
    expect(await statusFor(await aMember(server, team, 'viewer'))).toBe(403);
    expect(await statusFor({ headers: { authorization: `Bearer ${await team.token(['admin'])}` } })).toBe(
      403,
    );
    expect(await statusFor(await aTeam(server))).toBe(404);
    const patient = { given_names: 'A', family_name: 'B', date_of_birth: '1970-01-01', sex: 'other' };
    const other = (await restClient(server, team).post('/patients', patient)).body.data.id;
    expect((await mapOf(team, other)).status).toBe(404);
  });

  it('leaves every look in the audit trail, and is gone for good when it is forgotten', async () => {
    const team = await aTeam(server);
    await keep(team);
    const record = await aCase(team, 'CASE-4');
    await send(team, record, aSlice('forgotten'));
    expect((await mapOf(team, record)).lines).toHaveLength(5);
    const member = restClient(server, await aMember(server, team, 'member'));
    expect((await member.delete(`/cases/${record}/identity-map`)).status).toBe(403);
    expect((await restClient(server, team).delete(`/cases/${record}/identity-map`)).status).toBe(204);
    expect((await mapOf(team, record)).lines).toEqual(['kind,original,pseudonym']);
    const events = (await restClient(server, team).get(`/audit-events?object_id=${record}`)).body.data.map(
      ({ event }: { event: string }) => event,
    );
    expect(events.filter((event: string) => event.startsWith('identity.'))).toEqual([
      'identity.revealed',
      'identity.forgotten',
      'identity.revealed',
    ]);
  });
});

describe('what waits for a person on its way into a case', () => {
  const instancesOf = ({ lines }: { lines: string[] }) =>
    lines.filter((line) => line.startsWith('instance,')).map((line) => line.split(','));

  it('is in the map like what came straight in, once it is accepted, and not before', async () => {
    const team = await aTeam(server);
    await keep(team);
    const queue = reviewQueueOf(server, team);
    const record = await queue.aCase('CASE-5');
    const straight = aCtInstance({ seed: 'beside', rows: 8, columns: 8, ...ofCapture });
    await send(team, record, straight);
    const before = await mapOf(team, record);
    const held = aCapture('mapped');
    const item = await queue.hold(record, held.bytes);
    expect((await mapOf(team, record)).lines).toEqual(before.lines);
    // What was wanted when it came is kept, whatever is wanted when somebody has the time to look.
    await keep(team, false);
    expect((await queue.api.post(`/review-queue/${item.id}/accept`, { boxes: [] })).status).toBe(200);
    const map = await mapOf(team, record);
    const series = map.lines.filter((line) => line.startsWith('series,')).map((line) => line.split(',')[1]);
    expect(series.sort()).toEqual([straight.seriesInstanceUid, held.seriesInstanceUid].sort());
    expect(map.lines).toContain(`study,${held.studyInstanceUid},${item.study_instance_uid}`);
    expect(map.lines).toContain(`instance,${held.sopInstanceUid},${item.sop_instance_uid}`);
    expect(map.lines.filter((line) => line.startsWith('patient_id,'))).toEqual([
      `patient_id,${ofCapture.patientId},CASE-5`,
    ]);
    expect(map.lines).toHaveLength(8);
  });

  it('rests sealed while it waits, and is gone with a rejection', async () => {
    const team = await aTeam(server);
    await keep(team);
    const queue = reviewQueueOf(server, team);
    const record = await queue.aCase('CASE-6');
    const made = aCapture('sealed');
    const { id } = await queue.hold(record, made.bytes);
    const row = await queue.rowOf(id);
    expect(row.identity).toEqual(expect.any(String));
    for (const original of [made.sopInstanceUid, made.studyInstanceUid, ofCapture.patientId])
      expect(JSON.stringify(row)).not.toContain(original);
    expect(JSON.stringify((await queue.api.get(`/review-queue/${id}`)).body)).not.toContain(
      row.identity ?? '',
    );
    await queue.api.post(`/review-queue/${id}/reject`, {});
    expect((await queue.rowOf(id)).identity).toBeNull();
  });

  it('has nothing kept where the realm does not want it when it comes', async () => {
    const team = await aTeam(server);
    const queue = reviewQueueOf(server, team);
    const record = await queue.aCase('CASE-7');
    const { id } = await queue.hold(record, aCapture('unwanted').bytes);
    expect((await queue.rowOf(id)).identity).toBeNull();
    await keep(team);
    await queue.api.post(`/review-queue/${id}/accept`, { boxes: [] });
    expect((await mapOf(team, record)).lines).toEqual(['kind,original,pseudonym']);
  });

  it('is forgotten with the map of its case', async () => {
    const team = await aTeam(server);
    await keep(team);
    const queue = reviewQueueOf(server, team);
    const [record, other] = [await queue.aCase('CASE-8'), await queue.aCase('CASE-9')];
    const { id } = await queue.hold(record, aCapture('forgotten').bytes);
    const kept = await queue.hold(other, aCapture('forgotten').bytes);
    expect((await queue.api.delete(`/cases/${record}/identity-map`)).status).toBe(204);
    for (const item of [id, kept.id])
      expect((await queue.api.post(`/review-queue/${item}/accept`, { boxes: [] })).status).toBe(200);
    expect((await mapOf(team, record)).lines).toEqual(['kind,original,pseudonym']);
    expect(instancesOf(await mapOf(team, other))).toHaveLength(1);
  });
});

describe('what is sealed of an original', () => {
  const identity = {
    patientId: 'P',
    label: 'CASE',
    studyInstanceUid: '1.2',
    seriesInstanceUid: '1.2.3',
    sopInstanceUid: '1.2.3.4',
  };
  const key = 'ab'.repeat(32);

  it('opens for its instance and with its key alone', () => {
    const sealed = sealIdentity(key, 'one', identity);
    expect(openIdentity(key, 'one', sealed)).toEqual(identity);
    expect(() => openIdentity(key, 'other', sealed)).toThrow();
    expect(() => openIdentity('cd'.repeat(32), 'one', sealed)).toThrow();
    expect(sealIdentity(key, 'one', identity)).not.toBe(sealed);
  });
});
