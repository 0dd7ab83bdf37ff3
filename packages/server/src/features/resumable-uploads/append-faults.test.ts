// Bytes of parts with a failure planted on their way to disk, and with two who send for one part: what counts is durable.
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import type { Caller } from '../../access/index.ts';
import { createArchive, type ObjectStore, sweepObjects } from '../../archive/index.ts';
import { type Database, DatabaseError } from '../../platform/database/index.ts';
import { appendBytes, beginPart, createPartLines, findPart, type ResumableDeps } from './index.ts';

/** More than one piece. */
const { bytes } = aCtInstance({ seed: 'faults', rows: 3000, columns: 3000 });
const pieceBytes = 8 * 1024 * 1024;

let server: TestServer;
let team: TestMember;
let caller: Caller;
let deps: ResumableDeps;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  team = await aTeam(server);
  caller = {
    ...team,
    role: 'owner',
    keyScopes: undefined,
    keyExpiresAt: null,
    sessionId: undefined,
    csrfToken: undefined,
  };
  const { foundation, audit, archive } = server.parts;
  const limits = { bytesMax: 1e9, realmBytesMax: 1e10, expiryMs: 3_600_000 };
  deps = { ...foundation, audit, archive, lines: createPartLines(), limits };
  // Folders that an earlier test has emptied count as well.
  await strays();
});

const begin = (name = 'a.dcm') =>
  beginPart(deps, caller, {
    sizeBytes: bytes.length,
    metadata: '',
    namelessMetadata: '',
    name,
    mediaType: '',
    patientId: null,
    acceptMismatch: false,
    group: undefined,
  });

async function* from(start: number, options: { breaksAt?: number } = {}): AsyncIterable<Uint8Array> {
  for (let at = start; at < bytes.length; at += 64 * 1024) {
    if (options.breaksAt !== undefined && at >= options.breaksAt) throw new Error('The line is broken.');
    yield bytes.subarray(at, Math.min(bytes.length, at + 64 * 1024, options.breaksAt ?? bytes.length));
  }
}

async function append(id: string, options: { world?: Partial<ResumableDeps>; breaksAt?: number } = {}) {
  const part = await findPart(deps, caller, id);
  const { receivedBytes: startBytes } = part;
  return appendBytes({ ...deps, ...options.world }, caller, part, {
    startBytes,
    bytes: from(startBytes, options),
    isAllOrNothing: false,
  }).then(
    (after) => ({ after, error: undefined }),
    (error: unknown) => ({ after: undefined, error }),
  );
}

/** A store whose n-th call of a method fails as a full disk does. */
function fullStore(method: 'put' | 'newSpoolPath', nth: number): Partial<ResumableDeps> {
  const { objects } = server.parts.archive;
  let calls = 0;
  const failing: ObjectStore = {
    ...objects,
    [method]: (...args: [never, never]) => {
      calls += 1;
      if (calls === nth)
        throw Object.assign(new Error('no space left'), { code: 'ENOSPC', syscall: 'write' });
      return objects[method](...args);
    },
  };
  return { archive: createArchive({ objects: failing }) };
}

/** A database whose n-th transaction fails after all its statements. */
function failingDatabase(nth: number): Partial<ResumableDeps> {
  const { database } = server.parts.foundation;
  let calls = 0;
  const failing: Database = {
    ...database,
    transaction: (work) =>
      database.transaction(async (trx) => {
        const result = await work(trx);
        calls += 1;
        if (calls === nth) throw new DatabaseError('full', 'planted');
        return result;
      }),
  };
  return { database: failing };
}

const offset = async (id: string) => (await findPart(deps, caller, id)).receivedBytes;
const strays = () => {
  const { objects } = server.parts.archive;
  return sweepObjects({ ...server.parts.foundation, objects }, { graceMs: -3_600_000 });
};

describe('a disk that is full', () => {
  it.each(['put', 'newSpoolPath'] as const)(
    'is told as something that passes, keeps what was durable, and is no harm afterwards (%s)',
    async (method) => {
      const { id } = await begin();
      const first = await append(id, { world: fullStore(method, 1) });
      expect(first.error).toMatchObject({ code: 'unavailable' });
      expect(await offset(id)).toBe(0);
      const second = await append(id, { world: fullStore(method, 2) });
      expect(second.error).toMatchObject({ code: 'unavailable' });
      const kept = await offset(id);
      expect(kept).toBeGreaterThanOrEqual(pieceBytes);
      expect(kept).toBeLessThan(bytes.length);
      expect((await append(id)).after).toMatchObject({ receivedBytes: bytes.length });
      expect(await strays()).toBe(0);
    },
  );
});

