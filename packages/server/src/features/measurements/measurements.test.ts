// Measurements over the API: kept in the study as DICOM, version by version, in patients and cases, and nobody's lost.
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Measurement } from '@lumenbox/contract';
import {
  measurementKinds as contractKinds,
  measuredQuantities as contractQuantities,
} from '@lumenbox/contract';
import { firstString, measuredQuantities, measurementKinds, readHeader, tags } from '@lumenbox/dicom';
import { aCtInstance, type MadeInstance } from '@lumenbox/dicom/testing';
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

const api = () => restClient(server, team);
const aSlice = (seed: string, instanceNumber = 1) =>
  aCtInstance({ seed, instanceNumber, rows: 16, columns: 16, patientName: 'Phantom^Ada' });

interface Studied {
  readonly path: string;
  readonly id: string;
  /** Of its first image, as the archive has it. */
  readonly image: string;
}

async function aStudyOf(record: string, made: readonly MadeInstance[]): Promise<Studied> {
  let id = '';
  for (const { bytes } of made) {
    const answer = await imagingClient(server, team).send(
      `/patients/${record}/imaging?accept_mismatch=true`,
      bytes,
    );
    id = answer.body.data.studies[0].id;
  }
  const { sop_instance_uid } = await server.parts.foundation.database.kysely
    .selectFrom('instances')
    .select('sop_instance_uid')
    .where('study_id', '=', id)
    .orderBy('id')
    .executeTakeFirstOrThrow();
  return { path: `/patients/${record}/studies/${id}/measurements`, id, image: sop_instance_uid };
}
async function aPatientsStudy(seed: string): Promise<Studied> {
  const fields = { given_names: 'Ada', family_name: 'Phantom', date_of_birth: '1815-12-10', sex: 'female' };
  const patient: string = (await api().post('/patients', fields)).body.data.id;
  return aStudyOf(patient, [aSlice(seed)]);
}
const aLength = (image: string, more: Partial<Measurement> = {}): Measurement => ({
  id: '2.25.4711',
  kind: 'length',
  label: 'Nodule, Größe',
  sop_instance_uid: image,
  frame_number: 1,
  points: [
    [1.5, 2.25],
    [9.5, 12.75],
  ],
  is_closed: false,
  values: [{ quantity: 'length', value: 13.25, unit: 'mm' }],
  ...more,
});

/** The newest report of a study, read from the archive. */
async function newestReport(studyId: string) {
  const row = await server.parts.foundation.database.kysely
    .selectFrom('instances')
    .selectAll()
    .where('study_id', '=', studyId)
    .where('sop_class_uid', '=', '1.2.840.10008.5.1.4.1.1.88.33')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
  const file = await buffer(await server.parts.archive.open(row.object_key));
  return { file, dataSet: readHeader(file).dataSet };
}

