// C-FIND as DCMTK's findscu asks: every level of both models, all kinds of matching, and nothing of another realm.
import { aCtInstance, anMrInstance, type MadeInstance } from '@lumenbox/dicom/testing';
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

let server: DimseServer;
let team: CalledTeam;
let peer: string;
beforeAll(async () => {
  server = await startDimseServer();
  team = await aCalledTeam(server);
  peer = await aPeer(server, team, { rights: ['query'] });
  for (const made of studies) await send(team, made);
});
afterAll(() => server.close());

const ada = {
  patientName: 'Lovelace^Ada',
  patientId: 'ADA-1',
  patientBirthDate: '18151210',
  patientSex: 'F',
};
const yamada = {
  patientName: 'Yamada^Tarou=山田^太郎',
  patientId: 'YAMADA-1',
  characterSets: ['ISO_IR 192'],
};
const studies: MadeInstance[] = [
  aCtInstance({ seed: 'find-1', instanceNumber: 1, ...ada }),
  aCtInstance({ seed: 'find-1', instanceNumber: 2, ...ada }),
  aCtInstance({ seed: 'find-1', seriesNumber: 2, instanceNumber: 1, ...ada }),
  anMrInstance({ seed: 'find-2', ...ada }),
  aCtInstance({ seed: 'find-3', ...yamada }),
];
const [first, , , second] = studies as [MadeInstance, MadeInstance, MadeInstance, MadeInstance];

async function send(to: CalledTeam, { bytes }: MadeInstance) {
  expect((await imagingClient(server, to).send('/imaging', bytes)).status).toBe(201);
}

/** What findscu was answered: the values of each match by keyword. */
async function find(model: '-P' | '-S', keys: readonly string[], titles = { peer, called: team.aeTitle }) {
  const { code, output } = await runTool('findscu', [
    '-v',
    model,
    '-aet',
    titles.peer,
    '-aec',
    titles.called,
    ...keys.flatMap((key) => ['-k', key]),
    '127.0.0.1',
    String(server.port),
  ]);
  const responses = output
    .split('Find Response:')
    .slice(1)
    .filter((text) => text.includes('Pending'));
  const matches = responses.map((text) =>
    Object.fromEntries(
      [
        ...text.matchAll(
          /^I: \([0-9a-f]{4},[0-9a-f]{4}\) [A-Z]{2} (?:\[(.*?)\]|\(no value available\))\s+#.*?\d (\w+)\s*$/gm,
        ),
      ].map(([, value = '', keyword = '']) => [keyword, value.trim()]),
    ),
  );
  return { code, output, matches };
}

