// Key images over the API: kept in the study as DICOM, version by version, in patients and cases, and nobody's lost.
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import {
  encodePart10,
  firstString,
  keyObjectElements,
  keyObjectSopClass,
  readHeader,
  tags,
} from '@lumenbox/dicom';
import { aCtInstance, aSecondaryCapture, element, type MadeInstance } from '@lumenbox/dicom/testing';
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
const named = { patientName: 'Phantom^Ada' };
const aSlice = (seed: string, instanceNumber = 1) =>
  aCtInstance({ seed, instanceNumber, rows: 16, columns: 16, ...named });
const aFilm = (seed: string) => aSecondaryCapture({ seed, frames: 3, ...named });

interface Studied {
  readonly path: string;
  readonly id: string;
  /** SOP Instance UIDs as the archive has them. */
  readonly images: readonly string[];
}

async function aStudyOf(record: string, made: readonly { bytes: Uint8Array }[]): Promise<Studied> {
  let id = '';
  for (const { bytes } of made) {
    const answer = await imagingClient(server, team).send(
      `/patients/${record}/imaging?accept_mismatch=true`,
      bytes,
    );
    id = answer.body.data.studies[0].id;
  }
  const rows = await server.parts.foundation.database.kysely
    .selectFrom('instances')
    .select('sop_instance_uid')
    .where('study_id', '=', id)
    .orderBy('id')
    .execute();
  const images = rows.map(({ sop_instance_uid }) => sop_instance_uid);
  return { path: `/patients/${record}/studies/${id}/key-images`, id, images };
}
async function aPatientsStudy(made: readonly { bytes: Uint8Array }[]): Promise<Studied> {
  const fields = { given_names: 'Ada', family_name: 'Phantom', date_of_birth: '1815-12-10', sex: 'female' };
  const patient: string = (await api().post('/patients', fields)).body.data.id;
  return aStudyOf(patient, made);
}
const mark = (sop_instance_uid: string | undefined, frame_number: number | null = 1) => ({
  sop_instance_uid,
  frame_number,
});

/** The newest selection of a study, read from the archive. */
async function newestSelection(studyId: string) {
  const row = await server.parts.foundation.database.kysely
    .selectFrom('instances')
    .selectAll()
    .where('study_id', '=', studyId)
    .where('sop_class_uid', '=', keyObjectSopClass)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
  const file = await buffer(await server.parts.archive.open(row.object_key));
  return { file, dataSet: readHeader(file).dataSet };
}

/** A selection that another program made of an image. */
function theirSelection(image: MadeInstance): { bytes: Uint8Array } {
  const { studyInstanceUid, seriesInstanceUid, sopInstanceUid, sopClassUid } = image;
  const images = [{ sopClassUid, sopInstanceUid, seriesInstanceUid, frameNumbers: [] }];
  const bytes = encodePart10({
    transferSyntaxUid: '1.2.840.10008.1.2.1',
    elements: [
      element('SOPClassUID', keyObjectSopClass),
      element('SOPInstanceUID', `${sopInstanceUid}.9`),
      element('StudyInstanceUID', studyInstanceUid),
      element('SeriesInstanceUID', `${seriesInstanceUid}.9`),
      element('Modality', 'KO'),
      element('PatientName', 'Phantom^Ada'),
      element('PatientID', 'key images'),
      ...keyObjectElements({
        studyInstanceUid,
        observer: { kind: 'person', name: 'Else^Somebody' },
        images,
        before: undefined,
      }),
    ],
  });
  return { bytes };
}

