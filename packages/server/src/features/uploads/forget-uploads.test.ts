// What uploads still tell of a patient that was deleted: how many files came, and no more.
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imagingClient } from '../../../test/support/imaging.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { type RestClient, restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { newId } from '../../platform/ids.ts';
import { type OpenUpload, recordFiles } from './index.ts';

let server: TestServer;
let team: TestMember;
let api: RestClient;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  api = restClient(server, team);
});
afterAll(() => server.close());

const aSlice = (patientId: string, patientName: string) =>
  aCtInstance({ seed: patientId, instanceNumber: 1, patientId, patientName, patientBirthDate: '18151210' });
const aFile = (name: string, bytes: Uint8Array) => ({ name, bytes });

async function aPatient(family_name: string): Promise<string> {
  const body = { given_names: 'Ada', family_name, date_of_birth: '1815-12-10', sex: 'female' };
  return (await api.post('/patients', body)).body.data.id;
}

/** All that the database still has of an upload, as text. */
async function textOf(uploadId: string): Promise<string> {
  const { kysely } = server.parts.foundation.database;
  const upload = await kysely.selectFrom('uploads').selectAll().where('id', '=', uploadId).execute();
  const files = await kysely
    .selectFrom('upload_files')
    .selectAll()
    .where('upload_id', '=', uploadId)
    .execute();
  return JSON.stringify([upload, files]);
}

describe('the uploads of a deleted patient', () => {
  it('keep their counts, and neither file names nor the patient nor what identifies an image', async () => {
    const patient = await aPatient('Lovelace');
    const [right, wrong] = [aSlice('F1', 'Lovelace^Ada'), aSlice('F2', 'Byron^George')];
    const { body } = await imagingClient(server, team).sendForm(`/patients/${patient}/imaging`, [
      aFile('Lovelace Ada.dcm', right.bytes),
      aFile('Lovelace other.dcm', wrong.bytes),
      aFile('Lovelace letter.pdf', Buffer.from('%PDF')),
    ]);
    const { id, counts } = body.data;
    expect(counts).toMatchObject({ stored: 1, held: 1 });
    expect((await api.delete(`/patients/${patient}`)).status).toBe(204);
    const left = (await api.get(`/uploads/${id}`)).body.data;
    expect(left).toMatchObject({ patient_id: null, status: 'complete', counts, studies: [] });
    expect(left.files.map((file: { name: string; outcome: string }) => [file.name, file.outcome])).toEqual(
      body.data.files.map((file: { outcome: string }) => ['', file.outcome]),
    );
    expect(await textOf(id)).not.toMatch(
      new RegExp(`Lovelace|${patient}|${right.sopInstanceUid}|${wrong.sopInstanceUid}`),
    );
  });

  it('forget the files that found that patient, and keep those of others', async () => {
    const [gone, kept] = [aSlice('G1', 'Gone^Grace'), aSlice('K1', 'Kept^Karl')];
    const { body } = await imagingClient(server, team).sendForm('/imaging', [
      aFile('grace.dcm', gone.bytes),
      aFile('karl.dcm', kept.bytes),
    ]);
    const { id, studies } = body.data;
    const { data } = (await api.get('/patients?search=gone')).body;
    const before = (await api.get(`/uploads/${id}`)).body.data;
    expect((await api.delete(`/patients/${data[0].id}`)).status).toBe(204);
    const after = (await api.get(`/uploads/${id}`)).body.data;
    expect(after.studies).toHaveLength(studies.length - 1);
    expect(after.files[0]).toMatchObject({ name: '', outcome: 'stored', sop_instance_uid: null });
    expect(after.files[1]).toEqual(before.files[1]);
    expect(await textOf(id)).not.toMatch(new RegExp(`grace|${gone.sopInstanceUid}`));
  });

  it('learn no names any more, when the patient goes while files still come', async () => {
    const { clock, database } = server.parts.foundation;
    const anUpload = async (): Promise<OpenUpload> => ({
      id: newId(),
      scope: team.scope,
      origin: team.origin,
      patientId: await aPatient('Passing'),
      source: 'http',
      createdAt: clock.now(),
    });
    const record = (upload: OpenUpload, position: number) =>
      database.transaction((trx) =>
        recordFiles({ clock }, trx, upload, [
          {
            position,
            name: 'Passing.dcm',
            outcome: 'rejected',
            reason: 'broken',
            sop_instance_uid: '1.2.3',
            study_id: null,
          },
        ]),
      );
    const [begun, late] = [await anUpload(), await anUpload()];
    await record(begun, 0);
    for (const { patientId } of [begun, late]) await api.delete(`/patients/${patientId}`);
    await record(begun, 1);
    await record(late, 0);
    for (const upload of [begun, late]) {
      expect(await textOf(upload.id)).not.toMatch(new RegExp(`Passing|1\\.2\\.3|${upload.patientId}`));
      const { data } = (await api.get(`/uploads/${upload.id}`)).body;
      expect(data.counts.rejected).toBe(upload === begun ? 2 : 1);
    }
  });
});
