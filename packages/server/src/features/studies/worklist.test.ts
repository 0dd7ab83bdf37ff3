// The studies of a whole realm through HTTP: who is in it, filters, orders and search, each against what a plain reading gives.
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imagingClient } from '../../../test/support/imaging.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { type RestClient, restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let team: TestMember;
let api: RestClient;
const ids: Record<string, string> = {};

beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  api = restClient(server, team);
  ids.jones = await aPatient('Jones', 'Jessica');
  ids.muller = await aPatient('Müller-Lüdenscheidt', 'Änne');
  await api.post(`/patients/${ids.jones}/identifiers`, { value: 'MRN-4711' });
  ids.case = (await api.post('/cases', { label: 'Teaching file 7' })).body.data.id;
  ids.chest = await aStudy('jones', {
    study_description: 'CT Chest w/ contrast',
    study_date: '2024-03-01',
    accession_no: 'ACC-0001',
    institution_name: 'Radiology North',
  });
  ids.knee = await aStudy('muller', { study_description: 'MR knee', study_date: '2024-01-01' });
  ids.undated = await aStudy('case', { study_description: 'Kept "elsewhere" \\ 100%' });
});
afterAll(() => server.close());

async function aPatient(family_name: string, given_names: string): Promise<string> {
  const fields = { family_name, given_names, date_of_birth: '1980-01-01', sex: 'other' };
  return (await api.post('/patients', fields)).body.data.id;
}
async function aStudy(of: string, fields: Record<string, string>): Promise<string> {
  return (await api.post(`/patients/${ids[of]}/studies`, fields)).body.data.id;
}
async function found(query: string): Promise<string[]> {
  const { body, status } = await api.get(`/studies?${query}`);
  expect(status).toBe(200);
  expect(body.meta.total).toBe(body.data.length);
  expect(body.meta.has_more).toBe(false);
  return body.data.map((row: { id: string }) => row.id);
}
const all = () => [ids.chest, ids.knee, ids.undated];

describe('the worklist', () => {
  it('holds the studies of patients and cases, each with its owner', async () => {
    const { body } = await api.get('/studies');
    expect(body.data.map((row: { patient: object }) => row.patient)).toEqual([
      { id: ids.jones, kind: 'patient', name: 'Jones, Jessica' },
      { id: ids.muller, kind: 'patient', name: 'Müller-Lüdenscheidt, Änne' },
      { id: ids.case, kind: 'case', name: 'Teaching file 7' },
    ]);
    const alone = (await api.get(`/patients/${ids.jones}/studies/${ids.chest}`)).body.data;
    const { patient: _, ...study } = body.data[0];
    expect(study).toEqual(alone);
  });

  it('tells nothing of another realm, whatever is asked', async () => {
    const other = restClient(server, await aTeam(server));
    for (const query of ['', 'search=jones', 'institution=radiology', 'status=viewable', 'sort=patient_name'])
      expect((await other.get(`/studies?${query}`)).body).toMatchObject({
        data: [],
        meta: { total: 0, has_more: false },
      });
  });

  it('is for those who may read studies, and leaves an event', async () => {
    const token = await team.token(['patients:read']);
    const stranger = restClient(server, { headers: { authorization: `Bearer ${token}` } });
    expect((await stranger.get('/studies')).status).toBe(403);
    await api.get('/studies?per_page=2');
    await expect
      .poll(async () => (await api.get('/audit-events?event=study.listed')).body.data[0]?.details)
      .toEqual({ page: 1, per_page: 2, count: 2 });
  });

  it.each([
    ['study_date', 'desc', ['chest', 'knee', 'undated']],
    ['study_date', 'asc', ['undated', 'knee', 'chest']],
    ['created_at', 'desc', ['undated', 'knee', 'chest']],
    ['created_at', 'asc', ['chest', 'knee', 'undated']],
    ['patient_name', 'asc', ['chest', 'knee', 'undated']],
    ['patient_name', 'desc', ['undated', 'knee', 'chest']],
  ])('is ordered by %s %s, over pages too', async (sort, direction, names) => {
    const expected = names.map((name) => ids[name]);
    const query = `sort=${sort}&direction=${direction}`;
    expect(await found(query)).toEqual(expected);
    for (const [index, id] of expected.entries()) {
      const { body } = await api.get(`/studies?per_page=1&page=${index + 1}&${query}`);
      expect([body.data[0].id, body.meta.total, body.meta.last_page]).toEqual([id, 3, 3]);
    }
  });

  it.each([
    ['jones', ['chest']],
    ['JES jon', ['chest']],
    ['mrn-47', ['chest']],
    ['acc-0001', ['chest']],
    ['jones contrast', ['chest']],
    ['mull', ['knee']],
    ['ludenscheidt anne', ['knee']],
    ['teaching 7', ['undated']],
    ['"elsewhere"', ['undated']],
    ['jones knee', []],
    ['ones', []],
    ['%', []],
    ["' OR 1=1", []],
  ])('finds by the beginnings of words: %s', async (search, names) => {
    const expected = names.map((name) => ids[name]);
    for (const sort of ['study_date', 'created_at', 'patient_name'])
      expect(await found(`sort=${sort}&search=${encodeURIComponent(search)}`)).toEqual(expected);
  });

  it('is narrowed by days, institution and status, alone and together', async () => {
    expect(await found('date_from=2024-01-01')).toEqual([ids.chest, ids.knee]);
    expect(await found('date_to=2024-02-01')).toEqual([ids.knee]);
    const daysSinceChest =
      Math.floor((server.clock.nowMs() - Date.parse('2024-03-01T00:00:00Z')) / 86_400_000) + 1;
    expect(await found(`last_days=${daysSinceChest}`)).toEqual([ids.chest]);
    expect(await found(`last_days=${daysSinceChest - 1}`)).toEqual([]);
    expect(await found(`last_days=${daysSinceChest}&date_from=2024-03-02`)).toEqual([]);
    expect(await found(`last_days=3650&date_from=2024-02-01`)).toEqual([ids.chest]);
    expect(await found('institution=NORTH')).toEqual([ids.chest]);
    expect(await found('institution=nort')).toEqual([]);
    expect(await found('status=viewable')).toEqual(all());
    expect(await found('status=viewable&institution=radiology&date_from=2024-03-01&search=c')).toEqual([
      ids.chest,
    ]);
    expect(await found('status=viewable&institution=radiology&date_to=2024-02-01')).toEqual([]);
  });

  it('refuses what it cannot read, and more words than it looks for', async () => {
    const errorsOf = async (query: string) => (await api.get(`/studies?${query}`)).body.errors;
    expect(await errorsOf('sort=label')).toEqual({ sort: ['The selected sort is invalid.'] });
    expect(await errorsOf('status=lost')).toEqual({ status: ['The selected status is invalid.'] });
    expect(Object.keys(await errorsOf('date_from=2024-02-01&date_to=2024-01-01'))).toEqual(['date_to']);
    expect(await errorsOf('search=a b c d e f g h i'.replaceAll(' ', '%20'))).toEqual({
      search: ['The search field must not have more than 8 words.'],
    });
  });
});

