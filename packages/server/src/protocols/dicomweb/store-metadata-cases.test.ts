// Metadata and bulk data on their way into a case or a patient: what rests on disk meanwhile, and what stays.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { firstString, readFile as readDicom, tags } from '@lumenbox/dicom';
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeFile, jsonPart, relatedType } from '../../../test/support/described.ts';
import {
  asStored,
  type DicomwebTestClient,
  dicomwebClient,
  encodeRelated,
  partsOf,
  storedUids,
} from '../../../test/support/dicomweb.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { type RestClient, restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let team: TestMember;
let client: DicomwebTestClient;
let api: RestClient;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  client = await dicomwebClient(server, team);
  api = restClient(server, team);
});
afterAll(() => server.close());

const aCase = async (label: string): Promise<string> => (await api.post('/cases', { label })).body.data.id;
const aPatient = async (): Promise<string> => {
  const body = {
    given_names: 'Hieronymus',
    family_name: 'Zauberfeld',
    date_of_birth: '1970-01-01',
    sex: 'male',
  };
  return (await api.post('/patients', body)).body.data.id;
};
const identity = {
  patientId: 'ID-4711-Q',
  patientName: 'Zauberfeld^Hieronymus',
  patientBirthDate: '19700101',
  patientSex: 'M',
};
/** More than is kept in memory: its pixels go to a file. */
const aLargeSlice = (seed: string) => aCtInstance({ seed, ...identity, rows: 1200, columns: 1200 });

const incoming = join('objects', 'incoming');
const filesAside = async () => {
  const folder = join(server.dataDir, incoming);
  return Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name))));
};

/** Sends all but the last bytes, gives what then lies aside, and sends or withholds the rest. */
async function sendInTwo(path: string, body: Buffer, options: { isEnded: boolean }) {
  let whenSeen: (files: Buffer[]) => void = () => undefined;
  const seen = new Promise<Buffer[]>((resolve) => {
    whenSeen = resolve;
  });
  const abort = new AbortController();
  const pieces = async function* () {
    yield body.subarray(0, body.length - 200);
    await expect.poll(async () => (await filesAside()).some(({ length }) => length > 2_000_000)).toBe(true);
    whenSeen(await filesAside());
    if (options.isEnded) yield body.subarray(body.length - 200);
    else abort.abort();
  };
  const answer = fetch(client.base + path, {
    method: 'POST',
    headers: { ...client.headers, 'content-type': relatedType('json') },
    body: ReadableStream.from(pieces()),
    duplex: 'half',
    signal: abort.signal,
  }).then(
    async (response) => ({
      status: response.status,
      body: (await response.json()) as Record<string, { Value: [string] }>,
    }),
    () => undefined,
  );
  return { aside: await seen, answer: await answer };
}

describe('metadata and bulk data', () => {
  it('for a case become an instance without identity, and lie on disk encrypted until then', async () => {
    const caseId = await aCase('Teaching 12');
    const made = aLargeSlice('case-stow');
    const { json, pixels } = describeFile(made, 'pixels');
    const mark = Buffer.from('Zauberfeld, burned in');
    mark.copy(pixels, 1_000_000);
    const parts = [{ location: 'pixels', type: 'application/octet-stream', body: pixels }, jsonPart(json)];
    const { aside, answer } = await sendInTwo(`/patients/${caseId}/studies`, encodeRelated(parts), {
      isEnded: true,
    });
    expect(aside).toHaveLength(1);
    expect(aside[0]?.includes(mark)).toBe(false);
    expect(answer?.status).toBe(200);
    const text = JSON.stringify(answer?.body);
    for (const uid of [made.studyInstanceUid, made.seriesInstanceUid, made.sopInstanceUid])
      expect(text).not.toContain(uid);
    const study = answer?.body['00081190']?.Value[0].slice(client.base.length) ?? '';
    const [stored] = await partsOf(await client.get(study, asStored));
    const { dataSet } = readDicom(stored?.body ?? Buffer.alloc(0));
    expect(firstString(dataSet, tags.PatientName)).toBe('Teaching 12');
    expect(firstString(dataSet, tags.PatientIdentityRemoved)).toBe('YES');
    expect(stored?.body.includes('ID-4711-Q')).toBe(false);
    expect(await filesAside()).toEqual([]);
  });

  it('for a patient lie on disk as they are, and become what they tell of', async () => {
    const made = aLargeSlice('patient-stow');
    const { json, pixels } = describeFile(made, 'pixels');
    const mark = Buffer.from('Zauberfeld, burned in');
    mark.copy(pixels, 1_000_000);
    const parts = [{ location: 'pixels', type: 'application/octet-stream', body: pixels }, jsonPart(json)];
    const path = `/patients/${await aPatient()}/studies`;
    const { aside, answer } = await sendInTwo(path, encodeRelated(parts), { isEnded: true });
    // The same look that finds nothing of a case.
    expect(aside[0]?.includes(mark)).toBe(true);
    expect(storedUids({ status: 200, body: answer?.body })).toEqual([made.sopInstanceUid]);
  });

  it('of a sender that goes away leave nothing', async () => {
    const made = aLargeSlice('gone-stow');
    const { json, pixels } = describeFile(made, 'pixels');
    const parts = [{ location: 'pixels', type: 'application/octet-stream', body: pixels }, jsonPart(json)];
    const { aside } = await sendInTwo('/studies', encodeRelated(parts), { isEnded: false });
    expect(aside).toHaveLength(1);
    await expect.poll(filesAside).toEqual([]);
    expect((await client.get(`/studies/${made.studyInstanceUid}`)).status).toBe(404);
  });

  it('for a case that is none, or another realm’s, are not found', async () => {
    const strangers = restClient(server, await aTeam(server));
    const theirs = (await strangers.post('/cases', { label: 'Theirs' })).body.data.id;
    const { json } = describeFile(aCtInstance({ seed: 'stranger-stow', rows: 8, columns: 8 }), 'pixels');
    const answer = await client.post(
      `/patients/${theirs}/studies`,
      relatedType('json'),
      encodeRelated([jsonPart(json)]),
    );
    expect(answer.status).toBe(404);
  });
});
