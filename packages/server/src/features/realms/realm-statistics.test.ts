// What a realm holds, as it is told: exact after everything that comes, goes, moves and is replaced, and each realm's own.
import { aCtInstance, anMrInstance } from '@lumenbox/dicom/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../../../migrations/index.ts';
import { dicomwebClient, pathOf } from '../../../test/support/dicomweb.ts';
import { type ImagingClient, imagingClient } from '../../../test/support/imaging.ts';
import { aMember, aTeam, type TestMember } from '../../../test/support/makers.ts';
import { type RestClient, restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { migrate } from '../../platform/database/index.ts';

let server: TestServer;
let team: TestMember;
let api: RestClient;
let imaging: ImagingClient;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  team = await aTeam(server);
  api = restClient(server, team);
  imaging = imagingClient(server, team);
});
afterAll(() => server.close());

const told = async (client = api) => (await client.get('/realm/statistics')).body.data;
const nothing = {
  patient_count: 0,
  case_count: 0,
  study_count: 0,
  series_count: 0,
  instance_count: 0,
  object_bytes: 0,
};
const small = { rows: 16, columns: 16 };

/** The same numbers, counted: what is kept must never differ. */
async function expectExact(): Promise<void> {
  const { kysely } = server.parts.foundation.database;
  const count = async (table: 'patients' | 'studies' | 'series' | 'instances') =>
    (await kysely.selectFrom(table).select('id').where('realm_id', '=', team.realmId).execute()).length;
  const sizes = await kysely
    .selectFrom('instances')
    .select('size_bytes')
    .where('realm_id', '=', team.realmId)
    .execute();
  const { patient_count, case_count, ...rest } = await told();
  expect(patient_count + case_count).toBe(await count('patients'));
  expect(rest).toEqual({
    study_count: await count('studies'),
    series_count: await count('series'),
    instance_count: await count('instances'),
    object_bytes: sizes.reduce((sum, row) => sum + row.size_bytes, 0),
  });
}

describe('what a realm holds', () => {
  it('is nothing at first, and of others it tells nothing', async () => {
    expect(await told()).toEqual(nothing);
    const other = await aTeam(server);
    await imagingClient(server, other).send('/imaging', aCtInstance({ seed: 'theirs', ...small }).bytes);
    expect(await told()).toEqual(nothing);
    expect(await told(restClient(server, other))).toMatchObject({ study_count: 1, instance_count: 1 });
  });

  it('counts patients, cases, studies, series, instances and their bytes, each once', async () => {
    const slices = [1, 2, 3].map((instanceNumber) =>
      aCtInstance({ seed: 'held', patientId: 'H', instanceNumber, ...small }),
    );
    const { studyInstanceUid } = slices[0] as (typeof slices)[0];
    const mr = anMrInstance({ seed: 'held-mr', patientId: 'H', studyInstanceUid, seriesNumber: 2, ...small });
    for (const { bytes } of [...slices, ...slices, mr]) await imaging.send('/imaging', bytes);
    await api.post('/cases', { label: 'Counted' });
    const { id } = (await api.get('/patients')).body.data[0];
    await api.post(`/patients/${id}/studies`, { study_description: 'By hand' });
    const object_bytes = [...slices, mr].reduce((sum, { bytes }) => sum + bytes.length, 0);
    expect(await told()).toEqual({
      patient_count: 1,
      case_count: 1,
      study_count: 2,
      series_count: 2,
      instance_count: 4,
      object_bytes,
    });
    await api.post(`/patients/${id}/archive`, {});
    expect(await told()).toMatchObject({ patient_count: 1, study_count: 2 });
  });

  it('stays exact while instances are replaced and deleted, studies merged, and patients removed', async () => {
    const dicomweb = await dicomwebClient(server, team);
    await api.put('/realm', { when_bytes_differ: 'replace' });
    const slice = (instanceNumber: number, more = {}) =>
      aCtInstance({ seed: 'churn', patientId: 'C', instanceNumber, ...small, ...more });
    for (const number of [1, 2, 3]) await imaging.send('/imaging', slice(number).bytes);
    await imaging.send('/imaging', slice(1, { rows: 64 }).bytes);
    await expectExact();
    expect((await dicomweb.delete(pathOf(slice(2)))).status).toBe(204);
    await expectExact();
    await imaging.send('/imaging', slice(3, { patientId: 'D', patientName: 'Other^One' }).bytes);
    const [one, other] = (await api.get('/patients')).body.data;
    const merged = await api.post(`/patients/${one.id}/merge`, { from_patient_id: other.id });
    expect(merged.status, JSON.stringify(merged.body)).toBe(200);
    await expectExact();
    const { id } = (await api.get('/patients')).body.data[0];
    await api.delete(`/patients/${id}`);
    expect(await told()).toEqual(nothing);
  });

  it('is exact when many send and delete at once', async () => {
    const patients = Array.from({ length: 12 }, (_, index) => `P${index}`);
    await Promise.all(
      patients.map(async (patientId, index) => {
        const bytes = aCtInstance({ seed: patientId, patientId, ...small }).bytes;
        const { body } = await imaging.send('/imaging', bytes);
        const [study] = body.data.studies;
        if (index % 3 === 0) await api.delete(`/patients/${study.patient_id}/studies/${study.id}`);
      }),
    );
    expect(await told()).toMatchObject({ patient_count: 12, study_count: 8, instance_count: 8 });
    await expectExact();
  });

  it('is counted once by an upgrade that brings the counts', async () => {
    await imaging.send('/imaging', aCtInstance({ seed: 'before', ...small }).bytes);
    const before = await told();
    const { database } = server.parts.foundation;
    const isPostgres = database.dialect === 'postgres';
    for (const table of ['studies', 'series', 'instances'])
      for (const change of ['added', 'removed']) {
        const name = `${table}_${change}`;
        await sql.raw(`DROP TRIGGER ${name}${isPostgres ? ` ON ${table}` : ''}`).execute(database.kysely);
        if (isPostgres) await sql.raw(`DROP FUNCTION ${name}`).execute(database.kysely);
      }
    await sql`DROP TABLE realm_usage`.execute(database.kysely);
    await sql`DELETE FROM migrations WHERE name = '0016-realm-usage'`.execute(database.kysely);
    expect(await migrate(database, migrations)).toEqual(['0016-realm-usage']);
    expect(await told()).toEqual(before);
    await imaging.send('/imaging', aCtInstance({ seed: 'after', ...small }).bytes);
    expect(await told()).toMatchObject({ study_count: 2, instance_count: 2 });
    await expectExact();
  });

  it('is told to members, and to nobody without a key', async () => {
    const viewer = restClient(server, await aMember(server, team, 'viewer'));
    expect((await viewer.get('/realm/statistics')).status).toBe((await viewer.get('/realm')).status);
    expect((await server.app.inject({ url: '/api/v1/realm/statistics' })).statusCode).toBe(401);
  });
});
