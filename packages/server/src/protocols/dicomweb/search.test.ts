// QIDO-RS over HTTP: the six resources, what they tell, how they page, and what is refused.
import { type DicomJson, fromDicomXml } from '@lumenbox/dicom';
import { aCtInstance, anMrInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imagingClient } from '../../../test/support/imaging.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let team: TestMember;
const chest = [1, 2, 3].map((instanceNumber) =>
  aCtInstance({
    seed: 'chest',
    rows: 4,
    columns: 4,
    instanceNumber,
    patientName: 'Lovelace^Ada',
    patientId: 'P1',
    accessionNumber: 'A1',
    studyDate: '20240301',
    studyDescription: 'Chest',
  }),
);
const head = anMrInstance({
  seed: 'head',
  rows: 4,
  columns: 4,
  patientName: 'Byron^George',
  patientId: 'P2',
  patientBirthDate: '17880122',
  patientSex: 'M',
  studyDate: '20240302',
});
const [first] = chest as [(typeof chest)[0]];

beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  const files = [...chest, head].map(({ bytes }, index) => ({ name: `${index}`, bytes }));
  const answer = await imagingClient(server, team).sendForm('/imaging', files);
  expect(answer.body.data.counts.stored).toBe(4);
});
afterAll(() => server.close());

const ask = (path: string, options: { member?: TestMember; accept?: string } = {}) =>
  server.app.inject({
    url: `/dicomweb${path}`,
    headers: { ...(options.member ?? team).headers, accept: options.accept ?? 'application/dicom+json' },
  });
const matches = async (path: string): Promise<DicomJson[]> => {
  const answer = await ask(path);
  if (answer.statusCode === 204) return [];
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toBe('application/dicom+json');
  return answer.json();
};
const firstValue = (match: DicomJson | undefined, tag: string) => match?.[tag]?.Value?.[0];

describe('studies', () => {
  it('come newest first, with what every answer tells, in the order of the tags', async () => {
    const found = await matches('/studies');
    expect(found.map((match) => firstValue(match, '00080020'))).toEqual(['20240302', '20240301']);
    const study = found[1];
    expect(Object.keys(study ?? {})).toEqual(Object.keys(study ?? {}).toSorted());
    expect(study).toMatchObject({
      '00080005': { vr: 'CS', Value: ['ISO_IR 192'] },
      '00080050': { vr: 'SH', Value: ['A1'] },
      '00080056': { vr: 'CS', Value: ['ONLINE'] },
      '00080061': { vr: 'CS', Value: ['CT'] },
      '00080062': { vr: 'UI', Value: [first.sopClassUid] },
      '00080090': { vr: 'PN' },
      '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Lovelace^Ada' }] },
      '00100020': { vr: 'LO', Value: ['P1'] },
      '0020000D': { vr: 'UI', Value: [first.studyInstanceUid] },
      '00201206': { vr: 'IS', Value: [1] },
      '00201208': { vr: 'IS', Value: [3] },
    });
    expect(firstValue(study, '00081190')).toContain(`/dicomweb/studies/${first.studyInstanceUid}`);
    expect(study?.['00080080']).toBeUndefined();
  });

  it.each([
    ['a keyword', '?PatientID=P1', 1],
    ['a tag', '?00100020=P1', 1],
    ['a name in any case', '?PatientName=love*', 1],
    ['a modality among others', '?ModalitiesInStudy=MR,US', 1],
    ['a list of UIDs', `?StudyInstanceUID=${first.studyInstanceUid},${head.studyInstanceUid},1.2.3`, 2],
    ['a range of dates', '?StudyDate=20240302-', 1],
    ['nothing but wild cards', '?PatientName=*&PatientID=', 2],
    ['two keys at once', '?PatientName=love*&StudyDate=20240302', 0],
    ['the beginnings of words', '?PatientName=ada&fuzzymatching=true', 1],
  ])('are found by %s', async (_, query, count) => {
    expect(await matches(`/studies${query}`)).toHaveLength(count);
  });

  it('come in pages, with a warning where the page is our choice', async () => {
    const page = await ask('/studies?limit=1&offset=1');
    expect(page.json()).toHaveLength(1);
    expect(page.headers.warning).toBeUndefined();
    expect((await ask('/studies?offset=2')).statusCode).toBe(204);
    expect((await ask('/studies?limit=0')).statusCode).toBe(204);
  });

  it('tell more when they are asked', async () => {
    const study = async (field: string) => (await matches(`/studies?PatientID=P1&includefield=${field}`))[0];
    const plain = Object.keys((await matches('/studies?PatientID=P1'))[0] ?? {});
    expect(Object.keys((await study('all')) ?? {})).toEqual(expect.arrayContaining(plain));
    expect(Object.keys((await study('00081030,PatientAge')) ?? {})).toEqual(expect.arrayContaining(plain));
  });
});

