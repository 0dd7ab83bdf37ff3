// Previews: what a profile would do to an instance of a study, for who may see the study, and nothing left of it.
import { aCrInstance, aCtInstance, drawText } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
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

type Change = { keyword: string | null; before: string | null; after: string | null; action: string };

/** Brings two instances and gives the address of their study's preview, and their UIDs. */
async function aStudy(seed: string, more = {}): Promise<{ address: string; uids: string[]; study: string }> {
  const made = [2, 1].map((instanceNumber) =>
    aCtInstance({
      seed,
      instanceNumber,
      patientName: 'Zauberfeld^Hieronymus',
      rows: 16,
      columns: 16,
      ...more,
    }),
  );
  let study = { id: '', patient_id: '' };
  for (const { bytes } of made) {
    const { body } = await imagingClient(server, team).send('/imaging', bytes);
    study = body.data.studies[0];
  }
  return {
    address: `/patients/${study.patient_id}/studies/${study.id}/deidentification-preview`,
    uids: made.map(({ sopInstanceUid }) => sopInstanceUid),
    study: study.id,
  };
}
const profile = { rules: [{ tag: '00080060', action: 'replace', value: 'OT' }] };
const preview = (address: string, input: object, member = team) =>
  restClient(server, member).post(address, input);

it('shows each attribute before and after, of the first instance or the one that is named', async () => {
  const { address, uids, study } = await aStudy('preview');
  const answer = await preview(address, { profile });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  const { data } = answer.body;
  expect([data.sop_instance_uid, data.reasons, data.is_whole]).toEqual([uids[1], [], true]);
  const of = (keyword: string) => data.changes.find((one: Change) => one.keyword === keyword);
  expect(of('PatientName')).toMatchObject({
    before: 'Zauberfeld^Hieronymus',
    after: 'CASE',
    action: 'replace',
  });
  expect(of('Modality')).toMatchObject({ before: 'CT', after: 'OT', action: 'replace' });
  const named = await preview(address, { profile, sop_instance_uid: uids[0] });
  expect(named.body.data.sop_instance_uid).toBe(uids[0]);
  const again = await preview(address, { profile });
  const uid = (changes: Change[]) => changes.find(({ keyword }) => keyword === 'SOPInstanceUID')?.after;
  expect(uid(again.body.data.changes)).not.toBe(uid(data.changes));
  await server.parts.audit.flush();
  const events = await server.parts.foundation.database.kysely
    .selectFrom('audit_events')
    .select(['details', 'object_id'])
    .where('event', '=', 'profile.previewed')
    .execute();
  expect(events.map(({ object_id }) => object_id)).toEqual([study, study, study]);
  expect(JSON.stringify(events)).not.toContain('Zauberfeld');
});

it('says why a person would have to look first', async () => {
  const { address } = await aStudy('preview-held', {
    elements: [{ tag: 'BurnedInAnnotation', value: 'YES' }],
  });
  const held = (await preview(address, { profile: {} })).body.data;
  expect(held.reasons).toEqual(['burned-in-annotation']);
  expect(held.changes.length).toBeGreaterThan(10);
  const accepted = await preview(address, { profile: { accept: ['burned-in-annotation'] } });
  expect(accepted.body.data.reasons).toEqual([]);
});

it('is refused where the profile is wrong, and for instances of other studies', async () => {
  const { address } = await aStudy('preview-refused');
  const other = await aStudy('preview-other');
  const wrong = await preview(address, { profile: { rules: [{ tag: '00100010', action: 'keep' }] } });
  expect([wrong.status, Object.keys(wrong.body.errors)]).toEqual([422, ['profile.rules.0.tag']]);
  const strange = await preview(address, { profile, sop_instance_uid: other.uids[0] });
  expect([strange.status, Object.keys(strange.body.errors)]).toEqual([422, ['sop_instance_uid']]);
});

it('is not found by another realm, and refused to who may not see images', async () => {
  const { address } = await aStudy('preview-wall');
  expect((await preview(address, { profile }, await aTeam(server))).status).toBe(404);
  expect((await preview(address, { profile }, await aMember(server, team, 'uploader'))).status).toBe(403);
  expect((await preview(address, { profile }, await aMember(server, team, 'viewer'))).status).toBe(200);
});

it('shows where text is read in the first frame, when the profile reads it, and what comes of it', async () => {
  const [rows, columns] = [200, 320];
  const pixelData = new Uint8Array(rows * columns * 2).fill(40);
  drawText(pixelData, 'ZAUBERFELD', { x: 30, y: 60, scale: 4, image: { columns, pixel: [0xff, 0x0f] } });
  const { bytes } = aCrInstance({
    seed: 'preview-text',
    patientName: 'Zauberfeld^Hieronymus',
    rows,
    columns,
    pixelData,
  });
  const [study] = (await imagingClient(server, team).send('/imaging', bytes)).body.data.studies;
  const address = `/patients/${study.patient_id}/studies/${study.id}/deidentification-preview`;
  const of = async (profile: object) => (await preview(address, { profile })).body.data;
  const unread = await of({});
  expect([unread.reasons, unread.image.boxes, unread.image.text_frames_read]).toEqual([[], [], null]);
  const held = await of({ recognize_text: 'review' });
  expect([held.reasons, held.image.text_frames_read]).toEqual([['recognized-text'], 1]);
  expect(held.image.boxes).toMatchObject([{ frame: 1, source: 'recognized-text' }]);
  const blanked = await of({ recognize_text: 'blank', options: ['cleanPixelData'] });
  expect([blanked.reasons, blanked.image.boxes]).toEqual([[], held.image.boxes]);
  expect(JSON.stringify(held.image)).not.toContain('ZAUBERFELD');
});
