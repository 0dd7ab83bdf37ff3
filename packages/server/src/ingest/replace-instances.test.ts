// Other bytes under a SOP Instance UID in a realm that wants the last: what is told, counted, found and handed out afterwards.
import { anMrInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asStored, partsOf, pathOf } from '../../test/support/dicomweb.ts';
import { imagingClient } from '../../test/support/imaging.ts';
import { aTeam, type TestMember } from '../../test/support/makers.ts';
import { aSlice, type ReplacingClients, replacing } from '../../test/support/replacing.ts';
import { restClient } from '../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../test/support/test-server.ts';
import { verifyObjects } from '../archive/index.ts';

let server: TestServer;
let team: TestMember;
let api: ReplacingClients['api'];
let imaging: ReplacingClients['imaging'];
let dicomweb: ReplacingClients['dicomweb'];
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  team = await aTeam(server);
  ({ api, imaging, dicomweb } = await replacing(server, team));
});
afterAll(() => server.close());

type Made = ReturnType<typeof aSlice>;
/** Large enough to be a file of the store. */
const large = { rows: 256, columns: 256 };

const send = async ({ bytes }: Made) => (await imaging.send('/imaging', bytes)).body.data;
const received = async (made: Made) =>
  (await partsOf(await dicomweb.get(pathOf(made), asStored))).map(({ body }) => body);
const studyOf = async (seed: string) => {
  const { data } = (await api.get(`/patients?search=${seed.toLowerCase()}`)).body;
  return (await api.get(`/patients/${data[0].id}/studies`)).body.data[0];
};
const instanceRows = () =>
  server.parts.foundation.database.kysely
    .selectFrom('instances')
    .selectAll()
    .where('realm_id', '=', team.realmId)
    .execute();
const replacements = async () =>
  (
    await server.parts.foundation.database.kysely
      .selectFrom('audit_events')
      .selectAll()
      .where('realm_id', '=', team.realmId)
      .where('event', '=', 'imaging.replaced')
      .execute()
  ).map(({ object_id, details }) => ({ studyId: object_id, ...JSON.parse(details ?? '{}') }));

/** Lets everything that waits fall due, and proves that rows and objects are each other's. */
async function expectWhole(objectCount: number): Promise<void> {
  server.clock.advance(3_600_000);
  await server.parts.jobs.runDue();
  const deps = { database: server.parts.foundation.database, objects: server.parts.archive.objects };
  for await (const fault of verifyObjects(deps)) expect(fault).toBeUndefined();
  const { kysely } = server.parts.foundation.database;
  expect(await kysely.selectFrom('doomed_objects').selectAll().execute()).toEqual([]);
  const keys = new Set((await instanceRows()).map((row) => row.object_key));
  expect(keys.size).toBe(objectCount);
}
const isKept = async (key: string) => (await server.parts.archive.objects.stat(key as never)) !== undefined;

