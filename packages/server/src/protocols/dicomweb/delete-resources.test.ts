// Deletion over DICOMweb: exactly what is named goes, counts and search follow, and what arrives meanwhile is not lost.
import { aCtInstance, anMrInstance, type InstanceOptions, type MadeInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DicomwebTestClient, dicomwebClient, pathOf } from '../../../test/support/dicomweb.ts';
import { aMember, aTeam, type TestMember } from '../../../test/support/makers.ts';
import { restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let team: TestMember;
let client: DicomwebTestClient;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  client = await dicomwebClient(server, team);
});
afterAll(() => server.close());

type SomeInstance = MadeInstance & { readonly seriesPath: string; readonly studyPath: string };
function located(made: MadeInstance): SomeInstance {
  const studyPath = `/studies/${made.studyInstanceUid}`;
  return { ...made, studyPath, seriesPath: `${studyPath}/series/${made.seriesInstanceUid}` };
}

/** A study of two CT images in one series and an MR image in another, stored. */
async function aStudy(
  seed: string,
  by = client,
): Promise<readonly [SomeInstance, SomeInstance, SomeInstance]> {
  const place: InstanceOptions = { seed, patientId: seed, rows: 8, columns: 8 };
  const made = [
    aCtInstance({ ...place, instanceNumber: 1 }),
    aCtInstance({ ...place, instanceNumber: 2 }),
    anMrInstance({ ...place, seriesNumber: 2 }),
  ].map(located) as unknown as readonly [SomeInstance, SomeInstance, SomeInstance];
  expect((await by.store(made.map(({ bytes }) => bytes))).status).toBe(200);
  return made;
}

const statusOf = async (path: string) =>
  (await client.get(path, { accept: 'multipart/related; type="application/dicom"; transfer-syntax=*' }))
    .status;

/** A study as queries find it: number of series and instances, modalities. */
async function found(studyInstanceUid: string, more = '') {
  const answer = await client.get(`/studies?StudyInstanceUID=${studyInstanceUid}${more}`);
  const matches =
    answer.status === 204 ? [] : ((await answer.json()) as Record<string, { Value?: unknown[] }>[]);
  return matches.map((match) => ({
    series: match['00201206']?.Value?.[0],
    instances: match['00201208']?.Value?.[0],
    modalities: match['00080061']?.Value,
  }));
}

