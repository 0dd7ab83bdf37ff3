// A study of which something is lost: its zip is refused with a sentence before the first byte, by REST and by DICOMweb.
import { rename, rm, truncate, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imagingClient, readZip } from '../../../test/support/imaging.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let team: TestMember;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
});
afterAll(() => server.close());

const db = () => server.parts.foundation.database.kysely;
const get = (url: string, headers = {}) =>
  server.app.inject({ url, headers: { ...team.headers, ...headers } });

/** A study of three files on the disk, and where its zips are. */
async function aStudy(seed: string) {
  for (const instanceNumber of [1, 2, 3]) {
    const { bytes } = aCtInstance({ seed, patientId: seed, instanceNumber, rows: 256, columns: 256 });
    await imagingClient(server, team).send('/imaging', bytes);
  }
  const instances = await db()
    .selectFrom('instances')
    .innerJoin('studies', 'studies.id', 'instances.study_id')
    .select(['instances.id', 'object_key', 'studies.id as study_id', 'studies.study_instance_uid'])
    .orderBy('instances.id', 'desc')
    .limit(3)
    .execute();
  const [{ study_id, study_instance_uid } = { study_id: '', study_instance_uid: '' }] = instances;
  const zips = [
    () => get(`/api/v1/studies/archive?study_ids=${study_id}`),
    () => get(`/dicomweb/studies/${study_instance_uid}`, { accept: 'application/zip' }),
  ];
  return { instances, zips, pathOf: (index: number) => join(objects(), instances[index]?.object_key ?? '') };
}
const objects = () => join(server.dataDir, 'objects');

describe('the zip of a study', () => {
  it('of which files are missing or cut short is refused, and the audit trail names them', async () => {
    const { zips, instances, pathOf } = await aStudy('lost');
    await unlink(pathOf(0));
    await truncate(pathOf(1), 70_000);
    for (const zip of zips) {
      const answer = await zip();
      expect(answer.statusCode).toBe(500);
      expect(answer.json().message).toContain('2 of 3 files are missing or damaged in the archive');
    }
    const events = await db()
      .selectFrom('audit_events')
      .select(['object_id', 'details'])
      .where('event', '=', 'object.damaged')
      .execute();
    expect(
      events.map(({ object_id, details }) => [object_id, JSON.parse(details ?? '{}').fault]).sort(),
    ).toEqual(
      [
        [instances[0]?.id, 'missing'],
        [instances[1]?.id, 'size'],
      ].sort(),
    );
  });

  it('is to be had again when the store is back', async () => {
    const { zips } = await aStudy('away');
    await rename(objects(), `${objects()}-elsewhere`);
    for (const zip of zips) expect((await zip()).statusCode).toBe(503);
    await rm(objects(), { recursive: true, force: true });
    await rename(`${objects()}-elsewhere`, objects());
    for (const zip of zips) {
      const answer = await zip();
      expect(answer.statusCode).toBe(200);
      expect((await readZip(answer.rawPayload)).size).toBe(4);
    }
  });
});