describe('other bytes under a SOP Instance UID', () => {
  for (const [size, shape] of [
    ['small', {}],
    ['large', large],
  ] as const)
    it(`take the place of the first, when they are ${size}`, async () => {
      const [first, second] = [aSlice('Taken', shape), aSlice('Taken', { ...shape, rows: 128 })];
      await send(first);
      const [before] = await instanceRows();
      const upload = await send(second);
      expect(upload.counts).toMatchObject({ received: 1, stored: 1, duplicate: 0 });
      expect(upload.files).toMatchObject([
        { outcome: 'stored', reason: expect.stringMatching(/^replaced: .*bytes differed/) },
      ]);
      expect((await api.get(`/uploads/${upload.id}`)).body.data.files).toEqual(upload.files);
      expect(await received(second)).toEqual([Buffer.from(second.bytes)]);
      const [row, ...others] = await instanceRows();
      expect(others).toEqual([]);
      expect(row).toMatchObject({ rows: 128, size_bytes: second.bytes.length });
      expect(row?.object_key).not.toBe(before?.object_key);
      expect(await replacements()).toEqual([
        { studyId: row?.study_id, instance: row?.id, replaced: before?.id },
      ]);
      // Whoever looked it up before reads it to the end; later it is gone.
      await server.parts.jobs.runDue();
      expect(await isKept(before?.object_key ?? '')).toBe(true);
      await expectWhole(1);
      expect(await isKept(before?.object_key ?? '')).toBe(false);
    });

  it('are duplicates from then on, and the first are the others', async () => {
    const [first, second] = [aSlice('Again'), aSlice('Again', { seriesDescription: 'Second' })];
    const outcomes = [];
    for (const made of [first, second, second, first, first]) {
      const [file] = (await send(made)).files;
      outcomes.push([file.outcome, file.reason?.split(':')[0]]);
    }
    expect(outcomes).toEqual([
      ['stored', undefined],
      ['stored', 'replaced'],
      ['duplicate', undefined],
      ['stored', 'replaced'],
      ['duplicate', undefined],
    ]);
    expect(await received(first)).toEqual([Buffer.from(first.bytes)]);
    await expectWhole(1);
  });

  it('of one form are taken in their order: one row, one object', async () => {
    const versions = ['One', 'Two', 'Three'].map((seriesDescription) =>
      aSlice('Form', { seriesDescription, ...large }),
    );
    const other = aSlice('Form', { instanceNumber: 2 });
    const files = [...versions, other].map(({ bytes }, index) => ({ name: `${index}.dcm`, bytes }));
    const { data } = (await imaging.sendForm('/imaging', files)).body;
    expect(data.counts).toMatchObject({ received: 4, stored: 4 });
    const rows = await instanceRows();
    expect(rows).toHaveLength(2);
    expect(await studyOf('Form')).toMatchObject({ series_count: 1, instance_count: 2 });
    await expectWhole(2);
  });

  it('of several senders at once leave one row, one live object, and nothing else', async () => {
    const first = aSlice('Race', large);
    await send(first);
    const versions = Array.from({ length: 8 }, (_, index) =>
      aSlice('Race', { ...large, seriesDescription: `Version ${index}` }),
    );
    const uploads = await Promise.all(versions.map(send));
    expect(uploads.map(({ files }) => files[0].outcome)).toEqual(versions.map(() => 'stored'));
    const [bytes] = await received(first);
    expect(versions.some((made) => bytes?.equals(Buffer.from(made.bytes)))).toBe(true);
    expect(await studyOf('Race')).toMatchObject({ series_count: 1, instance_count: 1 });
    expect(await replacements()).toHaveLength(8);
    await expectWhole(1);
  });

  it('are refused as before where the realm keeps the first', async () => {
    await api.put('/realm', { when_bytes_differ: 'keep_first' });
    const [first, second] = [aSlice('Keep'), aSlice('Keep', { seriesDescription: 'Second' })];
    await send(first);
    expect((await send(second)).files[0].reason).toMatch(/^other-bytes: /);
    expect(await received(first)).toEqual([Buffer.from(first.bytes)]);
    expect(await replacements()).toEqual([]);
  });

  it("never touch another patient's instance, nor another realm's", async () => {
    const first = aSlice('Mine');
    const others = aSlice('Mine', { patientId: 'Another', patientName: 'Another^One' });
    await send(first);
    await send(others);
    expect(await instanceRows()).toHaveLength(2);
    const foreign = await aTeam(server);
    await restClient(server, foreign).put('/realm', { when_bytes_differ: 'replace' });
    const answer = await imagingClient(server, foreign).send(
      '/imaging',
      aSlice('Mine', { seriesDescription: 'Foreign' }).bytes,
    );
    expect(answer.body.data.files[0]).toMatchObject({ outcome: 'stored', reason: null });
    expect(await replacements()).toEqual([]);
    expect(await instanceRows()).toHaveLength(2);
  });
});

