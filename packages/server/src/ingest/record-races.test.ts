// What becomes of uploads while the patient or case that they name is merged or deleted.
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aTeam, type TestMember } from '../../test/support/makers.ts';
import { type RestClient, restClient } from '../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../test/support/test-server.ts';
import { tusClient } from '../../test/support/tus.ts';
import { selectRecord } from '../features/patients/index.ts';
import type { Database } from '../platform/database/index.ts';
import { createIngest, type IngestDeps, receiveParts, receiveUpload } from './index.ts';

let server: TestServer;
let team: TestMember;
let api: RestClient;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  team = await aTeam(server);
  api = restClient(server, team);
});
afterAll(() => server.close());

const ada = { patientName: 'Lovelace^Ada', patientBirthDate: '18151210', patientSex: 'F' };

async function aPatient(): Promise<string> {
  const body = { given_names: 'Ada', family_name: 'Lovelace', date_of_birth: '1815-12-10', sex: 'female' };
  return (await api.post('/patients', body)).body.data.id;
}

/** A way in of its own, as another process has one. */
function anIngest(): IngestDeps {
  const { foundation, audit, archive, pixels } = server.parts;
  return createIngest({ ...foundation, audit, objects: archive.objects, pixels, bytesMax: 1e9 });
}

async function* inOnePiece(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

describe('a patient who is merged while an upload is taken in', () => {
  it('has it at the other record, whenever that happens', async () => {
    const [from, to] = [await aPatient(), await aPatient()];
    const { bytes } = aCtInstance({ seed: 'merged', patientId: '', ...ada });
    const id = await tusClient(server, team).send(bytes, { patient_id: from });
    const { database } = server.parts.foundation;
    let isMerged = false;
    const merging: Database = {
      ...database,
      transaction: async (work) => {
        const result = await database.transaction(work);
        if (!isMerged)
          expect((await api.post(`/patients/${to}/merge`, { from_patient_id: from })).status).toBe(200);
        isMerged = true;
        return result;
      },
    };
    const { run } = receiveParts({ ...anIngest(), database: merging });
    const payload = { realmId: team.realmId, uploadId: id };
    await run([payload as never], new AbortController().signal, { isLast: false }).catch(() => undefined);
    await server.parts.jobs.runDue();
    const upload = (await api.get(`/uploads/${id}`)).body.data;
    expect(upload).toMatchObject({ status: 'complete', counts: { received: 1, stored: 1 }, patient_id: to });
    expect((await api.get(`/patients/${to}/studies`)).body.data).toMatchObject([{ instance_count: 1 }]);
  });
});

describe('an upload that begins while its patient is merged', () => {
  it('is for the other record, or is told that the patient is gone', async () => {
    const tus = tusClient(server, team);
    for (let round = 0; round < 12; round += 1) {
      const [from, to] = [await aPatient(), await aPatient()];
      await Promise.all([
        api.post(`/patients/${to}/merge`, { from_patient_id: from }),
        ...[1, 2, 3].map(() => tus.create(10, { patient_id: from }).catch(() => undefined)),
      ]);
      const { kysely } = server.parts.foundation.database;
      for (const table of ['uploads', 'resumable_uploads'] as const) {
        const of = kysely.selectFrom(table).select('patient_id').where('realm_id', '=', team.realmId);
        expect((await of.execute()).filter(({ patient_id }) => patient_id === from)).toEqual([]);
      }
    }
  });
});

describe('a case that is deleted while its first images arrive', () => {
  it('is told to be gone, and nothing of them is kept', async () => {
    const { id } = (await api.post('/cases', { label: 'Short' })).body.data;
    const record = await selectRecord(server.parts.foundation.database.kysely, team.scope, id);
    if (record === undefined) throw new Error('no case');
    expect((await api.delete(`/cases/${id}`)).status).toBe(204);
    const { bytes } = aCtInstance({ seed: 'short', ...ada });
    const files = async function* () {
      yield { name: 'short.dcm', bytes: inOnePiece(bytes), isExpected: true };
    };
    const target = { kind: 'record', record } as const;
    const request = { ...team, target, acceptMismatch: false, source: 'test' };
    await expect(receiveUpload(anIngest(), request, files())).rejects.toMatchObject({ code: 'notFound' });
    const { kysely } = server.parts.foundation.database;
    const instances = kysely.selectFrom('instances').selectAll().where('realm_id', '=', team.realmId);
    expect(await instances.execute()).toEqual([]);
  });
});
