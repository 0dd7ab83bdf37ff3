// Over 300 lines: one set of ways to store, damage and lose objects serves all of it.
// Reading objects again: damage on a directory and in the database is found and told once, in bounded runs that go on where they were left.
import { readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { imagingClient } from '../../../test/support/imaging.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { restClient } from '../../../test/support/rest-client.ts';
import { aCapture, reviewQueueOf } from '../../../test/support/review-queue.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { failure } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import { isSmallObjectKey, type ObjectStore, scheduleScrub, scrubObjects } from '../index.ts';

let server: TestServer;
let team: TestMember;
beforeEach(async () => {
  server = await startTestServer();
  team = await aTeam(server);
});
afterEach(() => server.close());

const db = () => server.parts.foundation.database.kysely;

/** Instances of which every second one is a file, and the others lie in the database. */
async function stored(count: number, more = {}) {
  for (let number = 1; number <= count; number++) {
    const size = number % 2 === 0 ? { rows: 256, columns: 256 } : { rows: 16, columns: 16 };
    const made = aCtInstance({ seed: 'scrub', patientId: 'S', instanceNumber: number, ...size, ...more });
    await imagingClient(server, team).send('/imaging', made.bytes);
  }
  return db().selectFrom('instances').selectAll().orderBy('id').execute();
}

const bytesOf = (key: string) => join(server.dataDir, 'objects', key);
async function damage(key: string): Promise<void> {
  if (isSmallObjectKey(key)) {
    const { bytes } = await db()
      .selectFrom('small_objects')
      .select('bytes')
      .where('object_key', '=', key)
      .executeTakeFirstOrThrow();
    await db()
      .updateTable('small_objects')
      .set({ bytes: flipped(bytes) })
      .where('object_key', '=', key)
      .execute();
  } else await writeFile(bytesOf(key), flipped(await readFile(bytesOf(key))));
}
async function lose(key: string): Promise<void> {
  if (isSmallObjectKey(key)) await db().deleteFrom('small_objects').where('object_key', '=', key).execute();
  else await unlink(bytesOf(key));
}
function flipped(bytes: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length - 1] = (copy[copy.length - 1] ?? 0) ^ 1;
  return copy;
}

const deps = () => {
  const { foundation, audit, archive } = server.parts;
  return { ...foundation, audit, objects: archive.objects };
};
const run = (options: { bytesMax?: number; objects?: ObjectStore; signal?: AbortSignal } = {}) => {
  const { bytesMax = 1e9, objects = server.parts.archive.objects, signal } = options;
  return scrubObjects({ ...deps(), objects }, { bytesMax, ...(signal && { signal }) });
};
const faults = async () =>
  (await db().selectFrom('object_faults').selectAll().orderBy('row_id').execute()).map(
    ({ row_id, realm_id, fault }) => ({ row_id, realm_id, fault }),
  );
const audited = async () =>
  (await db().selectFrom('audit_events').selectAll().where('event', '=', 'object.damaged').execute()).map(
    ({ object_id, realm_id, details }) => ({ object_id, realm_id, ...JSON.parse(details ?? '{}') }),
  );
/** A store that says of every object which of them was read, and lets some be unreadable. */
function watched(isAway: (key: string) => boolean = () => false) {
  const { objects } = server.parts.archive;
  const read: string[] = [];
  const store: ObjectStore = {
    ...objects,
    read: async (key, range) => {
      read.push(key);
      if (isAway(key)) throw Object.assign(new Error('away'), { code: 'EIO' });
      return objects.read(key, range);
    },
  };
  return { store, read };
}