describe.skipIf(process.env.LUMENBOX_TEST_DCMTK === undefined)('findscu', () => {
  it('finds studies by patient, and is told what it asks for and no more', async () => {
    const keys = [
      'QueryRetrieveLevel=STUDY',
      'PatientID=ADA-1',
      'PatientName',
      'StudyInstanceUID',
      'ModalitiesInStudy',
    ];
    const { matches } = await find('-S', [...keys, 'NumberOfStudyRelatedInstances', 'PerformedLocation']);
    expect(matches.map((match) => match.StudyInstanceUID).sort()).toEqual(
      [first.studyInstanceUid, second.studyInstanceUid].sort(),
    );
    const ct = matches.find((match) => match.StudyInstanceUID === first.studyInstanceUid);
    expect(ct).toMatchObject({
      QueryRetrieveLevel: 'STUDY',
      RetrieveAETitle: team.aeTitle,
      InstanceAvailability: 'ONLINE',
      PatientName: 'Lovelace^Ada',
      ModalitiesInStudy: 'CT',
      NumberOfStudyRelatedInstances: '3',
    });
    expect(ct).not.toHaveProperty('PatientSex');
  });

  it('finds patients, series and images, each under its parents', async () => {
    const patients = await find('-P', ['QueryRetrieveLevel=PATIENT', 'PatientName=love*', 'PatientID']);
    expect(patients.matches.map((match) => match.PatientID)).toEqual(['ADA-1']);
    const ofStudy = `StudyInstanceUID=${first.studyInstanceUid}`;
    const series = await find('-S', [
      'QueryRetrieveLevel=SERIES',
      ofStudy,
      'SeriesInstanceUID',
      'SeriesNumber',
      'Modality=CT',
    ]);
    expect(series.matches.map((match) => match.SeriesNumber)).toEqual(['1', '2']);
    const images = await find('-S', [
      'QueryRetrieveLevel=IMAGE',
      ofStudy,
      `SeriesInstanceUID=${first.seriesInstanceUid}`,
      'SOPInstanceUID',
      'InstanceNumber',
    ]);
    expect(images.matches.map((match) => match.InstanceNumber)).toEqual(['1', '2']);
    expect(images.matches[0]?.SOPInstanceUID).toBe(first.sopInstanceUid);
  });

  it('finds names in every group, whatever the case', async () => {
    const find1 = async (name: string) =>
      (await find('-S', ['QueryRetrieveLevel=STUDY', `PatientName=${name}`, 'PatientID'])).matches.map(
        (match) => match.PatientID,
      );
    expect(await find1('YAMADA*')).toEqual(['YAMADA-1']);
    expect(await find1('*ada*')).toHaveLength(3);
    expect(await find1('nobody*')).toEqual([]);
  });

  it('finds by lists of UIDs and ranges of dates', async () => {
    const uids = `StudyInstanceUID=${first.studyInstanceUid}\\${second.studyInstanceUid}\\1.2.3`;
    expect((await find('-S', ['QueryRetrieveLevel=STUDY', uids])).matches).toHaveLength(2);
    expect(
      (await find('-S', ['QueryRetrieveLevel=STUDY', 'StudyDate=19000101-', 'StudyInstanceUID'])).matches,
    ).toHaveLength(3);
    expect((await find('-S', ['QueryRetrieveLevel=STUDY', 'StudyDate=-19000101'])).matches).toEqual([]);
  });

  it('is warned when a key was not searched by', async () => {
    const { output, matches } = await find('-S', [
      'QueryRetrieveLevel=STUDY',
      'PatientID=ADA-1',
      'PatientComments=x',
    ]);
    expect(matches).toHaveLength(2);
    expect(output).toMatch(/Pending: Warning/);
  });

  it('is told with an empty value of what is not known of a match, which takes no warning', async () => {
    const { output, matches } = await find('-S', [
      'QueryRetrieveLevel=STUDY',
      'PatientID=ADA-1',
      'PatientComments=*',
      'ProcedureCodeSequence[0].CodeValue',
      'NumberOfStudyRelatedSeries',
    ]);
    expect(matches).toHaveLength(2);
    expect(matches[0]).toMatchObject({
      PatientComments: '',
      NumberOfStudyRelatedSeries: expect.stringMatching(/^[12]$/),
    });
    expect(output).not.toMatch(/Pending: Warning/);
  });

  it('is warned of keys that no match of the level can tell, and not told them as if they were empty', async () => {
    for (const key of ['KVP', 'SeriesNumber', '0009,1001', 'ProcedureCodeSequence[0].CodeValue=x']) {
      const keys = ['QueryRetrieveLevel=STUDY', 'PatientID=ADA-1', key];
      const { output, matches } = await find('-S', keys);
      expect(matches).toHaveLength(2);
      expect(matches[0]).not.toHaveProperty(key);
      expect(output).toMatch(/Pending: Warning/);
    }
    const ofPatients = await find('-P', ['QueryRetrieveLevel=PATIENT', 'PatientID=ADA-1', 'StudyDate']);
    expect(ofPatients.output).toMatch(/Pending: Warning/);
  });

  it('is refused without a level, with a level of the other model, and with values that are none', async () => {
    expect((await find('-S', ['PatientID=ADA-1'])).output).toMatch(/DataSetDoesNotMatchSOPClass/);
    expect((await find('-S', ['QueryRetrieveLevel=PATIENT', 'PatientID'])).output).toMatch(
      /DataSetDoesNotMatchSOPClass/,
    );
    expect((await find('-S', ['QueryRetrieveLevel=STUDY', 'StudyDate=yesterday'])).output).toMatch(
      /DataSetDoesNotMatchSOPClass/,
    );
  });

  it('can stop when it has seen enough', async () => {
    const who = ['-aet', peer, '-aec', team.aeTitle, '127.0.0.1', String(server.port)];
    const keys = ['-k', 'QueryRetrieveLevel=STUDY', '-k', 'StudyInstanceUID'];
    const { output } = await runTool('findscu', ['-v', '-S', '--cancel', '1', ...keys, ...who]);
    expect(output).toMatch(/Cancel|Success/);
  });

  it('sees nothing of another realm, and nothing without the right', async () => {
    const stranger = await aCalledTeam(server);
    const theirs = { peer: await aPeer(server, stranger, { rights: ['query'] }), called: stranger.aeTitle };
    expect((await find('-S', ['QueryRetrieveLevel=STUDY', 'StudyInstanceUID'], theirs)).matches).toEqual([]);
    const sender = { peer: await aPeer(server, team, { rights: ['store'] }), called: team.aeTitle };
    expect((await find('-S', ['QueryRetrieveLevel=STUDY', 'StudyInstanceUID'], sender)).output).toMatch(
      /No Acceptable Presentation Contexts|No presentation context/i,
    );
  });
});