describe('the worklist follows', () => {
  it('a study that is changed, moved and deleted', async () => {
    const id = await aStudy('jones', { study_description: 'Zebra' });
    const path = `/patients/${ids.jones}/studies/${id}`;
    expect(await found('search=zebra')).toEqual([id]);
    await api.put(path, { study_description: 'Quagga', study_date: '2031-01-01', institution_name: 'South' });
    expect(await found('search=zebra')).toEqual([]);
    expect(await found('search=quagga&institution=south&date_from=2031-01-01')).toEqual([id]);
    const moved = await api.post(`${path}/move`, { to_patient_id: ids.muller });
    expect(moved.status).toBeLessThan(300);
    expect(await found('search=jones quagga')).toEqual([]);
    expect(await found('search=quagga mull')).toEqual([id]);
    await api.delete(`/patients/${ids.muller}/studies/${id}`);
    expect(await found('search=quagga')).toEqual([]);
    expect(await found('')).toEqual(all());
  });

  it('an owner who is renamed, gets a number, is merged, and is deleted', async () => {
    const [one, two] = [await aPatient('Alpha', 'A'), await aPatient('Beta', 'B')];
    ids.alpha = one;
    const id = await aStudy('alpha', { study_description: 'Moves along' });
    await api.put(`/patients/${one}`, { family_name: 'Omega' });
    expect(await found('search=alpha')).toEqual([]);
    expect(await found('search=omega')).toEqual([id]);
    await api.post(`/patients/${one}/identifiers`, { value: 'NEW99' });
    expect(await found('search=new99')).toEqual([id]);
    expect((await api.post(`/patients/${two}/merge`, { from_patient_id: one })).status).toBeLessThan(300);
    expect(await found('search=omega')).toEqual([]);
    expect(await found('search=beta new99')).toEqual([id]);
    const { body } = await api.get('/studies?search=beta');
    expect(body.data[0].patient).toEqual({ id: two, kind: 'patient', name: 'Beta, B' });
    const { kysely } = server.parts.foundation.database;
    const { number } = await kysely
      .selectFrom('worklist_studies')
      .select('number')
      .where('study_id', '=', id)
      .executeTakeFirstOrThrow();
    const terms = () =>
      kysely.selectFrom('worklist_terms').select('term').where('study_number', '=', number).execute();
    expect(await terms()).not.toEqual([]);
    await api.delete(`/patients/${two}`);
    expect(await found('search=beta')).toEqual([]);
    expect(await terms()).toEqual([]);
  });

  it('images that come: their modality, their body part and how far they are', async () => {
    const { bytes } = aCtInstance({ seed: 'worklist', patientId: 'PX', rows: 2, columns: 2 });
    expect((await imagingClient(server, team).send('/imaging', bytes)).body.data.counts.stored).toBe(1);
    const [id] = await found('modality=ct,xa');
    const { series, status } = (await api.get('/studies?modality=CT')).body.data[0];
    expect(series[0].body_part_examined).toBeTruthy();
    expect(await found(`body_part=${series[0].body_part_examined.toLowerCase()}`)).toEqual([id]);
    // It falls quiet while the test goes on; nothing else of the realm is receiving.
    if (status === 'receiving') await expect.poll(() => found('status=receiving')).toEqual([]);
    expect(await found('status=viewable&modality=CT')).toEqual([id]);
    expect(await found('modality=MR')).toEqual([]);
    expect(await found('modality=CT&body_part=FOOT')).toEqual([]);
  });

  it('two at once: a study that is added while its owner is renamed, whichever is first', async () => {
    ids.racer = await aPatient('Before', 'R');
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        Promise.all([
          aStudy('racer', { study_description: `Race ${index}` }),
          api.put(`/patients/${ids.racer}`, { family_name: `After${index}` }),
        ]),
      ),
    );
    const { family_name } = (await api.get(`/patients/${ids.racer}`)).body.data;
    expect(await found('search=race')).toHaveLength(8);
    expect(await found(`search=race ${family_name}`)).toHaveLength(8);
  });
});
