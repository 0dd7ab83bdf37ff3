// Peers whose instances go into a case: a modality for teaching, a gateway of a study. Nothing comes in with an identity.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstString, readFile as readDicom, tags } from '@lumenbox/dicom';
import { aCtInstance, aSecondaryCapture } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  aCalledTeam,
  aPeer,
  type CalledTeam,
  type DimseServer,
  runTool,
  startDimseServer,
} from '../../../test/support/dimse.ts';
import { imagingClient } from '../../../test/support/imaging.ts';
import { aMember } from '../../../test/support/makers.ts';
import { restClient } from '../../../test/support/rest-client.ts';

let server: DimseServer;
let team: CalledTeam;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lumenbox-into-case-'));
  server = await startDimseServer();
  team = await aCalledTeam(server);
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const api = (member = team) => restClient(server, member);
const aCase = async (label: string, member = team): Promise<string> =>
  (await api(member).post('/cases', { label })).body.data.id;
const identity = { patientId: 'ID-4711-Q', patientName: 'Zauberfeld^Hieronymus' };

/** Sends instances as a peer does, with DCMTK's storescu. */
async function storescu(calling: string, seed: string, { count = 2, make = aCtInstance } = {}) {
  const paths = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const path = join(folder, `${seed}-${index}.dcm`);
      await writeFile(path, make({ seed, ...identity, instanceNumber: index + 1 }).bytes);
      return path;
    }),
  );
  const titles = ['-aet', calling, '-aec', team.aeTitle];
  return runTool('storescu', ['-v', ...titles, '127.0.0.1', String(server.port), ...paths]);
}

describe.skipIf(process.env.LUMENBOX_TEST_DCMTK === undefined)('what a peer stores into a case', () => {
  it('comes in without identity, and the upload names no original', async () => {
    const caseId = await aCase('Gateway 1');
    const calling = await aPeer(server, team, { case_id: caseId });
    const sent = await storescu(calling, 'into-case');
    expect(sent.code, sent.output).toBe(0);
    const { data } = (await api().get(`/patients/${caseId}/studies`)).body;
    expect(data).toMatchObject([{ instance_count: 2 }]);
    const files = [...(await imagingClient(server, team).download(caseId, data[0].id))]
      .filter(([name]) => !name.endsWith('DICOMDIR'))
      .map(([, bytes]) => bytes);
    const { sopInstanceUid } = aCtInstance({ seed: 'into-case', ...identity, instanceNumber: 1 });
    for (const bytes of files) {
      expect(firstString(readDicom(bytes).dataSet, tags.PatientName)).toBe('Gateway 1');
      for (const text of ['Zauberfeld', identity.patientId, sopInstanceUid])
        expect(bytes.includes(text)).toBe(false);
    }
    const uploads = JSON.stringify((await api().get('/uploads')).body);
    expect(uploads).toContain(caseId);
    for (const text of ['Zauberfeld', identity.patientId, sopInstanceUid])
      expect(uploads).not.toContain(text);
    expect((await api().get('/patients')).body.meta.total).toBe(0);
  });

  it('is the same study again when it comes twice', async () => {
    const caseId = await aCase('Gateway 2');
    const calling = await aPeer(server, team, { case_id: caseId });
    for (let time = 1; time <= 2; time++) expect((await storescu(calling, 'twice')).code).toBe(0);
    expect((await api().get(`/patients/${caseId}/studies`)).body.data).toMatchObject([{ instance_count: 2 }]);
  });

  it('is taken and held for review when nobody can be certain of it', async () => {
    const caseId = await aCase('Gateway 4');
    const calling = await aPeer(server, team, { case_id: caseId });
    const sent = await storescu(calling, 'for-review', { count: 1, make: aSecondaryCapture });
    expect(sent.code, sent.output).toBe(0);
    const { data } = (await api().get(`/review-queue?case_id=${caseId}`)).body;
    expect(data).toMatchObject([{ state: 'waiting', reasons: ['secondary-capture'] }]);
    expect((await api().get(`/patients/${caseId}/studies`)).body.data).toEqual([]);
  });

  it('is refused when the case is gone, and goes nowhere else', async () => {
    const caseId = await aCase('Gateway 3');
    const calling = await aPeer(server, team, { case_id: caseId });
    expect((await api().delete(`/cases/${caseId}`)).status).toBe(204);
    const sent = await storescu(calling, 'gone', { count: 1 });
    expect(sent.output).toMatch(/NotAuthorized|0x0?124/i);
    expect((await api().get('/patients')).body.meta.total).toBe(0);
    expect((await api().get('/inbox')).body.data).toEqual([]);
  });

  it('can be given back to the matching rule', async () => {
    const calling = await aPeer(server, team, { case_id: await aCase('Gateway 4') });
    const peer = (await api().get('/peers')).body.data.find(
      (one: { ae_title: string }) => one.ae_title === calling,
    );
    expect((await api().put(`/peers/${peer.id}`, { case_id: null })).body.data).toMatchObject({
      case_id: null,
    });
    expect((await storescu(calling, 'matched', { count: 1 })).code).toBe(0);
    expect((await api().get('/patients')).body.meta.total).toBe(1);
  });
});

describe('the case of a peer', () => {
  it("is one of the realm's own cases, never a patient", async () => {
    const other = await aCalledTeam(server);
    const patient = await api().post('/patients', {
      given_names: 'Ada',
      family_name: 'Phantom',
      date_of_birth: '1815-12-10',
      sex: 'female',
    });
    const ids = [await aCase('Elsewhere', other), patient.body.data.id, 'nothing'];
    for (const case_id of ids) {
      const made = await api().post('/peers', { ae_title: 'NEW', case_id });
      expect(made.status).toBe(422);
      expect(made.body.errors).toEqual({ case_id: ['The realm has no such case.'] });
    }
    const member = await aMember(server, team, 'viewer');
    expect((await api({ ...team, ...member }).post('/peers', { ae_title: 'NEW' })).status).toBe(403);
  });
});
