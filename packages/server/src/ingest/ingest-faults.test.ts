// The way in with a failure planted at every step: nothing half-visible is left, and sending again makes it good.
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aTeam, type TestMember } from '../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../test/support/test-server.ts';
import { type ObjectStore, sweepObjects, verifyObjects } from '../archive/index.ts';
import { type Database, DatabaseError } from '../platform/database/index.ts';
import { AppError } from '../platform/errors.ts';
import { createIngest, type IncomingFile, receiveUpload } from './index.ts';

let server: TestServer;
let team: TestMember;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const aFile = (seed: string, instanceNumber: number, options = {}): IncomingFile => {
  const { bytes } = aCtInstance({ seed, instanceNumber, patientId: seed, ...options });
  return { name: `${instanceNumber}.dcm`, bytes: inPieces(bytes), isExpected: true };
};

async function* inPieces(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 3000) yield bytes.subarray(start, start + 3000);
}

async function* listOf(files: readonly IncomingFile[]): AsyncIterable<IncomingFile> {
  yield* files;
}

/** A store whose n-th call of a method fails as a full disk does. */
function failingStore(
  objects: ObjectStore,
  method: 'put' | 'newSpoolPath' | 'delete',
  nth: number,
): ObjectStore {
  let calls = 0;
  const guard = () => {
    calls += 1;
    if (calls === nth) throw Object.assign(new Error('no space left'), { code: 'ENOSPC', syscall: 'write' });
  };
  return {
    ...objects,
    put: async (...args) => {
      if (method === 'put') guard();
      return objects.put(...args);
    },
    newSpoolPath: async () => {
      if (method === 'newSpoolPath') guard();
      return objects.newSpoolPath();
    },
    delete: async (...args) => {
      if (method === 'delete') guard();
      return objects.delete(...args);
    },
  };
}

/** A database whose n-th transaction fails, before it begins or after all its statements. */
function failingDatabase(
  database: Database,
  options: { nth: number; when: 'before' | 'after'; kind: 'full' | 'busy' },
): Database {
  let calls = 0;
  const transaction: Database['transaction'] = async (work) => {
    calls += 1;
    const isDoomed = calls === options.nth;
    if (isDoomed && options.when === 'before') throw new DatabaseError(options.kind, 'planted');
    return database.transaction(async (trx) => {
      const result = await work(trx);
      if (isDoomed) throw new DatabaseError(options.kind, 'planted');
      return result;
    });
  };
  return {
    ...database,
    transaction,
    run: (work, input, { commitAfter } = {}) =>
      transaction(async (trx) => {
        const output = await work.run(trx, input);
        await commitAfter;
        return output;
      }),
  };
}

interface World {
  database?: Database;
  objects?: ObjectStore;
}

async function send(files: readonly IncomingFile[], world: World = {}) {
  const { foundation, audit, archive, pixels } = server.parts;
  const ingest = createIngest({
    ...foundation,
    audit,
    pixels,
    objects: world.objects ?? archive.objects,
    ...(world.database === undefined ? {} : { database: world.database }),
    bytesMax: 1e9,
  });
  const request = {
    ...team,
    target: { kind: 'match' },
    acceptMismatch: false,
    source: 'test',
  } as const;
  return receiveUpload(ingest, request, listOf(files)).then(
    (upload) => ({ upload, error: undefined }),
    (error: unknown) => ({ upload: undefined, error }),
  );
}

/** What anybody can see of the realm's imaging. */
async function seen() {
  const db = server.parts.foundation.database.kysely;
  const studies = await db.selectFrom('studies').selectAll().where('realm_id', '=', team.realmId).execute();
  const series = await db.selectFrom('series').selectAll().where('realm_id', '=', team.realmId).execute();
  const instances = await db
    .selectFrom('instances')
    .selectAll()
    .where('realm_id', '=', team.realmId)
    .execute();
  const patients = await db.selectFrom('patients').selectAll().where('realm_id', '=', team.realmId).execute();
  const uploads = await db.selectFrom('uploads').selectAll().where('realm_id', '=', team.realmId).execute();
  return { studies, series, instances, patients, uploads };
}

/** Rows, counts and objects agree with one another. */
async function expectWhole(): Promise<void> {
  const { studies, series, instances, patients, uploads } = await seen();
  for (const study of studies) {
    const own = instances.filter((instance) => instance.study_id === study.id);
    expect(own.length).toBeGreaterThan(0);
    expect(study.instance_count).toBe(own.length);
    expect(study.series_count).toBe(series.filter((one) => one.study_id === study.id).length);
    expect(patients.filter((patient) => patient.person_id === study.person_id)).toHaveLength(1);
  }
  for (const one of series)
    expect(one.instance_count).toBe(instances.filter((instance) => instance.series_id === one.id).length);
  expect(patients.length).toBe(new Set(studies.map((study) => study.person_id)).size);
  expect(uploads.reduce((sum, upload) => sum + upload.stored, 0)).toBe(instances.length);
  for (const upload of uploads) expect(upload.status).not.toBe('receiving');
  const { database } = server.parts.foundation;
  const faults = [];
  for await (const fault of verifyObjects({ database, objects: server.parts.archive.objects }))
    faults.push(fault);
  expect(faults).toEqual([]);
}

async function objectCount(): Promise<number> {
  let count = 0;
  for await (const _object of server.parts.archive.objects.list()) count += 1;
  return count;
}

