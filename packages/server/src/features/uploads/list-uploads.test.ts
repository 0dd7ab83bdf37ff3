// The list of uploads: what it shows of each, and that one large upload does not make a list of all its studies.
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imagingClient } from '../../../test/support/imaging.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { type RestClient, restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let team: TestMember;
let api: RestClient;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  api = restClient(server, team);
});
afterAll(() => server.close());

describe('the list of uploads', () => {
  it('shows a hundred studies and files of each upload at most, and the upload itself all of them', async () => {
    const files = Array.from({ length: 103 }, (_, index) => ({
      name: `${index}.dcm`,
      bytes: aCtInstance({ seed: `study ${index}`, patientId: `P${index % 5}`, rows: 8, columns: 8 }).bytes,
    }));
    const sent = await imagingClient(server, team).sendForm('/imaging', files);
    const whole = sent.body.data;
    expect([whole.studies.length, whole.files.length]).toEqual([103, 103]);
    const few = await imagingClient(server, team).sendForm('/imaging', files.slice(0, 2));
    const { data } = (await api.get('/uploads')).body;
    expect(data).toEqual([
      few.body.data,
      { ...whole, studies: whole.studies.slice(0, 100), files: whole.files.slice(0, 100) },
    ]);
    expect((await api.get(`/uploads/${whole.id}`)).body.data).toEqual(whole);
  });

  it('shows a study no more that was deleted', async () => {
    const { bytes } = aCtInstance({ seed: 'deleted', patientId: 'D' });
    const { id, studies } = (await imagingClient(server, team).send('/imaging', bytes)).body.data;
    const [study] = studies;
    await api.delete(`/patients/${study.patient_id}/studies/${study.id}`);
    const { data } = (await api.get('/uploads')).body;
    expect(data[0]).toMatchObject({ id, studies: [] });
  });
});