describe('a run', () => {
  it('finds what is damaged or missing, in files and in the database, and tells each once', async () => {
    const rows = await stored(8);
    const [small, large, lostSmall, lostLarge] = rows as [
      (typeof rows)[0],
      (typeof rows)[0],
      (typeof rows)[0],
      (typeof rows)[0],
    ];
    await damage(small.object_key);
    await damage(large.object_key);
    await lose(lostSmall.object_key);
    await lose(lostLarge.object_key);
    expect(await run()).toEqual({ checked: 8, bytes: rows.reduce((sum, row) => sum + row.size_bytes, 0) });
    await run();
    const expected = [
      [small.id, 'bytes'],
      [large.id, 'bytes'],
      [lostSmall.id, 'missing'],
      [lostLarge.id, 'missing'],
    ];
    expect(await faults()).toEqual(
      expected
        .map(([row_id, fault]) => ({ row_id, realm_id: team.realmId, fault }))
        .sort((one, other) => ((one.row_id ?? '') < (other.row_id ?? '') ? -1 : 1)),
    );
    expect((await audited()).map(({ object_id, fault }) => [object_id, fault]).sort()).toEqual(
      expected.sort(),
    );
    const metrics = await server.parts.foundation.metrics.registry.metrics();
    expect(metrics).toContain('lumenbox_scrubbed_objects_total{result="bytes"} 4');
    expect(metrics).toContain('lumenbox_scrubbed_objects_total{result="missing"} 4');
    expect(metrics).toContain('lumenbox_scrubbed_objects_total{result="ok"} 8');
  });

  it('finds nothing where nothing is, and nothing wrong with what is well', async () => {
    expect(await run()).toEqual({ checked: 0, bytes: 0 });
    await stored(4);
    await run();
    expect([await faults(), await audited()]).toEqual([[], []]);
  });

  it('reads what is held as well', async () => {
    await imagingClient(server, team).send('/imaging', aCtInstance({ seed: 'held', patientId: '' }).bytes);
    const held = await db().selectFrom('held_instances').selectAll().executeTakeFirstOrThrow();
    await lose(held.object_key);
    expect((await run()).checked).toBe(1);
    expect(await faults()).toEqual([{ row_id: held.id, realm_id: team.realmId, fault: 'missing' }]);
  });

  it('reads what waits for review, and nothing of what is decided', async () => {
    const queue = reviewQueueOf(server, team);
    const caseId = await queue.aCase();
    const [waiting, decided] = [aCapture('scrub-1'), aCapture('scrub-2')];
    const { id } = await queue.hold(caseId, waiting.bytes);
    await queue.api.post(`/review-queue/${(await queue.hold(caseId, decided.bytes)).id}/reject`, {});
    await lose((await queue.rowOf(id)).object_key ?? '');
    expect((await run()).checked).toBe(1);
    expect(await faults()).toEqual([{ row_id: id, realm_id: team.realmId, fault: 'missing' }]);
  });

  it('is bounded by bytes, and the next goes on where it was left, until it begins anew', async () => {
    const rows = await stored(6);
    const { store, read } = watched();
    for (let turn = 0; turn < 3; turn++)
      await run({ bytesMax: (rows[0]?.size_bytes ?? 0) + 1, objects: store });
    expect(read).toEqual(rows.map((row) => row.object_key));
    await run({ bytesMax: 1, objects: store });
    await run({ bytesMax: 1, objects: store });
    expect(read.slice(6)).toEqual(rows.slice(0, 2).map((row) => row.object_key));
  });

  it('that is stopped half-way is gone on with', async () => {
    const rows = await stored(4);
    const stop = new AbortController();
    const { store, read } = watched();
    const objects: ObjectStore = {
      ...store,
      read: (key, range) => {
        if (read.length === 1) stop.abort();
        return store.read(key, range);
      },
    };
    await expect(run({ objects, signal: stop.signal })).rejects.toThrow(/abort/);
    await run();
    expect(await faults()).toEqual([]);
    expect(new Set(read).size).toBe(2);
    expect(rows).toHaveLength(4);
  });

  it('takes the months in turn, so that what is old is read as often as what is new', async () => {
    const rows = await stored(6);
    // Two months that are long past, in the ids of four of them.
    for (const [index, row] of rows.slice(0, 4).entries()) {
      const month = index < 2 ? '01890000-0000' : '018c0000-0000';
      await db()
        .updateTable('instances')
        .set({ id: month + newId().slice(13) })
        .where('id', '=', row.id)
        .execute();
    }
    const { store, read } = watched();
    const turns: string[] = [];
    for (let turn = 0; turn < 6; turn++) {
      await run({ bytesMax: 1, objects: store });
      const { id } = await db()
        .selectFrom('instances')
        .select('id')
        .where('object_key', '=', read.at(-1) ?? '')
        .executeTakeFirstOrThrow();
      turns.push(id.slice(0, 4));
    }
    const [now = ''] = turns.filter((turn) => !turn.startsWith('018'));
    expect(turns).toEqual(['0189', '018c', now, '0189', '018c', now]);
    expect(new Set(read).size).toBe(6);
  });
});

