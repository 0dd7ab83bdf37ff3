// What matches of QIDO-RS tell beyond their own level: of the levels above, of fields, and of keys (PS3.18 10.6.3.3).
import { type DicomJson, tags } from '@lumenbox/dicom';
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imagingClient } from '../../../test/support/imaging.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let team: TestMember;
const [first, second] = [1, 2].map((instanceNumber) =>
  aCtInstance({
    seed: 'answers',
    rows: 4,
    columns: 4,
    instanceNumber,
    seriesNumber: 7,
    seriesDescription: 'Thin',
    patientName: 'Lovelace^Ada',
    patientId: 'P1',
    accessionNumber: 'A1',
    studyDate: '20240301',
    studyDescription: 'Chest',
    institutionName: 'St. Mary',
    elements: [
      { tag: tags.StationName, value: 'STN1' },
      { tag: tags.ProtocolName, value: 'Lung' },
      { tag: tags.PatientAge, value: '036Y' },
    ],
  }),
) as [ReturnType<typeof aCtInstance>, ReturnType<typeof aCtInstance>];
const study = `/studies/${first.studyInstanceUid}`;
const ofSeries = `${study}/series/${first.seriesInstanceUid}/instances`;

beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  const files = [first, second].map(({ bytes }, index) => ({ name: `${index}`, bytes }));
  const answer = await imagingClient(server, team).sendForm('/imaging', files);
  expect(answer.body.data.counts.stored).toBe(2);
});
afterAll(() => server.close());

const match = async (path: string): Promise<DicomJson> => {
  const answer = await server.app.inject({
    url: `/dicomweb${path}`,
    headers: { ...team.headers, accept: 'application/dicom+json' },
  });
  expect(answer.statusCode).toBe(200);
  return answer.json()[0];
};

const ofStudyLevel = {
  '00080020': { vr: 'DA', Value: ['20240301'] },
  '00080050': { vr: 'SH', Value: ['A1'] },
  '00080061': { vr: 'CS', Value: ['CT'] },
  '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Lovelace^Ada' }] },
  '00201206': { vr: 'IS', Value: [1] },
  '00201208': { vr: 'IS', Value: [2] },
};
const ofSeriesLevel = {
  '00080060': { vr: 'CS', Value: ['CT'] },
  '0008103E': { vr: 'LO', Value: ['Thin'] },
  '0020000E': { vr: 'UI', Value: [first.seriesInstanceUid] },
  '00200011': { vr: 'IS', Value: [7] },
  '00201209': { vr: 'IS', Value: [2] },
};
/** Which of these attributes a match has. */
const toldOf = (found: DicomJson, attributes: object) =>
  Object.keys(attributes).filter((tag) => found[tag] !== undefined);

describe('a match tells of the levels above', () => {
  it('that its resource leaves open, and of no others', async () => {
    const series = await match('/series');
    expect(series).toMatchObject({ ...ofStudyLevel, ...ofSeriesLevel });
    expect(toldOf(await match(`${study}/series`), ofStudyLevel)).toEqual([]);
    expect(await match('/instances')).toMatchObject({ ...ofStudyLevel, ...ofSeriesLevel });
    const ofStudy = await match(`${study}/instances`);
    expect(ofStudy).toMatchObject(ofSeriesLevel);
    expect(toldOf(ofStudy, ofStudyLevel)).toEqual([]);
    const alone = await match(ofSeries);
    expect(toldOf(alone, { ...ofStudyLevel, ...ofSeriesLevel })).toEqual(['0020000E']);
  });

  it('with what is the own: its number and its address', async () => {
    const instance = await match('/instances');
    expect(instance['00200013']?.Value).toEqual([1]);
    expect(instance['00081190']?.Value?.[0]).toContain(`${ofSeries}/${first.sopInstanceUid}`);
  });
});

describe('a field of a level above', () => {
  it('is in the answer for a series of a study', async () => {
    const found = await match(
      `${study}/series?includefield=StudyDate,PatientName,ModalitiesInStudy&includefield=00101010`,
    );
    expect(found).toMatchObject({
      '00080020': { Value: ['20240301'] },
      '00080061': { Value: ['CT'] },
      '00100010': { Value: [{ Alphabetic: 'Lovelace^Ada' }] },
      '00101010': { Value: ['036Y'] },
    });
    expect(found['00080050']).toBeUndefined();
  });

  it.each([`${study}/instances`, ofSeries])('is in the answer for an instance of %s', async (path) => {
    const fields = 'Modality,SeriesNumber,NumberOfSeriesRelatedInstances,StudyDate,StationName';
    expect(await match(`${path}?includefield=${fields}`)).toMatchObject({
      '00080020': { Value: ['20240301'] },
      '00080060': { Value: ['CT'] },
      '00081010': { Value: ['STN1'] },
      '00200011': { Value: [7] },
      '00201209': { Value: [2] },
    });
  });

  it.each([`${study}/series`, `${study}/instances`, ofSeries])(
    'is there when %s is to tell all',
    async (path) => {
      expect(await match(`${path}?includefield=all`)).toMatchObject({
        ...ofStudyLevel,
        ...ofSeriesLevel,
        '00081010': { Value: ['STN1'] },
        '00101010': { Value: ['036Y'] },
      });
    },
  );
});

describe('a key is told in every match', () => {
  it.each([
    ['/series?StationName=STN1', '00081010', 'STN1'],
    ['/series?StationName=', '00081010', 'STN1'],
    ['/series?InstitutionName=St*', '00080080', 'St. Mary'],
    [`${study}/series?00181030=Lung`, '00181030', 'Lung'],
    [`${study}/series?AccessionNumber=A1`, '00080050', 'A1'],
    [`${ofSeries}?Modality=CT`, '00080060', 'CT'],
    ['/instances?ProtocolName=Lung', '00181030', 'Lung'],
  ])('%s', async (path, tag, value) => {
    expect((await match(path))[tag]?.Value).toEqual([value]);
  });
});