describe('a database that fails', () => {
  it.each([1, 2, 3])('counts what it has committed, and nothing else (transaction %i)', async (nth) => {
    const { id } = await begin();
    const { error } = await append(id, { world: failingDatabase(nth) });
    expect(error).toMatchObject({ kind: 'full' });
    const kept = await offset(id);
    expect(kept).toBeLessThan(bytes.length);
    expect((await append(id)).after).toMatchObject({ receivedBytes: bytes.length });
    // Whether the object of a transaction that failed has a row, nobody knew: the sweep has found out.
    expect(await strays()).toBe(1);
    await server.parts.jobs.runDue();
    const upload = await server.parts.foundation.database.kysely
      .selectFrom('uploads')
      .selectAll()
      .where('realm_id', '=', team.realmId)
      .executeTakeFirstOrThrow();
    expect(upload).toMatchObject({ status: 'complete', received: 1, stored: 1 });
  });
});

describe('a line that breaks', () => {
  it('loses nothing that came, whether a piece was full or not', async () => {
    const { id } = await begin();
    const breaks = [1000, 100_000, pieceBytes + 100_000, 2 * pieceBytes];
    for (const breaksAt of breaks) {
      expect((await append(id, { breaksAt })).error).toMatchObject({ message: 'The line is broken.' });
      expect(await offset(id)).toBe(breaksAt);
    }
    expect((await append(id)).after).toMatchObject({ receivedBytes: bytes.length });
    expect(await strays()).toBe(0);
  });

  it('is ended by a stop of the process, which keeps all that came, also of one that begins too late', async () => {
    const { id } = await begin();
    const part = await findPart(deps, caller, id);
    const lines = createPartLines();
    const sending = (start: number) =>
      appendBytes(
        { ...deps, lines },
        caller,
        { ...part, receivedBytes: start },
        {
          startBytes: start,
          isAllOrNothing: false,
          bytes: (async function* () {
            yield bytes.subarray(start, start + 100_000);
            // Who asks for more has taken what came.
            lines.stop();
            await new Promise(() => undefined);
          })(),
        },
      );
    await expect(sending(0)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await offset(id)).toBe(100_000);
    await expect(sending(100_000)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await offset(id)).toBe(100_000);
    expect((await append(id)).after).toMatchObject({ receivedBytes: bytes.length });
    expect(await strays()).toBe(0);
  });

  it('is left to its end by a stop when its bytes are of use only as a whole', async () => {
    const { id } = await begin();
    const part = await findPart(deps, caller, id);
    const lines = createPartLines();
    const whole = async function* () {
      yield bytes.subarray(0, 100_000);
      lines.stop();
      yield bytes.subarray(100_000, 200_000);
    };
    const appendix = { startBytes: 0, isAllOrNothing: true, bytes: whole() };
    expect(await appendBytes({ ...deps, lines }, caller, part, appendix)).toMatchObject({
      receivedBytes: 200_000,
    });
  });

  it('gives way to who comes back, when nobody has noticed that it broke', async () => {
    const { id } = await begin();
    const part = await findPart(deps, caller, id);
    const silence = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const silent = async function* () {
      yield bytes.subarray(0, 100_000);
      reached.resolve();
      await silence.promise;
    };
    const options = { startBytes: 0, isAllOrNothing: false };
    const older = appendBytes(deps, caller, part, { ...options, bytes: silent() });
    older.catch(() => undefined);
    await reached.promise;
    const newer = await append(id);
    expect(newer.after).toMatchObject({ receivedBytes: bytes.length });
    await expect(older).rejects.toMatchObject({ code: 'conflict' });
    silence.resolve();
    expect(await strays()).toBe(0);
  });
});

describe('two processes that send for one part', () => {
  it('are one that counts, and one that is told to ask again', async () => {
    const { id } = await begin();
    // Lines of their own are what two processes have.
    const results = await Promise.all([
      append(id, { world: { lines: createPartLines() } }),
      append(id, { world: { lines: createPartLines() } }),
    ]);
    const refused = results.filter(({ error }) => error !== undefined);
    expect(refused).toMatchObject([{ error: { code: 'conflict' } }]);
    expect(await offset(id)).toBe(bytes.length);
    expect(await strays()).toBe(0);
  });
});