/** After the sweep there are as many objects as rows. */
async function expectSwept(): Promise<void> {
  const deps = { ...server.parts.foundation, objects: server.parts.archive.objects };
  await sweepObjects(deps, { graceMs: -60_000 });
  const db = deps.database.kysely;
  const rows = await Promise.all(
    (['instances', 'held_instances'] as const).map((table) =>
      db.selectFrom(table).select('object_key').execute(),
    ),
  );
  expect(await objectCount()).toBe(rows.flat().length);
}

const inFiles = { rows: 256, columns: 256 };
const three = (seed: string) => [1, 2, 3].map((number) => aFile(seed, number, inFiles));

describe('a full disk', () => {
  for (const nth of [1, 2, 3]) {
    it(`at object ${nth} of three acknowledges nothing that is not there`, async () => {
      team = await aTeam(server);
      const { objects } = server.parts.archive;
      const seed = `disk-${nth}`;
      const { error } = await send(three(seed), { objects: failingStore(objects, 'put', nth) });
      expect(error).toBeInstanceOf(AppError);
      expect((error as AppError).code).toBe('unavailable');
      expect((await seen()).instances.length).toBeLessThan(3);
      await expectWhole();
      const again = await send(three(seed));
      expect(again.upload?.counts).toMatchObject({ received: 3, rejected: 0, held: 0 });
      expect((await seen()).instances).toHaveLength(3);
      await expectWhole();
      await expectSwept();
    });
  }

  it('while a large file is spooled leaves no trace of it', async () => {
    team = await aTeam(server);
    const { objects } = server.parts.archive;
    const large = aFile('spool', 1, { rows: 1500, columns: 1500 });
    const { error } = await send([large], { objects: failingStore(objects, 'newSpoolPath', 1) });
    expect((error as AppError).code).toBe('unavailable');
    expect(await seen()).toEqual({ studies: [], series: [], instances: [], patients: [], uploads: [] });
    await expectSwept();
    const again = await send([aFile('spool', 1, { rows: 1500, columns: 1500 })]);
    expect(again.upload?.counts.stored).toBe(1);
    await expectWhole();
  });

  it('when what is spare cannot be removed is left to the sweep', async () => {
    team = await aTeam(server);
    const { objects } = server.parts.archive;
    const world = { objects: failingStore(objects, 'delete', 1) };
    const twice = [aFile('spare', 1, inFiles), aFile('spare', 1, inFiles)];
    expect((await send(twice, world)).upload?.counts).toMatchObject({ stored: 1, duplicate: 1 });
    await expectWhole();
    await expectSwept();
  });
});

describe('a database that fails', () => {
  for (const when of ['before', 'after'] as const) {
    for (const nth of [1, 2]) {
      it(`${when} the statements of transaction ${nth} leaves nothing half-visible`, async () => {
        team = await aTeam(server);
        const { database } = server.parts.foundation;
        const seed = `db-${when}-${nth}`;
        const world = { database: failingDatabase(database, { nth, when, kind: 'full' }) };
        await send(three(seed), world);
        const { uploads, instances } = await seen();
        expect(uploads.reduce((sum, upload) => sum + upload.stored, 0)).toBe(instances.length);
        const again = await send(three(seed));
        expect(again.error).toBeUndefined();
        expect((await seen()).instances).toHaveLength(3);
        await expectWhole();
        await expectSwept();
      });
    }
  }

  it('only for a moment is tried again, and nobody notices', async () => {
    team = await aTeam(server);
    const { database } = server.parts.foundation;
    const world = { database: failingDatabase(database, { nth: 1, when: 'after', kind: 'busy' }) };
    const { upload } = await send(three('busy'), world);
    expect(upload).toMatchObject({ status: 'complete', counts: { stored: 3 } });
    await expectWhole();
    await expectSwept();
  });
});

describe('bytes that break off', () => {
  for (const after of [0, 1, 100, 5000]) {
    it(`after ${after} bytes of the second file keep the first and fail the upload`, async () => {
      team = await aTeam(server);
      const broken: IncomingFile = {
        name: '2.dcm',
        isExpected: true,
        bytes: (async function* () {
          const { bytes } = aCtInstance({
            seed: `cut-${after}`,
            instanceNumber: 2,
            patientId: `cut-${after}`,
          });
          if (after > 0) yield bytes.subarray(0, after);
          throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
        })(),
      };
      const { error } = await send([aFile(`cut-${after}`, 1), broken, aFile(`cut-${after}`, 3)]);
      expect((error as { code?: string }).code).toBe('ECONNRESET');
      const { instances, uploads } = await seen();
      expect(instances).toHaveLength(1);
      expect(uploads).toMatchObject([{ status: 'failed', received: 1, stored: 1 }]);
      await expectWhole();
      await expectSwept();
    });
  }
});

describe('one bad instance among many', () => {
  it('is refused alone', async () => {
    team = await aTeam(server);
    const files = Array.from({ length: 20 }, (_, index) => aFile('mixed', index + 1));
    const broken = { name: 'bad.dcm', bytes: inPieces(Buffer.alloc(4000, 1)), isExpected: true };
    const { upload } = await send([...files.slice(0, 10), broken, ...files.slice(10)]);
    expect(upload?.counts).toEqual({ received: 21, stored: 20, duplicate: 0, rejected: 1, held: 0 });
    expect(upload?.files[10]).toMatchObject({ name: 'bad.dcm', outcome: 'rejected' });
    await expectWhole();
  });
});
