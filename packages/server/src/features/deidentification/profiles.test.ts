// A realm's own profiles: versions that are never lost, cases that keep theirs, and what makes no profile.
import {
  deidentificationOptions,
  deidentificationReasons,
  deidentificationRuleActions,
  textRecognitions,
} from '@lumenbox/contract';
import { firstString, readFile as readDicom, tags } from '@lumenbox/dicom';
import {
  textRecognitions as engineRecognitions,
  profileOptions,
  reviewReasons,
  ruleActions,
} from '@lumenbox/dicom/deidentify';
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imagingClient } from '../../../test/support/imaging.ts';
import { aMember, aTeam, type TestMember } from '../../../test/support/makers.ts';
import { restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let team: TestMember;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
});
afterAll(() => server.close());

const path = '/deidentification-profiles';
const api = (member = team) => restClient(server, member);
const rules = [{ tag: '00081030', action: 'replace', value: 'PLANNING CT' }];
async function aProfile(name: string, more: object = {}, member = team): Promise<Record<string, string>> {
  const answer = await api(member).post(path, { name, rules, ...more });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.data;
}
async function aCaseWithImage(label: string, seed: string, member = team): Promise<string> {
  const caseId = (await api(member).post('/cases', { label })).body.data.id;
  await sendTo(caseId, seed, member);
  return caseId;
}
async function sendTo(caseId: string, seed: string, member = team): Promise<void> {
  const { bytes } = aCtInstance({ seed, patientName: 'Zauberfeld^Hieronymus', rows: 16, columns: 16 });
  const answer = await imagingClient(server, member).send(`/patients/${caseId}/imaging`, bytes);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
}
async function studiesOf(caseId: string, member = team): Promise<{ id: string }[]> {
  return (await api(member).get(`/patients/${caseId}/studies`)).body.data;
}
async function eventsOf(objectId: string): Promise<string[]> {
  await server.parts.audit.flush();
  const rows = await server.parts.foundation.database.kysely
    .selectFrom('audit_events')
    .select('event')
    .where('object_id', '=', objectId)
    .orderBy('id')
    .execute();
  return rows.map(({ event }) => event);
}