describe('series and instances', () => {
  it('are found in their study', async () => {
    const [series] = await matches(`/studies/${first.studyInstanceUid}/series`);
    expect(series).toMatchObject({
      '00080060': { vr: 'CS', Value: ['CT'] },
      '0020000E': { vr: 'UI', Value: [first.seriesInstanceUid] },
      '00201209': { vr: 'IS', Value: [3] },
    });
    expect(series?.['00100010']).toBeUndefined();
    const instances = await matches(`/studies/${first.studyInstanceUid}/instances`);
    expect(instances.map((match) => firstValue(match, '00200013'))).toEqual([1, 2, 3]);
    const path = `/studies/${first.studyInstanceUid}/series/${first.seriesInstanceUid}/instances`;
    const [instance] = await matches(`${path}?InstanceNumber=2`);
    expect(instance).toMatchObject({
      '00080016': { vr: 'UI', Value: [first.sopClassUid] },
      '00280010': { vr: 'US', Value: [4] },
      '00280100': { vr: 'US', Value: [16] },
      '00083002': { vr: 'UI', Value: [first.transferSyntaxUid] },
    });
    expect(firstValue(instance, '00081190')).toContain(`${path}/`);
  });

  it('are found in the whole archive, and then tell of their study', async () => {
    const [series] = await matches('/series?Modality=MR');
    expect(firstValue(series, '0020000D')).toBe(head.studyInstanceUid);
    expect(firstValue(series, '00100020')).toBe('P2');
    const [instance] = await matches(`/instances?SOPInstanceUID=${head.sopInstanceUid}`);
    expect(firstValue(instance, '00100020')).toBe('P2');
    expect(firstValue(instance, '0020000E')).toBe(head.seriesInstanceUid);
    expect(await matches('/instances?PatientName=love*&limit=2&offset=2')).toHaveLength(1);
    expect(await matches('/instances')).toHaveLength(4);
  });

  it('of a study that is not here are none', async () => {
    expect((await ask('/studies/1.2.3/series')).statusCode).toBe(204);
    expect((await ask('/studies/1.2.3/series/4/instances')).statusCode).toBe(204);
  });
});

describe('a list of values', () => {
  it('matches any of them when that is asked for, and one of UIDs always does', async () => {
    const all = await matches('/studies');
    const modalities = 'ModalitiesInStudy=CT%5CMR';
    expect(await matches(`/studies?${modalities}&multiplevaluematching=true`)).toEqual(
      await matches(`/studies?${modalities}`),
    );
    const uids = (all.flatMap((study) => study['0020000D']?.Value ?? []) as string[]).join(',');
    expect(await matches(`/studies?StudyInstanceUID=${uids}&multiplevaluematching=false`)).toEqual(all);
  });
});

describe('an answer in XML', () => {
  it('has a part for each match', async () => {
    const answer = await ask('/studies', { accept: 'multipart/related; type="application/dicom+xml"' });
    const type = String(answer.headers['content-type']);
    const boundary = /boundary=(\S+)/.exec(type)?.[1] ?? '';
    const parts = answer.body.split(`--${boundary}`).slice(1, -1);
    expect(parts).toHaveLength(2);
    const read = parts.map((part) => fromDicomXml(part.slice(part.indexOf('<'), part.lastIndexOf('>') + 1)));
    expect(read).toEqual(await matches('/studies'));
  });
});

