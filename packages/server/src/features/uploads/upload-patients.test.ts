// Whose images they are: named and found patients, held files, many senders at once, and who may see what.
import { aCtInstance, type MadeInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditNames } from '../../../test/support/browser.ts';
import { type ImagingClient, imagingClient, readZip } from '../../../test/support/imaging.ts';
import { aMember, aTeam, type TestMember } from '../../../test/support/makers.ts';
import { type RestClient, restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { newId } from '../../platform/ids.ts';

let server: TestServer;
let team: TestMember;
let api: RestClient;
let imaging: ImagingClient;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  api = restClient(server, team);
  imaging = imagingClient(server, team);
});
afterAll(() => server.close());

/** A patient whose name and birth date are those of `patientFacts`. */
async function aPatient(): Promise<string> {
  const body = { given_names: 'Ada', family_name: 'Lovelace', date_of_birth: '1815-12-10', sex: 'female' };
  return (await api.post('/patients', body)).body.data.id;
}
const patientFacts = {
  patientName: 'Lovelace^Ada',
  patientBirthDate: '18151210',
  patientSex: 'F',
  patientId: 'A1',
};
const aSlice = (seed: string, instanceNumber = 1, more = {}): MadeInstance =>
  aCtInstance({ seed, instanceNumber, ...patientFacts, ...more });

describe('files of somebody else', () => {
  it('holds them, says which value differs, and repeats none', async () => {
    const patient = await aPatient();
    const slice = aSlice('held', 1, { patientName: 'Byron^George', patientBirthDate: '17880122' });
    const answer = await imaging.send(`/patients/${patient}/imaging`, slice.bytes);
    expect(answer.status).toBe(200);
    expect(answer.body.data).toMatchObject({
      counts: { received: 1, stored: 0, held: 1 },
      studies: [],
      files: [
        {
          outcome: 'held',
          reason: "patient-differs: The name and birth date in the file differ from the patient's.",
          sop_instance_uid: slice.sopInstanceUid,
        },
      ],
    });
    expect(JSON.stringify(answer.body)).not.toMatch(/Byron|1788-?01/);
    expect((await api.get(`/patients/${patient}/studies`)).body.data).toEqual([]);
    const held = await heldRows(patient);
    expect(held).toHaveLength(1);
    // The bytes are safe, whatever is decided.
    expect(await server.parts.archive.objects.stat(held[0]?.object_key as never)).toEqual({
      sizeBytes: slice.bytes.length,
    });
  });

  it('stores them when the sender insists, and holds them no more', async () => {
    const patient = await aPatient();
    const slice = aSlice('insist', 1, { patientBirthDate: '19990101' });
    await imaging.send(`/patients/${patient}/imaging`, slice.bytes);
    await imaging.send(`/patients/${patient}/imaging`, slice.bytes);
    const [held, ...others] = await heldRows(patient);
    expect(others).toEqual([]);
    const answer = await imaging.send(`/patients/${patient}/imaging?accept_mismatch=true`, slice.bytes);
    expect(answer.status).toBe(201);
    expect(await heldRows(patient)).toEqual([]);
    await server.parts.jobs.runDue();
    expect(await server.parts.archive.objects.stat(held?.object_key as never)).toBeUndefined();
  });

  it('reads the insistence from a form as well', async () => {
    const patient = await aPatient();
    const slice = aSlice('insist-form', 1, { patientSex: 'M' });
    const file = { name: 'a.dcm', bytes: slice.bytes };
    expect((await imaging.sendForm(`/patients/${patient}/imaging`, [file])).status).toBe(200);
    const answer = await imaging.sendForm(`/patients/${patient}/imaging`, [['accept_mismatch', 'yes'], file]);
    expect(answer.status).toBe(201);
  });

  it('knows the patient by an identifier of the same issuer', async () => {
    const patient = await aPatient();
    await api.post(`/patients/${patient}/identifiers`, { value: 'A1', issuer: null });
    expect((await imaging.send(`/patients/${patient}/imaging`, aSlice('id-same').bytes)).status).toBe(201);
    const other = aSlice('id-other', 1, { patientId: 'B2' });
    const answer = await imaging.send(`/patients/${patient}/imaging`, other.bytes);
    expect(answer.body.data.files[0].reason).toBe(
      "patient-differs: The identifier in the file differs from the patient's.",
    );
  });
});

function heldRows(patientId: string) {
  return server.parts.foundation.database.kysely
    .selectFrom('held_instances')
    .selectAll()
    .where('patient_id', '=', patientId)
    .execute();
}

