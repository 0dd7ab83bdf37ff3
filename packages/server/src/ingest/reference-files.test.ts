// Real files from many makers, where they are at hand: each goes in or is refused by name, and comes out unchanged.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFile as readDicom } from '@lumenbox/dicom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImagingClient, imagingClient } from '../../test/support/imaging.ts';
import { aTeam } from '../../test/support/makers.ts';
import { type RestClient, restClient } from '../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../test/support/test-server.ts';

const folder = fileURLToPath(new URL('../../../../../shared/data/dicom', import.meta.url));
const isThere = existsSync(folder);
if (!isThere && process.env.CI === 'true') throw new Error('The reference files are not there.');
if (!isThere) process.stderr.write('The reference files are not there: their tests are skipped.\n');

function filesBelow(path: string): string[] {
  return readdirSync(path)
    .toSorted()
    .map((name) => join(path, name))
    .flatMap((entry) => (statSync(entry).isDirectory() ? filesBelow(entry) : [entry]));
}

/** A file as it is kept: a preamble that is neither zero nor a TIFF header becomes zero. */
function asKept(bytes: Buffer): Buffer {
  const isTiff = /^(II[*+]\0|MM\0[*+])/.test(bytes.toString('latin1', 0, 4));
  if (bytes.toString('latin1', 128, 132) !== 'DICM' || isTiff) return bytes;
  return Buffer.concat([Buffer.alloc(128), bytes.subarray(128)]);
}

/** Whether a file lacks what makes it one of Part 10: it comes out behind a beginning of ours. */
function isBare(bytes: Buffer): boolean {
  const { preamble, meta } = readDicom(bytes);
  return preamble === 'absent' || meta.elements.size === 0;
}

function dataSetOf(bytes: Buffer): Buffer {
  return bytes.subarray(readDicom(bytes).dataSetOffset);
}

describe.skipIf(!isThere)('the reference files', () => {
  let server: TestServer;
  let imaging: ImagingClient;
  let api: RestClient;
  beforeAll(async () => {
    server = await startTestServer();
    const team = await aTeam(server);
    imaging = imagingClient(server, team);
    api = restClient(server, team);
  });
  afterAll(() => server.close());

  const aPatient = async () => {
    const body = { given_names: 'A', family_name: 'B', date_of_birth: '1990-01-01', sex: 'other' };
    return (await api.post('/patients', body)).body.data.id;
  };

  it('of the CT phantom make one viewable study of one series, and come out as they went in', async () => {
    const patient = await aPatient();
    const paths = filesBelow(join(folder, 'series-ct-phantom'));
    const files = paths.map((path) => ({ name: relative(folder, path), bytes: readFileSync(path) }));
    const answer = await imaging.sendForm(`/patients/${patient}/imaging?accept_mismatch=true`, files);
    expect(answer).toMatchObject({ status: 201, body: { data: { counts: { received: 28, stored: 28 } } } });
    const [study] = (await api.get(`/patients/${patient}/studies`)).body.data;
    expect(study).toMatchObject({ series_count: 1, instance_count: 28, status: 'viewable' });
    expect(study.series).toMatchObject([{ instance_count: 28 }]);
    const kept = await imaging.download(patient, study.id);
    expect(kept.delete('DICOMDIR')).toBe(true);
    const sorted = (list: readonly Buffer[]) => list.map((bytes) => bytes.toString('base64')).toSorted();
    expect(sorted([...kept.values()])).toEqual(sorted(files.map(({ bytes }) => bytes)));
  });

  it('each go in or are refused by name, and come out as they are kept', async () => {
    const patient = await aPatient();
    for (const path of filesBelow(folder)) {
      const name = relative(folder, path);
      const bytes = readFileSync(path);
      const answer = await imaging.sendForm(`/patients/${patient}/imaging?accept_mismatch=true`, [
        { name, bytes },
      ]);
      const { files, studies } = answer.body.data;
      if (files[0].outcome !== 'stored') {
        expect(files[0].outcome, name).toMatch(/^(rejected|ignored|duplicate)$/);
        if (files[0].outcome !== 'duplicate') expect(files[0].reason, name).toMatch(/^[a-z-]+: .+\.$/);
        continue;
      }
      const kept = [...(await imaging.download(patient, studies[0].id)).values()];
      const isSame = isBare(bytes)
        ? (file: Buffer) => dataSetOf(file).equals(dataSetOf(bytes))
        : (file: Buffer) => file.equals(asKept(bytes));
      expect(kept.some(isSame), name).toBe(true);
    }
  });
});
