// What leaves the archive: deleted studies, swept leftovers, verified objects, and objects that a backup holds.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imagingClient } from '../../test/support/imaging.ts';
import { aTeam, type TestMember } from '../../test/support/makers.ts';
import { restClient } from '../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../test/support/test-server.ts';
import { holdObjects, type ObjectFault, scheduleSweep, sweepObjects, verifyObjects } from './index.ts';

let server: TestServer;
let team: TestMember;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
});
afterAll(() => server.close());

interface Sent {
  patientId: string;
  studyId: string;
  keys: string[];
}

/** A study of small objects and of files; or of files alone. */
async function aStudy(seed: string, count = 3, isInFiles = false): Promise<Sent> {
  const sizes = { small: { rows: 64, columns: 64 }, large: { rows: 256, columns: 256 } };
  const files = Array.from({ length: count }, (_, index) => ({
    name: `${index}.dcm`,
    bytes: aCtInstance({
      seed,
      instanceNumber: index + 1,
      patientId: seed,
      ...(isInFiles || index % 2 === 1 ? sizes.large : sizes.small),
    }).bytes,
  }));
  const answer = await imagingClient(server, team).sendForm('/imaging', files);
  const [{ id, patient_id }] = answer.body.data.studies;
  const rows = await server.parts.foundation.database.kysely
    .selectFrom('instances')
    .select('object_key')
    .where('study_id', '=', id)
    .execute();
  return { patientId: patient_id, studyId: id, keys: rows.map((row) => row.object_key) };
}

const objects = () => server.parts.archive.objects;
const areThere = async (keys: readonly string[]) =>
  (await Promise.all(keys.map((key) => objects().stat(key as never)))).map((stat) => stat !== undefined);
const faults = async (): Promise<ObjectFault[]> => {
  const found: ObjectFault[] = [];
  const { database } = server.parts.foundation;
  for await (const fault of verifyObjects({ database, objects: objects() })) found.push(fault);
  return found;
};

describe('a deleted study', () => {
  it('is gone at once, and its files with the next job', async () => {
    const { patientId, studyId, keys } = await aStudy('deleted');
    const api = restClient(server, team);
    expect((await api.delete(`/patients/${patientId}/studies/${studyId}`)).status).toBe(204);
    expect((await api.get(`/patients/${patientId}/studies/${studyId}/archive`)).status).toBe(404);
    expect(await areThere(keys)).toEqual([true, true, true]);
    await server.parts.jobs.runDue();
    expect(await areThere(keys)).toEqual([false, false, false]);
    expect(await faults()).toEqual([]);
  });

  it('comes back when it is sent again', async () => {
    const first = await aStudy('again');
    await restClient(server, team).delete(`/patients/${first.patientId}/studies/${first.studyId}`);
    const second = await aStudy('again');
    await server.parts.jobs.runDue();
    expect(await areThere(first.keys)).toEqual([false, false, false]);
    expect(await areThere(second.keys)).toEqual([true, true, true]);
  });

  it('loses its files also when the first try of the job failed half-way', async () => {
    const { patientId, keys } = await aStudy('half');
    await restClient(server, team).delete(`/patients/${patientId}`);
    // The job of a worker that died: some objects are gone, their names are still listed.
    await objects().delete(keys[0] as never);
    await server.parts.jobs.runDue();
    expect(await areThere(keys)).toEqual([false, false, false]);
    const doomed = await server.parts.foundation.database.kysely
      .selectFrom('doomed_objects')
      .selectAll()
      .execute();
    expect(doomed).toEqual([]);
  });
});

describe('what is told of a series that is gone', () => {
  const documents = () =>
    server.parts.foundation.database.kysely.selectFrom('series_metadata').select('object_key').execute();
  /** A study whose series has a document of metadata, which names the patient. */
  const aDescribedStudy = async (seed: string) => {
    const study = await aStudy(seed, 8);
    server.clock.advance(10_000);
    await server.parts.jobs.runDue();
    const keys = (await documents()).map(({ object_key }) => object_key);
    expect(await areThere(keys)).toEqual([true]);
    return { ...study, documentKeys: keys };
  };

  it('goes with its study', async () => {
    const { patientId, studyId, documentKeys } = await aDescribedStudy('described');
    await restClient(server, team).delete(`/patients/${patientId}/studies/${studyId}`);
    await server.parts.jobs.runDue();
    expect(await areThere(documentKeys)).toEqual([false]);
  });

  it('goes with its last instance, and tells of none that is gone', async () => {
    const { studyId, documentKeys } = await aDescribedStudy('described in part');
    const { kysely } = server.parts.foundation.database;
    const study = await kysely
      .selectFrom('studies')
      .select('study_instance_uid')
      .where('id', '=', studyId)
      .executeTakeFirstOrThrow();
    const { sop_instance_uid, series_id } = await kysely
      .selectFrom('instances')
      .select(['sop_instance_uid', 'series_id'])
      .where('study_id', '=', studyId)
      .executeTakeFirstOrThrow();
    const { series_instance_uid } = await kysely
      .selectFrom('series')
      .select('series_instance_uid')
      .where('id', '=', series_id)
      .executeTakeFirstOrThrow();
    const path = `/dicomweb/studies/${study.study_instance_uid}/series/${series_instance_uid}`;
    const remove = async (url: string) =>
      (await server.app.inject({ method: 'DELETE', url, headers: team.headers })).statusCode;
    expect(await remove(`${path}/instances/${sop_instance_uid}`)).toBe(204);
    await server.parts.jobs.runDue();
    expect(await documents()).toEqual([]);
    expect(await areThere(documentKeys)).toEqual([false]);
  });
});