describe('sending without naming a patient', () => {
  it('makes the patient that the files name, once', async () => {
    const first = await imaging.send('/imaging', aSlice('auto', 1, { patientId: 'AUTO-1' }).bytes);
    expect(first.status).toBe(201);
    const second = await imaging.send('/imaging', aSlice('auto-2', 1, { patientId: 'AUTO-1' }).bytes);
    const [study] = first.body.data.studies;
    expect(second.body.data.studies[0].patient_id).toBe(study.patient_id);
    expect(first.body.data.patient_id).toBeNull();
    expect((await api.get(`/patients/${study.patient_id}`)).body.data).toMatchObject({
      given_names: 'Ada',
      family_name: 'Lovelace',
      date_of_birth: '1815-12-10',
      sex: 'female',
    });
    expect((await api.get(`/patients/${study.patient_id}/identifiers`)).body.data).toMatchObject([
      { value: 'AUTO-1', issuer: null },
    ]);
  });

  it('holds what names no patient, and what contradicts the patient it names', async () => {
    const nameless = await imaging.send('/imaging', aSlice('no-id', 1, { patientId: '' }).bytes);
    expect(nameless.status).toBe(200);
    expect(nameless.body.data.files[0].reason).toMatch(/^no-patient-identifier: /);
    await imaging.send('/imaging', aSlice('auto-3', 1, { patientId: 'AUTO-3' }).bytes);
    const other = aSlice('auto-4', 1, { patientId: 'AUTO-3', patientName: 'Byron^George' });
    const answer = await imaging.send('/imaging', other.bytes);
    expect(answer.body.data.files[0].reason).toMatch(/^patient-differs: The name /);
  });
});

describe('many senders at once', () => {
  it('makes one patient and one study with exact counts out of 64 first instances', async () => {
    const slices = Array.from({ length: 64 }, (_, index) =>
      aSlice('crowd', index + 1, { patientId: 'CROWD', seriesNumber: 1 + (index % 4) }),
    );
    const answers = await Promise.all(slices.map((slice) => imaging.send('/imaging', slice.bytes)));
    expect(answers.map((answer) => answer.status)).toEqual(slices.map(() => 201));
    const studies = new Set(answers.map((answer) => JSON.stringify(answer.body.data.studies)));
    expect(studies.size).toBe(1);
    const [{ id, patient_id }] = answers[0]?.body.data.studies ?? [];
    const study = (await api.get(`/patients/${patient_id}/studies/${id}`)).body.data;
    expect(study).toMatchObject({ series_count: 4, instance_count: 64, status: 'viewable' });
    expect(study.series.map((one: { instance_count: number }) => one.instance_count)).toEqual([
      16, 16, 16, 16,
    ]);
    expect((await api.get('/patients?search=CROWD')).body.meta.total).toBe(1);
  });

  it('stores the same file once, whoever is first', async () => {
    const patient = await aPatient();
    const slice = aSlice('race');
    const path = `/patients/${patient}/imaging`;
    const answers = await Promise.all(Array.from({ length: 16 }, () => imaging.send(path, slice.bytes)));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(15);
    const [study] = (await api.get(`/patients/${patient}/studies`)).body.data;
    expect(study).toMatchObject({ series_count: 1, instance_count: 1 });
  });
});

describe('a study that is still arriving', () => {
  it('is receiving until it has been quiet for a while', async () => {
    const patient = await aPatient();
    const { kysely } = server.parts.foundation.database;
    const { studies } = (await imaging.send(`/patients/${patient}/imaging`, aSlice('quiet').bytes)).body.data;
    // Somebody else's image came in the moment after this upload's last one.
    const later = new Date(server.clock.nowMs() + 1000).toISOString().replace('Z', '000Z');
    await kysely
      .updateTable('studies')
      .set({ status: 'receiving', last_received_at: later })
      .where('id', '=', studies[0].id)
      .execute();
    const status = async () =>
      (await api.get(`/patients/${patient}/studies/${studies[0].id}`)).body.data.status;
    await server.parts.jobs.runDue();
    expect(await status()).toBe('receiving');
    const waiting = kysely.selectFrom('jobs').selectAll().where('kind', '=', 'ingest.settle-study');
    expect((await waiting.execute()).length).toBeGreaterThan(0);
    server.clock.advance(6000);
    await server.parts.jobs.runDue();
    expect(await status()).toBe('viewable');
  });
});