/** A study as the REST API has it, with its address. */
async function studyRow(studyInstanceUid: string) {
  const row = await server.parts.foundation.database.kysely
    .selectFrom('studies')
    .innerJoin('patients', 'patients.person_id', 'studies.person_id')
    .select(['studies.id', 'patients.id as patient_id'])
    .where('study_instance_uid', '=', studyInstanceUid)
    .where('studies.realm_id', '=', team.realmId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return (await restClient(server, team).get(`/patients/${row.patient_id}/studies/${row.id}`)).body.data;
}

/** The events of a study's removal, with their details. */
async function removals(studyId: string) {
  await server.parts.audit.flush();
  const events = await server.parts.foundation.database.kysely
    .selectFrom('audit_events')
    .select(['event', 'details'])
    .where('object_id', '=', studyId)
    .where('event', 'in', ['study.deleted', 'imaging.deleted'])
    .execute();
  return events.map(({ event, details }) => [event, details === null ? null : JSON.parse(details)]);
}

const countOf = async (table: 'doomed_objects' | 'small_objects') => {
  const db = server.parts.foundation.database.kysely;
  const { count } = await db
    .selectFrom(table)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
};

describe('an instance', () => {
  it('goes alone; the others, their counts and the search are as they should be', async () => {
    const [first, second, other] = await aStudy('instance');
    const answer = await client.delete(pathOf(first));
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect(await statusOf(pathOf(first))).toBe(404);
    expect([await statusOf(pathOf(second)), await statusOf(pathOf(other))]).toEqual([200, 200]);
    expect(await found(first.studyInstanceUid)).toEqual([
      { series: 2, instances: 2, modalities: ['CT', 'MR'] },
    ]);
    const study = await studyRow(first.studyInstanceUid);
    expect([study.series_count, study.instance_count]).toEqual([2, 2]);
    expect(study.series.map((series: { instance_count: number }) => series.instance_count)).toEqual([1, 1]);
    const metadata = await (await client.get(`${first.studyPath}/metadata`)).json();
    expect(metadata).toHaveLength(2);
    expect((await client.delete(pathOf(first))).status).toBe(404);
    expect(await removals(study.id)).toEqual([['imaging.deleted', { level: 'instance', instances: 1 }]]);
  });

  it('takes its series along when it was the last one', async () => {
    const [first, , other] = await aStudy('last');
    expect((await client.delete(pathOf(other))).status).toBe(204);
    expect(await statusOf(other.seriesPath)).toBe(404);
    expect(await found(first.studyInstanceUid)).toEqual([{ series: 1, instances: 2, modalities: ['CT'] }]);
    expect(await found(first.studyInstanceUid, '&ModalitiesInStudy=MR')).toEqual([]);
    expect(await found(first.studyInstanceUid, '&ModalitiesInStudy=CT')).toHaveLength(1);
    expect((await studyRow(first.studyInstanceUid)).modalities).toEqual(['CT']);
    const series = await (await client.get(`${first.studyPath}/series`)).json();
    expect(series).toHaveLength(1);
  });

  it('can be stored again', async () => {
    const [first] = await aStudy('again');
    await client.delete(pathOf(first));
    expect((await client.store([first.bytes])).status).toBe(200);
    expect(await statusOf(pathOf(first))).toBe(200);
    expect(await found(first.studyInstanceUid)).toMatchObject([{ series: 2, instances: 3 }]);
  });
});

describe('a series', () => {
  it('goes with its instances', async () => {
    const [first, second, other] = await aStudy('series');
    expect((await client.delete(first.seriesPath)).status).toBe(204);
    for (const path of [first.seriesPath, pathOf(first), pathOf(second)])
      expect(await statusOf(path)).toBe(404);
    expect(await statusOf(pathOf(other))).toBe(200);
    expect(await found(first.studyInstanceUid)).toEqual([{ series: 1, instances: 1, modalities: ['MR'] }]);
    const { id } = await studyRow(first.studyInstanceUid);
    expect(await removals(id)).toEqual([['imaging.deleted', { level: 'series', instances: 2 }]]);
  });

  it('that is the last one leaves a study that waits for images, and that DICOM does not know', async () => {
    const [first, , other] = await aStudy('empty');
    for (const path of [first.seriesPath, other.seriesPath]) await client.delete(path);
    expect(await found(first.studyInstanceUid)).toEqual([]);
    expect(await statusOf(first.studyPath)).toBe(404);
    const study = await studyRow(first.studyInstanceUid);
    expect(study).toMatchObject({ status: 'pending', series_count: 0, instance_count: 0, modalities: [] });
    await client.store([first.bytes]);
    expect(await found(first.studyInstanceUid)).toEqual([{ series: 1, instances: 1, modalities: ['CT'] }]);
    expect((await studyRow(first.studyInstanceUid)).id).toBe(study.id);
  });
});

describe('a study', () => {
  it('goes with everything, of every patient who has it', async () => {
    const [first] = await aStudy('study');
    const { id } = await studyRow(first.studyInstanceUid);
    const answer = await client.delete(first.studyPath);
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect(await statusOf(first.studyPath)).toBe(404);
    expect(await found(first.studyInstanceUid)).toEqual([]);
    expect(await studyRow(first.studyInstanceUid)).toBeUndefined();
    expect((await client.delete(first.studyPath)).status).toBe(404);
    expect(await removals(id)).toEqual([['study.deleted', {}]]);
  });

  it('leaves no object behind', async () => {
    await server.parts.jobs.runDue();
    const before = await countOf('small_objects');
    const [first, , other] = await aStudy('objects');
    for (const path of [pathOf(first), other.seriesPath, first.studyPath]) await client.delete(path);
    expect(await countOf('doomed_objects')).toBeGreaterThan(0);
    await server.parts.jobs.runDue();
    expect([await countOf('doomed_objects'), await countOf('small_objects')]).toEqual([0, before]);
  });
});

it('is refused to who may not, and finds nothing of another realm, under wrong UIDs or what is no UID', async () => {
  const [first] = await aStudy('walls');
  const paths = [first.studyPath, first.seriesPath, pathOf(first)];
  const stranger = await dicomwebClient(server, await aTeam(server));
  for (const role of ['uploader', 'viewer'] as const) {
    const member = await dicomwebClient(server, await aMember(server, team, role));
    for (const path of paths) expect((await member.delete(path)).status).toBe(403);
  }
  for (const path of paths) {
    expect((await stranger.delete(path)).status).toBe(404);
    expect((await fetch(client.base + path, { method: 'DELETE' })).status).toBe(401);
  }
  for (const path of [
    '/studies/1.2.3',
    '/studies/x',
    `${first.studyPath}/series/1.2.3`,
    `${first.seriesPath}/instances/1.2.3`,
  ])
    expect((await client.delete(path)).status).toBe(404);
  // The same images of another realm stay, whoever deletes theirs.
  await stranger.store([first.bytes]);
  expect((await stranger.delete(first.studyPath)).status).toBe(204);
  for (const path of paths) expect(await statusOf(path)).toBe(200);
});

it('keeps counts, search and objects right while others store into the same study', async () => {
  const place: InstanceOptions = { seed: 'races', patientId: 'races', rows: 8, columns: 8 };
  const made = Array.from({ length: 16 }, (_, index) =>
    located(aCtInstance({ ...place, seriesNumber: 1 + (index % 2), instanceNumber: 1 + index })),
  );
  const [first, second] = made as [SomeInstance, SomeInstance];
  await client.store([first.bytes, second.bytes]);
  const removing = [first.seriesPath, pathOf(second), first.studyPath, second.seriesPath, first.studyPath];
  const answers = await Promise.all([
    ...made.map(async ({ bytes }) => (await client.store([bytes])).status),
    ...removing.map(async (path) => (await client.delete(path)).status),
  ]);
  for (const status of answers.slice(0, made.length)) expect([200, 202]).toContain(status);
  for (const status of answers.slice(made.length)) expect([204, 404]).toContain(status);
  // What is here is what all three say: each instance alone, the counts, and the search.
  const here = [];
  for (const one of made) if ((await statusOf(pathOf(one))) === 200) here.push(one);
  const seriesCount = new Set(here.map(({ seriesInstanceUid }) => seriesInstanceUid)).size;
  const expected =
    here.length === 0 ? [] : [{ series: seriesCount, instances: here.length, modalities: ['CT'] }];
  expect(await found(first.studyInstanceUid)).toEqual(expected);
  const study = await studyRow(first.studyInstanceUid);
  expect([study?.series_count ?? 0, study?.instance_count ?? 0]).toEqual([seriesCount, here.length]);
  expect((await client.store(made.map(({ bytes }) => bytes))).status).toBeLessThan(300);
  expect(await found(first.studyInstanceUid)).toEqual([{ series: 2, instances: 16, modalities: ['CT'] }]);
});