describe('the key images of a study', () => {
  it('are none at first, and come back as they were saved, frames of a film too', async () => {
    const { path, images } = await aPatientsStudy([aFilm('first')]);
    expect((await api().get(path)).body.data).toEqual({ version: null, images: [], others: [] });
    const marked = [mark(images[0], 1), mark(images[0], 3)];
    const saved = await api().put(path, { version: null, images: marked });
    expect(saved.status, JSON.stringify(saved.body)).toBe(200);
    const expected = { version: saved.body.data.version, images: marked, others: [] };
    expect(saved.body.data).toEqual(expected);
    expect((await api().get(path)).body.data).toEqual(expected);
    const whole = await api().put(path, { version: expected.version, images: [mark(images[0], null)] });
    expect(whole.body.data.images).toEqual([mark(images[0], null)]);
  });

  it('rest in the study as a key object selection of the same patient, in a series of their own', async () => {
    const { path, id, images } = await aPatientsStudy([aSlice('rest')]);
    await api().put(path, { version: null, images: [mark(images[0])] });
    const { dataSet } = await newestSelection(id);
    expect(firstString(dataSet, tags.PatientName)).toBe('Phantom^Ada');
    const study = (await api().get(path.replace('/key-images', ''))).body.data;
    expect(study.series.map((series: { modality: string }) => series.modality).sort()).toEqual(['CT', 'KO']);
    expect(study.study_instance_uid).toBe(firstString(dataSet, tags.StudyInstanceUID));
  });

  it('are saved one version after the other, none of them too; whoever read an older one is told', async () => {
    const { path, images } = await aPatientsStudy([aSlice('versions')]);
    expect((await api().put(path, { version: null, images: [] })).body.data.version).toBeNull();
    const first = (await api().put(path, { version: null, images: [mark(images[0])] })).body.data;
    const second = (await api().put(path, { version: first.version, images: [] })).body.data;
    expect(second).toEqual({ version: expect.any(String), images: [], others: [] });
    expect(second.version).not.toBe(first.version);
    const late = await api().put(path, { version: first.version, images: [mark(images[0])] });
    expect([late.status, late.body.message]).toEqual([409, expect.stringContaining('Read them again')]);
    expect((await api().get(path)).body.data.images).toEqual([]);
  });

  it('of several who save at once keep one, and refuse the others', async () => {
    const { path, images } = await aPatientsStudy([aSlice('at once', 1), aSlice('at once', 2)]);
    const saves = await Promise.all(
      [[images[0]], [images[1]], images].map((marked) =>
        api().put(path, { version: null, images: marked.map((image) => mark(image)) }),
      ),
    );
    expect(saves.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const winner = saves.find(({ status }) => status === 200)?.body.data;
    expect((await api().get(path)).body.data).toEqual(winner);
  });

  it('of other programs are told with their reason, and stay theirs', async () => {
    const slice = aSlice('theirs');
    const { path, images } = await aPatientsStudy([slice, theirSelection(slice)]);
    const theirs = [{ ...mark(images[0]), title: 'Of Interest', description: null }];
    expect((await api().get(path)).body.data).toEqual({ version: null, images: [], others: theirs });
    const saved = await api().put(path, { version: null, images: [mark(images[0])] });
    expect(saved.body.data.others).toEqual(theirs);
  });

  it('of a case name nobody', async () => {
    const record: string = (await api().post('/cases', { label: 'Case 7' })).body.data.id;
    const { path, id, images } = await aStudyOf(record, [aSlice('case')]);
    const saved = await api().put(path, { version: null, images: [mark(images[0])] });
    expect(saved.status, JSON.stringify(saved.body)).toBe(200);
    const { dataSet, file } = await newestSelection(id);
    expect(firstString(dataSet, tags.PatientName)).toBe('Case 7');
    expect(firstString(dataSet, tags.PatientIdentityRemoved)).toBe('YES');
    expect(file.includes('Test Member') || file.includes('Member^Test')).toBe(false);
    expect(file.includes('Phantom')).toBe(false);
  });

  it('are refused with what is wrong with them', async () => {
    const { path, images } = await aPatientsStudy([aSlice('wrong')]);
    const put = async (image: unknown) => {
      const { status, body } = await api().put(path, { version: null, images: [image] });
      return [status, Object.keys(body.errors ?? {})];
    };
    expect(await put(mark('1.2.3'))).toEqual([422, ['images.0.sop_instance_uid']]);
    expect(await put(mark(images[0], 2))).toEqual([422, ['images.0.frame_number']]);
    expect(await put(mark(images[0], 0))).toEqual([422, ['images.0.frame_number']]);
    expect(await put(mark('nodule'))).toEqual([422, ['images.0.sop_instance_uid']]);
    expect((await api().get(path)).body.data.version).toBeNull();
  });

  it('are nobody else’s: 404 in another realm, 403 without the right to write', async () => {
    const { path, images } = await aPatientsStudy([aSlice('walls')]);
    const stranger = restClient(server, await aTeam(server));
    expect((await stranger.get(path)).status).toBe(404);
    expect((await stranger.put(path, { version: null, images: [] })).status).toBe(404);
    const viewer = restClient(server, await aMember(server, team, 'viewer'));
    expect((await viewer.put(path, { version: null, images: [mark(images[0])] })).status).toBe(403);
    expect((await viewer.get(path)).status).toBe(200);
  });

  it('are written to the audit trail with the selection, and reading them too', async () => {
    const { path, id, images } = await aPatientsStudy([aSlice('audit')]);
    await api().put(path, { version: null, images: [mark(images[0])] });
    await api().get(path);
    await server.parts.audit.flush();
    const events = (await api().get(`/audit-events?object_id=${id}`)).body.data.map(
      ({ event }: { event: string }) => event,
    );
    expect(events).toEqual(expect.arrayContaining(['key_image.saved', 'key_image.listed']));
  });
});

describe.skipIf(process.env.LUMENBOX_TEST_DICOM3TOOLS === undefined)('the selection of key images', () => {
  it('has no error that dciodvfy finds, emptied too', async () => {
    const { path, id, images } = await aPatientsStudy([aSlice('conformant')]);
    let version: string | null = null;
    for (const marked of [[mark(images[0])], []]) {
      const saved = await api().put(path, { version, images: marked });
      expect(saved.status, JSON.stringify(saved.body)).toBe(200);
      version = saved.body.data.version;
      const file = join(server.dataDir, 'selection.dcm');
      await writeFile(file, (await newestSelection(id)).file);
      const { stdout, stderr } = spawnSync('dciodvfy', [file], { encoding: 'utf8' });
      const errors = `${stdout}${stderr}`.split('\n').filter((line) => line.startsWith('Error'));
      expect(errors).toEqual([]);
    }
  });
});