describe('a backup under way', () => {
  it('holds the removal of objects up until it ends', async () => {
    const { patientId, studyId, keys } = await aStudy('held-back');
    await holdObjects(server.parts.foundation, async () => {
      await restClient(server, team).delete(`/patients/${patientId}/studies/${studyId}`);
      await server.parts.jobs.runDue();
      expect(await areThere(keys)).toEqual([true, true, true]);
      const { kysely } = server.parts.foundation.database;
      const waiting = kysely.selectFrom('jobs').selectAll().where('kind', '=', 'archive.remove-objects');
      expect(await waiting.execute()).toMatchObject([{ state: 'waiting', attempts: 0 }]);
    });
    server.clock.advance(11 * 60_000);
    await server.parts.jobs.runDue();
    expect(await areThere(keys)).toEqual([false, false, false]);
  });

  it('keeps what it may have still to copy from the sweep, also what has no row', async () => {
    const { patientId, studyId, keys } = await aStudy('held-from-sweep', 3, true);
    const { key: orphan } = await server.parts.archive.keep(
      { kind: 'memory', chunks: [Buffer.alloc(100_000)] },
      100_000,
    );
    const { database, clock } = server.parts.foundation;
    const everything = { database, clock, objects: objects() };
    await holdObjects(server.parts.foundation, async () => {
      await restClient(server, team).delete(`/patients/${patientId}/studies/${studyId}`);
      await sweepObjects(everything, { graceMs: -3_600_000 });
      expect(await areThere([...keys, orphan])).toEqual([true, true, true, true]);
    });
    // What is listed for the clean-up is its to remove, when it may be.
    await sweepObjects(everything, { graceMs: -3_600_000 });
    expect(await areThere([...keys, orphan])).toEqual([true, true, true, false]);
    await server.parts.jobs.runDue();
    server.clock.advance(11 * 60_000);
    await server.parts.jobs.runDue();
    expect(await areThere(keys)).toEqual([false, false, false]);
  });
});

describe('the sweep', () => {
  it('removes old objects without a row, and nothing else', async () => {
    const { keys } = await aStudy('kept');
    const { key: orphan } = await server.parts.archive.keep(
      { kind: 'memory', chunks: [Buffer.alloc(100_000)] },
      100_000,
    );
    await scheduleSweep(server.parts.foundation);
    server.clock.advance(2 * 60_000);
    await server.parts.jobs.runDue();
    // It may belong to somebody who is about to write its row.
    expect(await areThere([orphan])).toEqual([true]);
    server.clock.advance(25 * 3_600_000);
    await server.parts.jobs.runDue();
    expect(await areThere([orphan])).toEqual([false]);
    expect(await areThere(keys)).toEqual([true, true, true]);
  });

  it('waits for a backup', async () => {
    const { key: orphan } = await server.parts.archive.keep(
      { kind: 'memory', chunks: [Buffer.alloc(100_000)] },
      100_000,
    );
    await scheduleSweep(server.parts.foundation);
    server.clock.advance(25 * 3_600_000);
    await holdObjects(server.parts.foundation, async () => {
      await server.parts.jobs.runDue();
      expect(await areThere([orphan])).toEqual([true]);
    });
    server.clock.advance(11 * 60_000);
    await server.parts.jobs.runDue();
    expect(await areThere([orphan])).toEqual([false]);
  });
});

describe('verification', () => {
  it('finds objects that are missing, cut or changed', async () => {
    const { keys } = await aStudy('harmed', 4, true);
    const [missing, cut, changed] = keys as [string, string, string, string];
    const path = (key: string) => join(server.dataDir, 'objects', key);
    const whole = await (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of await server.parts.archive.open(changed)) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    })();
    await objects().delete(missing as never);
    await writeFile(path(cut), whole.subarray(0, 100));
    const one = whole.readUInt8(2000);
    whole.writeUInt8(one ^ 1, 2000);
    await writeFile(path(changed), whole);
    const found = (await faults()).map(({ objectKey, fault }) => [objectKey, fault]);
    expect(found.toSorted()).toEqual(
      [
        [missing, 'missing'],
        [cut, 'size'],
        [changed, 'bytes'],
      ].toSorted(),
    );
  });

  it('finds small objects that are missing or changed', async () => {
    const { keys } = await aStudy('harmed in the database', 5);
    const { kysely } = server.parts.foundation.database;
    const [missing, changed] = keys.filter((key) => key.startsWith('small/')) as [string, string];
    await objects().delete(missing as never);
    await kysely
      .updateTable('small_objects')
      .set({ bytes: Buffer.from('other'), size_bytes: 5 })
      .where('object_key', '=', changed)
      .execute();
    const ofStudy = (await faults()).filter(({ objectKey }) => keys.includes(objectKey));
    expect(ofStudy.map(({ objectKey, fault }) => [objectKey, fault]).toSorted()).toEqual(
      [
        [missing, 'missing'],
        [changed, 'size'],
      ].toSorted(),
    );
  });
});