describe('the measurements of a study', () => {
  it('are none at first, and come back as they were saved', async () => {
    const { path, image } = await aPatientsStudy('first');
    expect((await api().get(path)).body.data).toEqual({ version: null, measurements: [], others: [] });
    const measurements = [
      aLength(image),
      aLength(image, { id: '2.25.4713', label: null, millimetres_per_pixel: 0.984375 }),
      aLength(image, {
        id: '2.25.4712',
        kind: 'freehand',
        is_closed: true,
        label: null,
        values: [],
        points: [
          [1, 1],
          [5, 1],
          [3, 6.5],
        ],
      }),
    ];
    const saved = await api().put(path, { version: null, measurements });
    expect(saved.status, JSON.stringify(saved.body)).toBe(200);
    expect((await api().get(path)).body.data).toEqual({
      version: saved.body.data.version,
      measurements,
      others: [],
    });
  });

  it('rest in the study as a structured report of the same patient, in a series of their own', async () => {
    const { path, id, image } = await aPatientsStudy('rest');
    await api().put(path, { version: null, measurements: [aLength(image)] });
    const { dataSet: report } = await newestReport(id);
    expect(firstString(report, tags.PatientName)).toBe('Phantom^Ada');
    expect(firstString(report, tags.Modality)).toBe('SR');
    const study = (await api().get(path.replace('/measurements', ''))).body.data;
    expect(study.series.map((series: { modality: string }) => series.modality).sort()).toEqual(['CT', 'SR']);
    expect(study.study_instance_uid).toBe(firstString(report, tags.StudyInstanceUID));
  });

  it('are saved one version after the other; whoever read an older one is told, and loses nothing', async () => {
    const { path, image } = await aPatientsStudy('versions');
    const first = (await api().put(path, { version: null, measurements: [aLength(image)] })).body.data;
    const second = (await api().put(path, { version: first.version, measurements: [] })).body.data;
    expect(second).toEqual({ version: expect.any(String), measurements: [], others: [] });
    expect(second.version).not.toBe(first.version);
    const late = await api().put(path, { version: first.version, measurements: [aLength(image)] });
    expect([late.status, late.body.message]).toEqual([409, expect.stringContaining('Read them again')]);
    expect((await api().get(path)).body.data.measurements).toEqual([]);
  });

  it.each(['keep_first', 'replace'])(
    'of two who save at once keep one, where differing bytes %s',
    async (rule) => {
      const own = await aTeam(server);
      const owner = restClient(server, own);
      expect((await owner.put('/realm', { when_bytes_differ: rule })).status).toBe(200);
      const fields = { given_names: 'A', family_name: 'B', date_of_birth: '1970-01-01', sex: 'other' };
      const patient: string = (await owner.post('/patients', fields)).body.data.id;
      const answer = await imagingClient(server, own).send(
        `/patients/${patient}/imaging?accept_mismatch=true`,
        aSlice(`at once ${rule}`).bytes,
      );
      const path = `/patients/${patient}/studies/${answer.body.data.studies[0].id}/measurements`;
      const image = aSlice(`at once ${rule}`).sopInstanceUid;
      const saves = await Promise.all(
        ['one', 'two', 'three'].map((label) =>
          owner.put(path, { version: null, measurements: [aLength(image, { label })] }),
        ),
      );
      expect(saves.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
      const winner = saves.find(({ status }) => status === 200)?.body.data;
      expect((await owner.get(path)).body.data).toEqual(winner);
    },
  );

  it('of a case name nobody, and are not taken for what is to be de-identified', async () => {
    const record: string = (await api().post('/cases', { label: 'Case 7' })).body.data.id;
    const { path, id, image } = await aStudyOf(record, [aSlice('case')]);
    const saved = await api().put(path, { version: null, measurements: [aLength(image)] });
    expect(saved.status, JSON.stringify(saved.body)).toBe(200);
    expect((await api().get(path)).body.data.measurements).toEqual([aLength(image)]);
    const { dataSet: report } = await newestReport(id);
    expect(firstString(report, tags.PatientName)).toBe('Case 7');
    expect(firstString(report, tags.PatientIdentityRemoved)).toBe('YES');
    expect(JSON.stringify([...Buffer.from(report.bytes)])).not.toContain(
      JSON.stringify([...Buffer.from('Test Member')]).slice(1, -1),
    );
  });

  it('are refused with what is wrong with them', async () => {
    const { path, image } = await aPatientsStudy('wrong');
    const put = async (measurement: unknown) => {
      const { status, body } = await api().put(path, { version: null, measurements: [measurement] });
      return [status, Object.keys(body.errors ?? {})];
    };
    expect(await put(aLength('1.2.3'))).toEqual([422, ['measurements.0.sop_instance_uid']]);
    expect(await put(aLength(image, { frame_number: 2 }))).toEqual([422, ['measurements.0.frame_number']]);
    expect(await put({ ...aLength(image), kind: 'guess' })).toEqual([422, ['measurements.0.kind']]);
    expect(await put({ ...aLength(image), points: [[1, 'x']] })).toEqual([422, expect.any(Array)]);
    expect(await put({ ...aLength(image), id: 'nodule' })).toEqual([422, ['measurements.0.id']]);
    expect((await api().get(path)).body.data.version).toBeNull();
  });

  it('are nobody else’s: 404 in another realm, 403 without the right to write', async () => {
    const { path, image } = await aPatientsStudy('walls');
    const stranger = restClient(server, await aTeam(server));
    expect((await stranger.get(path)).status).toBe(404);
    expect((await stranger.put(path, { version: null, measurements: [] })).status).toBe(404);
    const viewer = restClient(server, await aMember(server, team, 'viewer'));
    expect((await viewer.put(path, { version: null, measurements: [aLength(image)] })).status).toBe(403);
    expect((await viewer.get(path)).status).toBe(200);
  });

  it('are written to the audit trail with the report, and reading them too', async () => {
    const { path, id, image } = await aPatientsStudy('audit');
    await api().put(path, { version: null, measurements: [aLength(image)] });
    await api().get(path);
    await server.parts.audit.flush();
    const events = (await api().get(`/audit-events?object_id=${id}`)).body.data.map(
      ({ event }: { event: string }) => event,
    );
    expect(events).toEqual(expect.arrayContaining(['measurement.saved', 'measurement.listed']));
  });
});

describe.skipIf(process.env.LUMENBOX_TEST_DICOM3TOOLS === undefined)('the report of measurements', () => {
  it('has no error that dciodvfy finds', async () => {
    const { path, id, image } = await aPatientsStudy('conformant');
    const measurements = [
      aLength(image, { millimetres_per_pixel: 0.984375 }),
      aLength(image, {
        id: '2.25.2',
        kind: 'rectangle',
        points: [
          [1, 1],
          [5, 1],
          [1, 5],
          [5, 5],
        ],
        values: [],
      }),
    ];
    const first = await api().put(path, { version: null, measurements });
    expect((await api().put(path, { version: first.body.data.version, measurements })).status).toBe(200);
    const file = join(server.dataDir, 'report.dcm');
    await writeFile(file, (await newestReport(id)).file);
    const { stdout, stderr } = spawnSync('dciodvfy', [file], { encoding: 'utf8' });
    const errors = `${stdout}${stderr}`.split('\n').filter((line) => line.startsWith('Error'));
    expect(errors).toEqual([]);
  });
});

describe('the kinds of measurements', () => {
  it('are the same in the API and in reports', () => {
    expect(contractKinds).toEqual(measurementKinds);
    expect(contractQuantities).toEqual(measuredQuantities);
  });
});
