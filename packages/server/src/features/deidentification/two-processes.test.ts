// Halves of one study on their way into a case by two doors, in two processes that know nothing of each other: they must come out as one.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstString, readFile as readDicom, tags } from '@lumenbox/dicom';
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../../test/support/cli.ts';
import { imagingClient } from '../../../test/support/imaging.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let team: TestMember;
let folder: string;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  folder = await mkdtemp(join(tmpdir(), 'lumenbox-halves-'));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const count = 6;
const identity = { patientId: 'ID-4711-Q', patientName: 'Zauberfeld^Hieronymus' };
const aSlice = (instanceNumber: number) => aCtInstance({ seed: 'halves', ...identity, instanceNumber });
const api = () => restClient(server, team);

/** Sends every second image over REST, and the others by a command of its own process, at the same time. */
async function sendHalves(caseId: string): Promise<void> {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  await Promise.all(
    numbers
      .filter((number) => number % 2 === 0)
      .map((number) => writeFile(join(folder, `${number}.dcm`), aSlice(number).bytes)),
  );
  const byCommand = runCli(server.place, ['import', folder, '--team', team.teamId, '--patient', caseId]);
  for (const number of numbers.filter((one) => one % 2 === 1)) {
    const answer = await imagingClient(server, team).send(
      `/patients/${caseId}/imaging`,
      aSlice(number).bytes,
    );
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  }
  const { code, stderr } = await byCommand;
  expect(code, stderr).toBe(0);
}

describe('two halves of a study, by two doors and two processes', () => {
  it('are one study of one series and one frame of reference, with the same shifted date', async () => {
    await api().put('/realm', { case_profile: 'research' });
    const caseId = (await api().post('/cases', { label: 'Halves' })).body.data.id as string;
    await sendHalves(caseId);
    const { data } = (await api().get(`/patients/${caseId}/studies`)).body;
    expect(data).toMatchObject([{ series_count: 1, instance_count: count }]);
    const zip = await imagingClient(server, team).download(caseId, data[0].id);
    const headers = [...zip]
      .filter(([name]) => !name.endsWith('DICOMDIR'))
      .map(([, bytes]) => readDicom(bytes).dataSet);
    expect(headers).toHaveLength(count);
    for (const tag of [tags.FrameOfReferenceUID, tags.StudyDate, tags.SeriesInstanceUID, tags.PatientID]) {
      const values = new Set(headers.map((dataSet) => firstString(dataSet, tag)));
      expect([...values], String(tag)).toHaveLength(1);
      expect([...values][0]).not.toBe(firstString(readDicom(aSlice(1).bytes).dataSet, tag));
    }
    const receipt = (await api().get(`/patients/${caseId}/studies/${data[0].id}/receipt`)).body.data;
    expect(receipt.content).toMatchObject({ dates: 'shifted', profile: { name: 'research' } });
    expect(receipt.content.instances).toHaveLength(count);
  });
});
