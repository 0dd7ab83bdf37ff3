// What rests on the disk while originals are on their way into a case: nothing that names anybody.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aTeam, type TestMember } from '../../test/support/makers.ts';
import { rawZip } from '../../test/support/raw-zip.ts';
import { restClient } from '../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../test/support/test-server.ts';
import { encodeMetadata, tusClient } from '../../test/support/tus.ts';

let server: TestServer;
let team: TestMember;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
});
afterAll(() => server.close());

const name = 'Zauberfeld^Hieronymus';
/** More than rests in memory. */
const enoughBytes = 3 * 1024 * 1024;

/** Every file below a folder that has so many bytes. */
async function filesOf(folder: string): Promise<Buffer[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(paths.map(async (path) => ({ path, size: (await stat(path)).size })));
  return Promise.all(sizes.filter(({ size }) => size >= enoughBytes / 2).map(({ path }) => readFile(path)));
}

/** Sends a body, and in the middle of it, with so much on the disk that it tells, looks at the disk. */
async function sendAndLook(recordId: string, body: Buffer, type: string) {
  let seen: Buffer[] = [];
  const slowly = async function* () {
    yield body.subarray(0, enoughBytes);
    const look = async () => {
      seen = await filesOf(join(server.dataDir, 'objects'));
      return seen.length;
    };
    await expect.poll(look).toBeGreaterThan(0);
    yield body.subarray(enoughBytes);
  };
  const answer = await server.app.inject({
    method: 'POST',
    url: `/api/v1/patients/${recordId}/imaging`,
    headers: { ...team.headers, 'content-type': type },
    payload: Readable.from(slowly(), { objectMode: false }),
  });
  return { status: answer.statusCode, counts: answer.json().data.counts, seen };
}

const zipOf = (seed: string) => {
  const images = [1, 2, 3, 4].map((instanceNumber) =>
    aCtInstance({
      seed,
      patientName: name,
      patientId: 'AT-REST',
      patientBirthDate: '19500102',
      patientSex: 'M',
      instanceNumber,
      rows: 1024,
      columns: 512,
    }),
  );
  return rawZip(images.map(({ bytes }, index) => ({ name: `${index}.dcm`, bytes })));
};

const aCase = async () =>
  (await restClient(server, team).post('/cases', { label: 'At rest' })).body.data.id as string;
const aPatient = async () => {
  const body = {
    given_names: 'Hieronymus',
    family_name: 'Zauberfeld',
    date_of_birth: '1950-01-02',
    sex: 'male',
  };
  return (await restClient(server, team).post('/patients', body)).body.data.id as string;
};

describe('a zip that is coming in', () => {
  it('for a case cannot be read on the disk, and comes out of it whole', async () => {
    const sent = await sendAndLook(await aCase(), zipOf('case'), 'application/zip');
    expect(sent).toMatchObject({ status: 201, counts: { received: 4, stored: 4, rejected: 0 } });
    expect(sent.seen.some((bytes) => bytes.includes(name))).toBe(false);
  });

  it('for a patient lies there as it came', async () => {
    const sent = await sendAndLook(await aPatient(), zipOf('patient'), 'application/zip');
    expect(sent).toMatchObject({ status: 201, counts: { received: 4, stored: 4 } });
    expect(sent.seen.some((bytes) => bytes.includes(name))).toBe(true);
  });
});

/** Sends a zip by tus in two parts that break between two blocks of a cipher, and looks at the disk and the rows in between. */
async function sendByTus(recordId: string, body: Buffer) {
  const tus = tusClient(server, team);
  const path = await tus.create(body.length, { filetype: 'application/zip', patient_id: recordId });
  const firstBytes = enoughBytes + 5;
  expect((await tus.patch(path, 0, body.subarray(0, firstBytes))).status).toBe(204);
  const seen = await filesOf(join(server.dataDir, 'objects'));
  expect((await tus.patch(path, firstBytes, body.subarray(firstBytes))).status).toBe(204);
  await server.parts.jobs.runDue();
  const [upload] = (await restClient(server, team).get('/uploads')).body.data;
  return { seen, upload };
}

describe('a part of an upload by tus', () => {
  const keysOf = () =>
    server.parts.foundation.database.kysely.selectFrom('part_pieces').select('seal').execute();

  it('for a case cannot be read on the disk, comes out whole, and takes its key along', async () => {
    const { seen, upload } = await sendByTus(await aCase(), zipOf('tus case'));
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.some((bytes) => bytes.includes(name))).toBe(false);
    expect(upload).toMatchObject({ status: 'complete', counts: { received: 4, stored: 4, rejected: 0 } });
    expect(await keysOf()).toEqual([]);
  });

  it('for a patient lies there as it came', async () => {
    const { seen, upload } = await sendByTus(await aPatient(), zipOf('tus patient'));
    expect(seen.some((bytes) => bytes.includes(name))).toBe(true);
    expect(upload).toMatchObject({ status: 'complete', counts: { received: 4, stored: 4 } });
  });

  it('calls files for a case by their number in it, whichever is taken in first, and never by their own names', async () => {
    const tus = tusClient(server, team);
    const recordId = await aCase();
    const slice = (instanceNumber: number) =>
      aCtInstance({ seed: 'named', patientName: name, instanceNumber }).bytes;
    const zip = rawZip([1, 2].map((number) => ({ name: `${name}/${number}.dcm`, bytes: slice(number) })));
    const part = (number: number, filetype: string) => ({
      group: 'named',
      part: String(number),
      parts: '2',
      filetype,
      filename: `${name}.zip`,
      patient_id: recordId,
    });
    await tus.send(slice(3), part(2, 'application/dicom'));
    await server.parts.jobs.runDue();
    const uploadId = await tus.send(zip, part(1, 'application/zip'));
    await server.parts.jobs.runDue();
    const { files } = (await restClient(server, team).get(`/uploads/${uploadId}`)).body.data;
    expect(files.map((file: { name: string }) => file.name)).toEqual([
      'part 2, file 1',
      'part 1, file 1',
      'part 1, file 2',
    ]);
  });

  it('is told by HEAD, and written down, without the names that a client gives it for a case', async () => {
    const tus = tusClient(server, team);
    const toldOf = async (record: string) => {
      const said = { filename: `${name}.dcm`, relativePath: `${name}/1.dcm`, group: record };
      const path = await tus.create(10, { ...said, part: '1', parts: '1', patient_id: record });
      const { headers } = await tus.call('HEAD', path);
      const row = await server.parts.foundation.database.kysely
        .selectFrom('upload_parts')
        .select(['name', 'metadata'])
        .where('id', '=', path.split('/').at(-1) ?? '')
        .executeTakeFirstOrThrow();
      return { told: headers['upload-metadata'], ...row, said: { ...said, patient_id: record } };
    };
    const patient = await toldOf(await aPatient());
    expect(patient).toMatchObject({ name: `${name}.dcm`, metadata: patient.told });
    expect(patient.told).toContain(encodeMetadata({ relativePath: patient.said.relativePath }));
    const { said, ...ofCase } = await toldOf(await aCase());
    const metadata = encodeMetadata({
      group: said.group,
      part: '1',
      parts: '1',
      patient_id: said.patient_id,
    });
    expect(ofCase).toEqual({ told: metadata, name: 'part 1', metadata });
  });
});