describe('who may see what', () => {
  it('knows neither patients nor uploads nor studies of another realm', async () => {
    const patient = await aPatient();
    const sent = await imaging.send(`/patients/${patient}/imaging`, aSlice('realm').bytes);
    const { id, studies } = sent.body.data;
    const stranger = await aTeam(server);
    const theirs = restClient(server, stranger);
    const imagingOfTheirs = imagingClient(server, stranger);
    const missing = { status: 404, body: { message: 'Not found' } };
    expect(await imagingOfTheirs.send(`/patients/${patient}/imaging`, aSlice('realm').bytes)).toMatchObject(
      missing,
    );
    expect(await theirs.get(`/uploads/${id}`)).toMatchObject(missing);
    expect(await theirs.get(`/patients/${patient}/studies/${studies[0].id}/archive`)).toMatchObject(missing);
    expect((await theirs.get('/uploads')).body.data).toEqual([]);
  });

  it('answers 404 for ids that are none, and for a study of another patient', async () => {
    const patient = await aPatient();
    const other = await aPatient();
    const sent = await imaging.send(`/patients/${patient}/imaging`, aSlice('whose').bytes);
    const [study] = sent.body.data.studies;
    for (const path of [
      `/uploads/${newId()}`,
      '/uploads/nonsense',
      `/patients/${other}/studies/${study.id}/archive`,
      `/patients/${patient}/studies/nonsense/archive`,
    ])
      expect((await api.get(path)).status).toBe(404);
    expect((await imaging.send('/patients/nonsense/imaging', aSlice('x').bytes)).status).toBe(404);
  });

  it('gives several studies in one zip with one directory, all of them or none', async () => {
    const [one, other] = [await aPatient(), await aPatient()];
    const files = [aSlice('several one'), aSlice('several other')];
    const ids: string[] = [];
    for (const [index, patient] of [one, other].entries()) {
      const sent = await imaging.send(
        `/patients/${patient}/imaging`,
        files[index]?.bytes ?? new Uint8Array(),
      );
      ids.push(sent.body.data.studies[0].id);
    }
    const ask = (caller: TestMember, studyIds: readonly string[]) =>
      server.app.inject({
        url: `/api/v1/studies/archive?study_ids=${studyIds.join(',')}`,
        headers: caller.headers,
      });
    const zip = await readZip((await ask(team, [...ids, ...ids])).rawPayload);
    expect([...zip.keys()].toSorted()).toEqual([
      'DICOM/ST00001/SE00001/IM00001',
      'DICOM/ST00002/SE00001/IM00001',
      'DICOMDIR',
    ]);
    expect(zip.get('DICOM/ST00002/SE00001/IM00001')).toEqual(Buffer.from(files[1]?.bytes ?? []));
    const exported = (await auditNames(server, team.realmId)).filter((name) => name === 'study.exported');
    expect(exported.length).toBeGreaterThanOrEqual(2);
    expect((await ask(await aTeam(server), ids)).statusCode).toBe(404);
    expect((await ask(team, [...ids, newId()])).statusCode).toBe(404);
    expect((await ask(team, [...ids, 'nonsense'])).statusCode).toBe(404);
    expect((await ask(team, [','])).statusCode).toBe(422);
    expect(
      (
        await ask(
          team,
          Array.from({ length: 51 }, () => newId()),
        )
      ).statusCode,
    ).toBe(422);
  });

  it('lets uploaders send and not fetch, and viewers fetch and not send', async () => {
    const patient = await aPatient();
    const uploader = await aMember(server, team, 'uploader');
    const viewer = await aMember(server, team, 'viewer');
    const sent = await imagingClient(server, uploader).send(
      `/patients/${patient}/imaging`,
      aSlice('roles').bytes,
    );
    expect(sent.status).toBe(201);
    const path = `/patients/${patient}/studies/${sent.body.data.studies[0].id}/archive`;
    expect((await restClient(server, uploader).get(path)).status).toBe(403);
    expect((await imagingClient(server, viewer).download(patient, sent.body.data.studies[0].id)).size).toBe(
      2,
    );
    const refused = await imagingClient(server, viewer).send(
      `/patients/${patient}/imaging`,
      aSlice('r2').bytes,
    );
    expect(refused.status).toBe(403);
  });

  it('lists the newest upload first, page by page', async () => {
    const member = await aTeam(server);
    const client = imagingClient(server, member);
    const sent: string[] = [];
    for (const number of [1, 2, 3])
      sent.push((await client.send('/imaging', aSlice('listed', number).bytes)).body.data.id);
    const page = (await restClient(server, member).get('/uploads?per_page=2')).body;
    expect(page.data.map((upload: { id: string }) => upload.id)).toEqual([sent[2], sent[1]]);
    expect(page.meta).toMatchObject({ total: 3, last_page: 2 });
    expect(page.data[0].files).toHaveLength(1);
  });
});
