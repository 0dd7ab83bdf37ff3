// A record that is removed while images of its person arrive: whose turn it is, and what is left.
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { type RestClient, restClient } from '../../../test/support/rest-client.ts';
import { testDialect } from '../../../test/support/test-database.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { holdInstance } from '../../archive/index.ts';
import { newId } from '../../platform/ids.ts';
import { holdPerson, selectRecord } from './index.ts';

let server: TestServer;
let team: TestMember;
let api: RestClient;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  api = restClient(server, team);
});
afterAll(() => server.close());

async function aPatientWithHeldImages() {
  const body = { given_names: 'Ada', family_name: 'Lovelace', date_of_birth: '1815-12-10', sex: 'female' };
  const { id } = (await api.post('/patients', body)).body.data;
  const db = server.parts.foundation.database.kysely;
  await holdInstance(db, server, team.scope, {
    instance: {
      upload_id: null,
      patient_id: id,
      sop_instance_uid: '1.2',
      study_instance_uid: '1.3',
      reason: 'patient-differs',
      object_key: newId(),
      size_bytes: 1,
      sha256: newId(),
    },
    study: { identity: 'Ada', facts: '{}' },
  });
  const row = await selectRecord(db, team.scope, id);
  return { id, personId: row?.person_id ?? '' };
}

const heldOf = (patientId: string) =>
  server.parts.foundation.database.kysely
    .selectFrom('held_instances')
    .select('id')
    .where('patient_id', '=', patientId);

describe('removing a record', () => {
  it('takes what is held for it along', async () => {
    const patient = await aPatientWithHeldImages();
    expect((await api.delete(`/patients/${patient.id}`)).status).toBe(204);
    expect(await heldOf(patient.id).execute()).toEqual([]);
  });
});

describe.runIf(testDialect === 'postgres')('removing a record while images of its person arrive', () => {
  const whoWaits = () =>
    sql<{ pid: number }>`SELECT pid FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`.execute(
      server.parts.foundation.database.kysely,
    );

  it('waits for the person before it takes anything that the images need as well', async () => {
    const patient = await aPatientWithHeldImages();
    let removal: Promise<{ status: number }> | undefined;
    await server.parts.foundation.database.transaction(async (trx) => {
      await holdPerson(trx, team.scope, patient.personId);
      removal = api.delete(`/patients/${patient.id}`);
      await expect.poll(async () => (await whoWaits()).rows.length).toBe(1);
      const free = await trx
        .selectFrom('held_instances')
        .select('id')
        .where('patient_id', '=', patient.id)
        .forUpdate()
        .skipLocked()
        .execute();
      expect(free).toHaveLength(1);
    });
    expect((await removal)?.status).toBe(204);
    expect(await heldOf(patient.id).execute()).toEqual([]);
  });
});
