// Keys of QIDO-RS that are matched together: a date with its time, and those of one sequence (PS3.4 C.2.2.2).
import { type DicomJson, type ElementInput, tags } from '@lumenbox/dicom';
import { aCtInstance, type InstanceOptions } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imagingClient } from '../../../test/support/imaging.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** A team with a study for each of these, by its Study ID. */
async function aTeamWith(studies: Readonly<Record<string, InstanceOptions>>): Promise<TestMember> {
  const team = await aTeam(server);
  const files = Object.entries(studies).map(([studyId, options]) => ({
    name: studyId,
    bytes: aCtInstance({ seed: `matching ${studyId}`, rows: 4, columns: 4, studyId, ...options }).bytes,
  }));
  const answer = await imagingClient(server, team).sendForm('/imaging', files);
  expect(answer.body.data.counts.stored).toBe(files.length);
  return team;
}

/** The Study IDs of the matches. */
async function found(team: TestMember, path: string): Promise<unknown[]> {
  const answer = await server.app.inject({ url: `/dicomweb${path}`, headers: team.headers });
  if (answer.statusCode === 204) return [];
  expect(answer.statusCode).toBe(200);
  return answer
    .json<DicomJson[]>()
    .map((match) => match['00200010']?.Value?.[0])
    .toSorted();
}

describe('a range of dates and one of times are one of moments', () => {
  const moments: Readonly<Record<string, readonly [date: string, time: string]>> = {
    early: ['20200101', '020000'],
    night: ['20200101', '230000'],
    after: ['20200102', '003000'],
    noon: ['20200102', '120000'],
    later: ['20200103', '003000'],
    unknown: ['20200102', ''],
  };
  let team: TestMember;
  beforeAll(async () => {
    team = await aTeamWith(
      Object.fromEntries(
        Object.entries(moments).map(([studyId, [date, time]]) => [
          studyId,
          {
            studyDate: date,
            studyTime: time,
            elements: [
              { tag: tags.PerformedProcedureStepStartDate, value: date },
              { tag: tags.PerformedProcedureStepStartTime, value: time },
            ],
          },
        ]),
      ),
    );
  });

  it.each([
    ['over midnight', '20200101-20200102', '220000-010000', ['after', 'night']],
    [
      'over a whole day between, whatever its times',
      '20200101-20200103',
      '22-0015',
      ['after', 'night', 'noon', 'unknown'],
    ],
    ['within one day', '20200102', '00-06', ['after']],
    ['at one moment', '20200102', '1200', ['noon']],
    ['of one time, which is of any day', '20200101-20200103', '0030', ['after', 'later']],
    ['of times without a day on their side, which are of any', '-20200103', '0000-0100', ['after', 'later']],
    ['open behind', '20200102-', '0100-', ['later', 'noon']],
    ['open before', '-20200102', '-0100', ['after', 'early', 'night']],
    ['of times without a beginning', '20200101-20200102', '-0100', ['after', 'early', 'night']],
  ])('%s', async (_, date, time, expected) => {
    expect(await found(team, `/studies?StudyDate=${date}&StudyTime=${time}`)).toEqual(expected);
    const performed = `PerformedProcedureStepStartDate=${date}&PerformedProcedureStepStartTime=${time}`;
    expect(await found(team, `/series?${performed}`)).toEqual(expected);
    expect(await found(team, `/series?StudyTime=${time}&StudyDate=${date}`)).toEqual(expected);
  });

  it('and either alone is what it says', async () => {
    expect(await found(team, '/studies?StudyTime=0000-0100')).toEqual(['after', 'later']);
    expect(await found(team, '/studies?StudyTime=0000-0100&StudyDate=')).toEqual(['after', 'later']);
    expect(await found(team, '/studies?StudyDate=20200103&PatientName=*')).toEqual(['later']);
  });
});

describe('keys of one sequence', () => {
  const request = (step: string, procedure: string): readonly ElementInput[] => [
    { tag: tags.ScheduledProcedureStepID, value: step },
    { tag: tags.RequestedProcedureID, value: procedure },
  ];
  let team: TestMember;
  beforeAll(async () => {
    const requests = (items: readonly (readonly ElementInput[])[]): InstanceOptions => ({
      elements: [{ tag: tags.RequestAttributesSequence, value: items }],
    });
    team = await aTeamWith({
      two: requests([request('SPS1', 'RP1'), request('SPS2', 'RP2')]),
      partial: requests([request('', 'RP3'), request('SPS3', '')]),
    });
  });
  const keys = (step: string, procedure: string) =>
    `/series?00400275.00400009=${step}&00400275.00401001=${procedure}`;

  it.each([
    ['of one item', keys('SPS2', 'RP2'), ['two']],
    ['of two items', keys('SPS2', 'RP1'), []],
    ['of two items, as patterns', keys('SPS2', 'R*1'), []],
    ['as patterns of one item', keys('*2', 'R*2'), ['two']],
    ['as lists', keys('SPS1%5CSPS9', 'RP1%5CRP9'), ['two']],
    ['as lists of two items', keys('SPS1%5CSPS9', 'RP2%5CRP9'), []],
    ['of items that lack the other', keys('SPS3', 'RP3'), []],
    ['alone', '/series?00400275.00400009=SPS3', ['partial']],
    ['alone as a pattern', '/series?00400275.00401001=RP*', ['partial', 'two']],
  ])('are matched %s', async (_, path, expected) => {
    expect(await found(team, path)).toEqual(expected);
  });
});