describe('what is told of a study some of whose instances were replaced', () => {
  it('is exact at once when an instance goes to another series of another modality', async () => {
    const [stays, goes] = [aSlice('Moves'), aSlice('Moves', { instanceNumber: 2 })];
    await send(stays);
    await send(goes);
    const uids = { studyInstanceUid: goes.studyInstanceUid, sopInstanceUid: goes.sopInstanceUid };
    const come = anMrInstance({
      ...uids,
      seed: 'Moves elsewhere',
      patientId: 'Moves',
      seriesNumber: 7,
      seriesDescription: 'Elsewhere',
      rows: 16,
      columns: 16,
    });
    await send(come);
    expect(await studyOf('Moves')).toMatchObject({
      modalities: ['CT', 'MR'],
      series_count: 2,
      instance_count: 2,
      series: [{ instance_count: 1 }, { instance_count: 1, series_description: 'Elsewhere', modality: 'MR' }],
    });
    // The first series loses its last instance, and with it its place.
    await send(
      anMrInstance({
        ...uidsOf(stays),
        seed: 'Moves elsewhere',
        patientId: 'Moves',
        rows: 16,
        columns: 16,
        seriesNumber: 7,
      }),
    );
    const study = await studyOf('Moves');
    expect(study).toMatchObject({ modalities: ['MR'], series_count: 1, instance_count: 2 });
    expect((await dicomweb.get(pathOf(goes), asStored)).status).toBe(404);
    expect(await received(come)).toEqual([Buffer.from(come.bytes)]);
    const answer = await dicomweb.get(`/series?StudyInstanceUID=${goes.studyInstanceUid}`);
    expect(await answer.json()).toMatchObject([{ '00080060': { Value: ['MR'] } }]);
    const found = await dicomweb.get('/studies?ModalitiesInStudy=CT&PatientID=Moves');
    expect(await found.text()).toMatch(/^(\[\])?$/);
    await expectWhole(2);
  });

  it('has other metadata, pictures and entity tags, and settles again', async () => {
    const slices = Array.from({ length: 9 }, (_, index) => aSlice('Derived', { instanceNumber: index + 1 }));
    for (const made of slices) await send(made);
    server.clock.advance(60_000);
    await server.parts.jobs.runDue();
    const [first] = slices as [Made];
    const paths = [
      `/studies/${first.studyInstanceUid}/metadata`,
      `${pathOf(first)}/metadata`,
      `${pathOf(first)}/rendered`,
      `${pathOf(first)}/thumbnail`,
    ];
    const look = async () =>
      Promise.all(
        paths.map(async (path) => {
          const answer = await dicomweb.get(path, { accept: '*/*' });
          return {
            etag: answer.headers.get('etag'),
            body: Buffer.from(await answer.arrayBuffer()).toString('latin1'),
          };
        }),
      );
    const before = await look();
    const bright = aSlice('Derived', {
      instanceNumber: 1,
      pixelData: new Uint8Array(new Int16Array(256).fill(3000).buffer),
      seriesDescription: 'Brighter',
    });
    // The end of an upload would say at once that it can be looked at.
    expect((await dicomweb.store([bright.bytes])).status).toBe(202);
    expect((await studyOf('Derived')).status).toBe('receiving');
    const after = await look();
    for (const [index, seen] of after.entries()) {
      expect(seen.etag, paths[index]).not.toBe(before[index]?.etag);
      expect(seen.body, paths[index]).not.toBe(before[index]?.body);
    }
    expect(JSON.parse(after[0]?.body ?? '[]')).toHaveLength(9);
    expect(after[0]?.body).toContain('Brighter');
    server.clock.advance(60_000);
    await server.parts.jobs.runDue();
    expect((await studyOf('Derived')).status).toBe('viewable');
    expect((await look()).map(({ body }) => body)).toEqual(after.map(({ body }) => body));
    await expectWhole(9);
  });
});

function uidsOf({ studyInstanceUid, sopInstanceUid }: Made) {
  return { studyInstanceUid, sopInstanceUid };
}