describe('an own profile', () => {
  it('has the options, actions and reasons of the engine, and no others', () => {
    expect([...deidentificationOptions]).toEqual([...profileOptions]);
    expect([...deidentificationRuleActions]).toEqual([...ruleActions]);
    expect([...deidentificationReasons]).toEqual([...reviewReasons]);
    expect([...textRecognitions]).toEqual([...engineRecognitions]);
  });

  it('is made, listed and shown, and gets a new version with each change', async () => {
    const made = await aProfile('Versions', { options: ['cleanDescriptors'] });
    expect(made).toMatchObject({ version: 1, archived: false, used_for_new_cases: false, accept: [] });
    const changed = await api().put(`${path}/${made.id}`, { retain_birth_year: true, version: 1 });
    expect(changed.body.data).toMatchObject({
      version: 2,
      options: ['cleanDescriptors'],
      retain_birth_year: true,
    });
    const same = await api().put(`${path}/${made.id}`, { retain_birth_year: true });
    expect(same.body.data.version).toBe(2);
    const shown = (await api().get(`${path}/${made.id}`)).body.data;
    expect(shown.versions).toMatchObject([
      { version: 2, retain_birth_year: true, case_count: 0 },
      { version: 1, retain_birth_year: false, rules },
    ]);
    const listed = (await api().get(path)).body.data;
    expect(listed.map(({ name }: { name: string }) => name)).toContain('Versions');
    expect(await eventsOf(made.id ?? '')).toEqual(['profile.created', 'profile.updated', 'profile.read']);
  });

  it('is refused at its field when it would keep who it is or break the file', async () => {
    const wrong = [
      { tag: '00100010', action: 'keep' },
      { tag: '00080060', action: 'replace', value: 'not a code' },
      { tag: '00091001', action: 'keep' },
    ];
    const refused = await api().post(path, { name: 'research', rules: wrong });
    expect(refused.status).toBe(422);
    expect(Object.keys(refused.body.errors).sort()).toEqual([
      'name',
      'rules.0.tag',
      'rules.1.value',
      'rules.2.tag',
    ]);
    const both = ['retainLongitudinalFullDates', 'retainLongitudinalModifiedDates'];
    const made = await aProfile('Refusals');
    const update = await api().put(`${path}/${made.id}`, { options: both });
    expect([update.status, Object.keys(update.body.errors)]).toEqual([422, ['options']]);
    expect((await api().post(path, { name: 'X', options: ['keepAll'] })).status).toBe(422);
    expect((await api().get(`${path}/${made.id}`)).body.data.version).toBe(1);
  });

  it('has a name that no other has, also when two take it at once', async () => {
    const answers = await Promise.all([1, 2].map(() => api().post(path, { name: 'Taken' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
    const other = await aProfile('Other name');
    const renamed = await api().put(`${path}/${other.id}`, { name: 'Taken' });
    expect([renamed.status, Object.keys(renamed.body.errors)]).toEqual([422, ['name']]);
    await aProfile('Taken', {}, await aTeam(server));
  });

  it('loses no version when several change it at once', async () => {
    const made = await aProfile('At once');
    const values = ['A', 'B', 'C', 'D'];
    const change = (value: string, more = {}) =>
      api().put(`${path}/${made.id}`, { rules: [{ tag: '00081030', action: 'replace', value }], ...more });
    const answers = await Promise.all(values.map((value) => change(value)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { versions } = (await api().get(`${path}/${made.id}`)).body.data;
    expect(versions.map(({ version }: { version: number }) => version)).toEqual([5, 4, 3, 2, 1]);
    expect(new Set(versions.map((one: { rules: { value: string }[] }) => one.rules[0]?.value)).size).toBe(5);
    const based = await Promise.all(['E', 'F'].map((value) => change(value, { version: 5 })));
    expect(based.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('is nobody else’s, and changed by those who run the team alone', async () => {
    const made = await aProfile('Mine');
    const stranger = api(await aTeam(server));
    expect((await stranger.get(`${path}/${made.id}`)).status).toBe(404);
    expect((await stranger.put(`${path}/${made.id}`, { accept: [] })).status).toBe(404);
    expect((await stranger.post(`${path}/${made.id}/archive`)).status).toBe(404);
    expect((await stranger.get(path)).body.data).toEqual([]);
    for (const case_profile of [made.id, 'Mine'])
      expect((await stranger.put('/realm', { case_profile })).status).toBe(422);
    const member = api(await aMember(server, team, 'member'));
    expect((await member.get(`${path}/${made.id}`)).status).toBe(200);
    expect((await member.put(`${path}/${made.id}`, { accept: [] })).status).toBe(403);
    expect((await member.post(path, { name: 'Theirs' })).status).toBe(403);
  });
});

describe('a case begun with an own profile', () => {
  it('is de-identified by it, has a receipt that names it, and keeps its version', async () => {
    const own = await aTeam(server);
    const made = await aProfile('Radiotherapy', { options: ['retainPatientCharacteristics'] }, own);
    const set = await api(own).put('/realm', { case_profile: 'Radiotherapy' });
    expect(set.body.data.case_profile).toBe(made.id);
    const caseId = await aCaseWithImage('Own 1', 'own-profile-1', own);
    await api(own).put(`${path}/${made.id}`, { rules: [] });
    await sendTo(caseId, 'own-profile-2', own);
    for (const { id } of await studiesOf(caseId, own)) {
      const zip = await imagingClient(server, own).download(caseId, id);
      const [file = Buffer.alloc(0)] = [...zip]
        .filter(([name]) => !name.endsWith('DICOMDIR'))
        .map(([, bytes]) => bytes);
      expect(file.includes('Zauberfeld')).toBe(false);
      expect(firstString(readDicom(file).dataSet, tags.StudyDescription)).toBe('PLANNING CT');
      const { content } = (await api(own).get(`/patients/${caseId}/studies/${id}/receipt`)).body.data;
      expect(content.profile).toEqual({
        name: 'Radiotherapy',
        version: 1,
        options: ['retainPatientCharacteristics'],
      });
    }
    const later = await aCaseWithImage('Own 2', 'own-profile-3', own);
    const [study] = await studiesOf(later, own);
    const receipt = (await api(own).get(`/patients/${later}/studies/${study?.id}/receipt`)).body.data;
    expect(receipt.content.profile).toMatchObject({ name: 'Radiotherapy', version: 2 });
    const { versions } = (await api(own).get(`${path}/${made.id}`)).body.data;
    expect(versions.map((one: { case_count: number }) => one.case_count)).toEqual([1, 1]);
  });

  it('holds the profile in use: it is not archived before another is chosen, and not chosen once it is', async () => {
    const own = await aTeam(server);
    const { id } = await aProfile('In use', {}, own);
    await api(own).put('/realm', { case_profile: id });
    expect((await api(own).get(`${path}/${id}`)).body.data.used_for_new_cases).toBe(true);
    expect((await api(own).post(`${path}/${id}/archive`)).status).toBe(409);
    await api(own).put('/realm', { case_profile: 'teaching' });
    expect((await api(own).post(`${path}/${id}/archive`)).body.data.archived).toBe(true);
    expect((await api(own).post(`${path}/${id}/archive`)).status).toBe(200);
    expect((await api(own).put('/realm', { case_profile: id })).status).toBe(422);
    expect((await api(own).get(path)).body.data).toEqual([]);
    expect((await api(own).get(`${path}?archived=true`)).body.data).toMatchObject([{ id }]);
    await api(own).post(`${path}/${id}/unarchive`);
    const answers = await Promise.all([
      api(own).put('/realm', { case_profile: id }),
      api(own).post(`${path}/${id}/archive`),
    ]);
    expect([
      [200, 409],
      [422, 200],
    ]).toContainEqual(answers.map(({ status }) => status));
    expect(await eventsOf(id ?? '')).toContain('profile.unarchived');
  });
});