describe('a fault', () => {
  it('is forgotten when the object is back, or deleted with its study', async () => {
    const [small, large, other] = await stored(3);
    if (small === undefined || large === undefined || other === undefined)
      throw new Error('Some are missing.');
    await damage(small.object_key);
    const bytes = await readFile(bytesOf(large.object_key));
    await lose(large.object_key);
    await run();
    expect(await faults()).toHaveLength(2);
    await damage(small.object_key);
    await run({ bytesMax: 1 });
    expect((await faults()).map(({ row_id }) => row_id)).toEqual([large.id]);
    await writeFile(bytesOf(large.object_key), bytes);
    await damage(other.object_key);
    await run();
    expect((await faults()).map(({ row_id }) => row_id)).toEqual([other.id]);
    const api = restClient(server, team);
    await api.delete(`/patients/${(await api.get('/patients')).body.data[0].id}`);
    await run();
    expect(await faults()).toEqual([]);
  });

  it('is no fault of the objects when the whole store is away', async () => {
    const [, large] = await stored(4);
    await run({ objects: watched(() => true).store });
    expect(await faults()).toEqual([]);
    await run({ objects: watched((key) => key === large?.object_key).store });
    expect(await faults()).toMatchObject([{ row_id: large?.id, fault: 'unreadable' }]);
  });
});

describe('a store that is away', () => {
  it('in the middle of a run blames nothing, and what was not read is read by the next one', async () => {
    const rows = await stored(6);
    let isAway = false;
    const { store, read } = watched();
    const objects: ObjectStore = {
      ...store,
      read: (key, range) => {
        if (key === rows[3]?.object_key) isAway = true;
        if (isAway && !isSmallObjectKey(key)) throw failure.unavailable('The object store is out of reach.');
        return store.read(key, range);
      },
    };
    await damage(rows[1]?.object_key ?? '');
    await run({ objects });
    expect(await faults()).toMatchObject([{ row_id: rows[1]?.id, fault: 'bytes' }]);
    read.length = 0;
    await run({ objects: store });
    expect(new Set(read).size).toBe(6);
  });

  it('as a disk that is not mounted is not taken for one that has lost everything', async () => {
    await stored(4);
    const objects = join(server.dataDir, 'objects');
    await rename(objects, `${objects}-elsewhere`);
    await run();
    expect([await faults(), await audited()]).toEqual([[], []]);
    await rm(objects, { recursive: true, force: true });
    await rename(`${objects}-elsewhere`, objects);
  });

  it('but for one object has a fault of that one', async () => {
    const [, large] = await stored(4);
    const { objects } = server.parts.archive;
    const refusing: ObjectStore = {
      ...objects,
      read: (key, range) => {
        if (key === large?.object_key) throw failure.unavailable('The object store is out of reach.');
        return objects.read(key, range);
      },
    };
    await run({ objects: refusing });
    expect(await faults()).toMatchObject([{ row_id: large?.id, fault: 'unreadable' }]);
  });
});

describe('the job archive.scrub', () => {
  const waiting = () => db().selectFrom('jobs').selectAll().where('kind', '=', 'archive.scrub').execute();

  it('runs soon after a start and again each quarter of an hour, one at a time', async () => {
    const [small] = await stored(2);
    await damage(small?.object_key ?? '');
    for (let start = 0; start < 2; start++) await scheduleScrub(deps(), { bytesMax: 1 });
    expect(await waiting()).toHaveLength(1);
    server.clock.advance(5 * 60_000);
    await server.parts.jobs.runDue();
    expect(await faults()).toHaveLength(1);
    const [next] = await waiting();
    const inMs = Date.parse(next?.run_at ?? '') - server.clock.nowMs();
    expect(Math.round(inMs / 60_000)).toBe(15);
    server.clock.advance(15 * 60_000);
    await server.parts.jobs.runDue();
    expect(await waiting()).toHaveLength(1);
    expect(await audited()).toHaveLength(1);
  });

  it('is not there when nothing is to be read', async () => {
    await scheduleScrub(deps(), { bytesMax: 0 });
    expect(await waiting()).toEqual([]);
  });
});