describe('a search', () => {
  it.each([
    ['an attribute that there is not', '?PatientNom=x', 'PatientNom'],
    ['an attribute that is not searched', '?PixelSpacing=1', 'PixelSpacing'],
    ['an attribute of a level below', '?SOPInstanceUID=1.2', 'SOPInstanceUID'],
    ['a private attribute', '?00091001=x', '00091001'],
    ['a date that is none', '?StudyDate=2024-03-01', 'StudyDate'],
    ['a month that is none', '?StudyDate=20241301', 'StudyDate'],
    ['a time that is none', '?StudyTime=2561', 'StudyTime'],
    ['a UID that is none', '?StudyInstanceUID=x', 'StudyInstanceUID'],
    ['control characters', '?PatientName=a%00b', 'PatientName'],
    ['a limit below nothing', '?limit=-1', 'limit'],
    ['an offset that is no number', '?offset=x', 'offset'],
    ['a flag that is none', '?fuzzymatching=yes', 'fuzzymatching'],
    [
      'a list of values where none is wanted',
      '?ModalitiesInStudy=CT,MR&multiplevaluematching=false',
      'ModalitiesInStudy',
    ],
    ['a way of matching that is none', '?multiplevaluematching=1', 'multiplevaluematching'],
    ['empty values', '?emptyvaluematching=true', 'emptyvaluematching'],
    ['a field that there is not', '?includefield=Nothing', 'Nothing'],
    ['a key twice', '?PatientID=P1&00100020=P2', '00100020'],
    ['more wild cards than make sense', `?PatientID=${'*a'.repeat(40)}`, 'PatientID'],
    ['SQL in a name of a key', "?a'%3B--=1", 'query'],
  ])('is refused for %s, by name', async (_, query, name) => {
    const answer = await ask(`/studies${query}`);
    expect(answer.statusCode).toBe(400);
    expect(answer.json().message).toContain(`${name}:`);
    expect(Object.keys(answer.json().errors)).toEqual([name]);
  });

  it('takes SQL and signs of patterns for what they are: text', async () => {
    for (const text of ["' OR 1=1 --", '%', '_', '[A-Z]', '"', '; DROP TABLE studies'])
      expect(await matches(`/studies?PatientID=${encodeURIComponent(text)}`)).toEqual([]);
  });

  it('sees nothing of another realm', async () => {
    const others = await aTeam(server);
    for (const path of ['/studies', `/studies/${first.studyInstanceUid}/series`, '/series', '/instances'])
      expect((await ask(path, { member: others })).statusCode).toBe(204);
    expect(
      (await ask(`/instances?SOPInstanceUID=${head.sopInstanceUid}`, { member: others })).statusCode,
    ).toBe(204);
  });

  it('wants a caller who may read studies', async () => {
    expect((await server.app.inject({ url: '/dicomweb/studies' })).statusCode).toBe(401);
    const authorization = `Bearer ${await team.token(['imaging:write'])}`;
    const answer = await ask('/studies', { member: { ...team, headers: { authorization } } });
    expect(answer.statusCode).toBe(403);
    expect((await ask('/studies', { accept: 'text/html' })).statusCode).toBe(406);
  });

  it('leaves an event that names the keys and no value', async () => {
    await ask('/studies?PatientName=love*&limit=7');
    await server.parts.audit.flush();
    const events = await server.parts.foundation.database.kysely
      .selectFrom('audit_events')
      .selectAll()
      .where('event', '=', 'imaging.queried')
      .where('realm_id', '=', team.realmId)
      .orderBy('id', 'desc')
      .execute();
    expect(JSON.parse(events[0]?.details ?? '')).toEqual({ level: 'study', keys: ['PatientName'], count: 1 });
  });
});
