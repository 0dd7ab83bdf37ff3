// The thumbnail of a study over REST: at the size that is asked for, to who may see images, and a clear no where there is none.
import { transferSyntaxUids } from '@lumenbox/dicom';
import { aCtInstance, aDataSet, aSecondaryCapture, type MadeInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { imagingClient } from '../../../test/support/imaging.ts';
import { aMember, aTeam, type TestMember } from '../../../test/support/makers.ts';
import { jpegSize } from '../../../test/support/pictures.ts';
import { restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let team: TestMember;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
});
afterAll(() => server.close());

async function aPatient(): Promise<string> {
  const names = { given_names: 'A', family_name: 'B', date_of_birth: '1990-01-01', sex: 'male' };
  return (await restClient(server, team).post('/patients', names)).body.data.id;
}

/** Brings an instance to a patient of its own and gives the address of its study. */
async function aStudyWith(made: MadeInstance): Promise<string> {
  const patient = await aPatient();
  const path = `/patients/${patient}/imaging?accept_mismatch=true`;
  const { body } = await imagingClient(server, team).send(path, made.bytes);
  return `/patients/${patient}/studies/${body.data.studies[0].id}`;
}

const get = (path: string, headers: Record<string, string> = team.headers) =>
  server.app.inject({ method: 'GET', url: `/api/v1${path}`, headers });

it('is a JPEG of 256 pixels, or of the size that is asked for', async () => {
  const study = await aStudyWith(aCtInstance({ seed: 'size', rows: 300, columns: 600 }));
  const usual = await get(`${study}/thumbnail`);
  expect([usual.statusCode, usual.headers['content-type']]).toEqual([200, 'image/jpeg']);
  expect(jpegSize(usual.rawPayload)).toEqual({ width: 256, height: 128 });
  const small = await get(`${study}/thumbnail?size=64`);
  expect(jpegSize(small.rawPayload)).toEqual({ width: 64, height: 32 });
  for (const size of ['15', '1025', '-1', 'large', '64.5'])
    expect((await get(`${study}/thumbnail?size=${size}`)).statusCode).toBe(422);
});

it('is that of a series when one is named, and of no series of another study', async () => {
  const study = await aStudyWith(aCtInstance({ seed: 'series' }));
  const rest = restClient(server, team);
  const { body } = await rest.get(study);
  const seriesId = body.data.series[0].id;
  expect((await get(`${study}/thumbnail?series_id=${seriesId}`)).statusCode).toBe(200);
  const other = await aStudyWith(aCtInstance({ seed: 'series-of-another' }));
  for (const id of [seriesId, 'x'])
    expect((await get(`${other}/thumbnail?series_id=${id}`)).statusCode).toBe(404);
});

it('is not sent again to who has it', async () => {
  const study = await aStudyWith(aCtInstance({ seed: 'etag' }));
  const first = await get(`${study}/thumbnail`);
  expect(first.headers['cache-control']).toBe('private, no-cache');
  const known = { ...team.headers, 'if-none-match': String(first.headers.etag) };
  const again = await get(`${study}/thumbnail`, known);
  expect([again.statusCode, again.rawPayload.length]).toEqual([304, 0]);
  expect((await get(`${study}/thumbnail?size=64`, known)).statusCode).toBe(200);
});

it('is not found where the study has no image, like what is not there', async () => {
  const patient = await aPatient();
  const rest = restClient(server, team);
  const record = (await rest.post(`/patients/${patient}/studies`, {})).body.data.id;
  const withoutPixels = await aStudyWith(aDataSet({ seed: 'none' }));
  for (const study of [`/patients/${patient}/studies/${record}`, withoutPixels]) {
    const answer = await get(`${study}/thumbnail`);
    expect([answer.statusCode, answer.json()]).toEqual([404, { message: 'Not found' }]);
  }
});

it('is nothing, and no fault, for who would rather have nothing: without an image, and where none can be shown', async () => {
  const damaged = aSecondaryCapture({
    seed: 'damaged',
    transferSyntaxUid: transferSyntaxUids.jpegBaseline,
    elements: [{ tag: 'PixelData', vr: 'OB', fragments: [Buffer.from('no JPEG')] }],
  });
  for (const made of [aDataSet({ seed: 'or-nothing' }), damaged]) {
    const study = await aStudyWith(made);
    expect((await get(`${study}/thumbnail`)).statusCode).toBe(404);
    const answer = await get(`${study}/thumbnail?or_nothing=true`);
    expect([answer.statusCode, answer.rawPayload.length]).toEqual([204, 0]);
    expect(answer.headers['cache-control']).toBe('private, no-cache');
    expect((await get(`${study}x/thumbnail?or_nothing=true`)).statusCode).toBe(404);
  }
  const study = await aStudyWith(aCtInstance({ seed: 'or-something' }));
  expect((await get(`${study}/thumbnail?or_nothing=true`)).statusCode).toBe(200);
});

it('is not found by another realm or under another patient, and refused to who may not read images', async () => {
  const study = await aStudyWith(aCtInstance({ seed: 'walls' }));
  const other = await aPatient();
  expect((await get(`${study}/thumbnail`, (await aTeam(server)).headers)).statusCode).toBe(404);
  expect((await get(`${study.replace(/patients\/[^/]+/, `patients/${other}`)}/thumbnail`)).statusCode).toBe(
    404,
  );
  const uploader = await aMember(server, team, 'uploader');
  expect((await get(`${study}/thumbnail`, uploader.headers)).statusCode).toBe(403);
  expect((await get(`${study}/thumbnail`, {})).statusCode).toBe(401);
});

it('leaves a line in the audit trail', async () => {
  const study = await aStudyWith(aCtInstance({ seed: 'audited' }));
  await get(`${study}/thumbnail`);
  await server.parts.audit.flush();
  const events = await server.parts.foundation.database.kysely
    .selectFrom('audit_events')
    .select('details')
    .where('event', '=', 'study.read')
    .where('object_id', '=', study.split('/')[4] ?? '')
    .execute();
  expect(events.map(({ details }) => JSON.parse(details ?? ''))).toEqual([{ thumbnail: 'study' }]);
});
