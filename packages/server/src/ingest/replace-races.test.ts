// Instances that are replaced by two at once, under readers, and with failures planted: one row, one object, never a mixture.
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  asStored,
  type DicomwebTestClient,
  dicomwebClient,
  partsOf,
  pathOf,
} from '../../test/support/dicomweb.ts';
import { aTeam, type TestMember } from '../../test/support/makers.ts';
import { restClient } from '../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../test/support/test-server.ts';
import {
  frameSource,
  type ObjectStore,
  selectStoredInstance,
  sweepObjects,
  verifyObjects,
} from '../archive/index.ts';
import { type Database, DatabaseError } from '../platform/database/index.ts';
import { createIngest, type IngestDeps, receiveUpload } from './index.ts';

let server: TestServer;
let team: TestMember;
let dicomweb: DicomwebTestClient;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  team = await aTeam(server);
  dicomweb = await dicomwebClient(server, team);
  await restClient(server, team).put('/realm', { when_bytes_differ: 'replace' });
});
afterAll(() => server.close());

type Made = ReturnType<typeof aCtInstance>;
/** Large enough to be a file: what is planted between its object and its row has no place in a small one. */
const aVersion = (seed: string, version: number, more = {}): Made =>
  aCtInstance({
    seed,
    patientId: seed,
    rows: 256,
    columns: 256,
    seriesDescription: `Version ${version}`,
    ...more,
  });

/** A way in of its own, as another process has one. */
function anIngest(world: { onKept?: () => Promise<void>; database?: Database } = {}): IngestDeps {
  const { foundation, audit, archive, pixels } = server.parts;
  const { onKept, database = foundation.database } = world;
  const objects: ObjectStore = {
    ...archive.objects,
    put: async (key, source) => {
      await archive.objects.put(key, source);
      await onKept?.();
    },
  };
  return createIngest({ ...foundation, database, audit, objects, pixels, bytesMax: 1e9 });
}

async function send(ingest: IngestDeps, ...versions: readonly Made[]) {
  const files = async function* () {
    for (const [index, { bytes }] of versions.entries())
      yield { name: `${index}.dcm`, bytes: inPieces(bytes), isExpected: true };
  };
  const request = { ...team, target: { kind: 'match' }, acceptMismatch: false, source: 'test' } as const;
  const upload = await receiveUpload(ingest, request, files());
  if (upload === undefined) throw new Error('There was nothing to be received.');
  return upload;
}

async function* inPieces(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 60_000) yield bytes.subarray(start, start + 60_000);
}

const bytesOf = async (made: Made): Promise<Buffer | undefined> => {
  const answer = await dicomweb.get(pathOf(made), asStored);
  return answer.status === 200 ? (await partsOf(answer))[0]?.body : undefined;
};
const rows = () =>
  server.parts.foundation.database.kysely
    .selectFrom('instances')
    .selectAll()
    .where('realm_id', '=', team.realmId)
    .execute();

/** A day later there is an object for each row, and none without. */
async function expectWhole(): Promise<void> {
  server.clock.advance(25 * 3_600_000);
  await server.parts.jobs.runDue();
  const { clock, database } = server.parts.foundation;
  const { objects } = server.parts.archive;
  await sweepObjects({ database, clock, objects }, { graceMs: 0 });
  for await (const fault of verifyObjects({ database, objects })) expect(fault).toBeUndefined();
  const mine = new Set(
    (await database.kysely.selectFrom('instances').select('object_key').execute()).map(
      (row) => row.object_key,
    ),
  );
  for await (const { key, sizeBytes } of objects.list())
    if (sizeBytes > 100_000) expect(mine.has(key)).toBe(true);
}

/** Resolves for all once so many have come. */
function barrier(count: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let come = 0;
  return () => {
    come += 1;
    if (come === count) resolve();
    return promise;
  };
}

describe('an instance that two processes replace at once', () => {
  it('is one of theirs, and the other object is swept', async () => {
    const versions = [1, 2, 3, 4].map((version) => aVersion('Both', version));
    await send(anIngest(), aVersion('Both', 0));
    const onKept = barrier(versions.length);
    const uploads = await Promise.all(versions.map((version) => send(anIngest({ onKept }), version)));
    expect(uploads.map(({ files }) => [files[0]?.outcome, files[0]?.reason?.split(':')[0]])).toEqual(
      versions.map(() => ['stored', 'replaced']),
    );
    expect(await rows()).toHaveLength(1);
    const bytes = await bytesOf(versions[0] as Made);
    expect(versions.filter((one) => bytes?.equals(Buffer.from(one.bytes)))).toHaveLength(1);
    await expectWhole();
  });

  it('is first stored by one of them, and then replaced, when it was not there', async () => {
    const versions = [1, 2, 3].map((version) => aVersion('New', version));
    const onKept = barrier(versions.length);
    const uploads = await Promise.all(versions.map((version) => send(anIngest({ onKept }), version)));
    expect(uploads.map(({ files }) => files[0]?.reason?.split(':')[0]).sort()).toEqual([
      'replaced',
      'replaced',
      undefined,
    ]);
    expect(await rows()).toHaveLength(1);
    await expectWhole();
  });
});

/** A database whose first transaction of the way in fails after all its statements, or loses its answer behind them. */
function planted(
  fault: 'rolled-back' | 'answer-lost',
  onFault: () => Promise<void> = async () => undefined,
): Database {
  const { database } = server.parts.foundation;
  let isOver = false;
  return {
    ...database,
    run: async (work, input, options) => {
      if (isOver) return database.run(work, input, options);
      isOver = true;
      if (fault === 'answer-lost') await database.run(work, input, options);
      await onFault();
      throw new DatabaseError(fault === 'answer-lost' ? 'busy' : 'full', 'planted');
    },
  };
}

describe('a replacement that breaks off', () => {
  it('between object and row leaves the old one, and the next one is as good', async () => {
    const [old, next] = [aVersion('Broken', 1), aVersion('Broken', 2)];
    await send(anIngest(), old);
    const onKept = async () => {
      throw Object.assign(new Error('killed'), { code: 'EIO', syscall: 'write' });
    };
    await expect(send(anIngest({ onKept }), next)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await bytesOf(old)).toEqual(Buffer.from(old.bytes));
    await send(anIngest({ database: planted('rolled-back') }), next).catch(() => undefined);
    expect(await rows()).toHaveLength(1);
    await send(anIngest(), next);
    expect(await bytesOf(old)).toEqual(Buffer.from(next.bytes));
    await expectWhole();
  });

  it('behind its commit is not done twice', async () => {
    const [old, next] = [aVersion('Lost', 1), aVersion('Lost', 2)];
    await send(anIngest(), old);
    const { counts } = await send(anIngest({ database: planted('answer-lost') }), next);
    expect(counts).toMatchObject({ received: 1, stored: 1 });
    expect(await bytesOf(old)).toEqual(Buffer.from(next.bytes));
    await expectWhole();
  });

  it('behind its commit does not bring back what was replaced meanwhile', async () => {
    const [old, lost, last] = [aVersion('Back', 1), aVersion('Back', 2), aVersion('Back', 3)];
    await send(anIngest(), old);
    const database = planted('answer-lost', async () => void (await send(anIngest(), last)));
    const { counts } = await send(anIngest({ database }), lost);
    expect(counts).toMatchObject({ received: 1, stored: 1 });
    expect(await bytesOf(old)).toEqual(Buffer.from(last.bytes));
    await expectWhole();
  });
});

describe('whoever reads an instance that is replaced', () => {
  it('has the one or the other, and never a mixture', async () => {
    const versions = Array.from({ length: 12 }, (_, version) =>
      aVersion('Read', version, { rows: 256 + version * 8 }),
    );
    const texts = new Set(versions.map(({ bytes }) => Buffer.from(bytes).toString('latin1')));
    const [first] = versions as [Made];
    await send(anIngest(), first);
    let isOver = false;
    let readCount = 0;
    const read = async () => {
      while (!isOver) {
        const bytes = await bytesOf(first);
        expect(texts.has((bytes ?? Buffer.alloc(0)).toString('latin1'))).toBe(true);
        const metadata = await dicomweb.get(`/studies/${first.studyInstanceUid}/metadata`);
        const [told, ...others] = (await metadata.json()) as Record<string, { Value: [unknown] }>[];
        expect(others).toEqual([]);
        const version = Number(String(told?.['0008103E']?.Value[0]).slice('Version '.length));
        expect(told?.['00280010']?.Value[0]).toBe(256 + version * 8);
        readCount += 1;
      }
    };
    const replace = async () => {
      for (const version of versions.slice(1)) await send(anIngest(), version);
      isOver = true;
    };
    await Promise.all([read(), read(), replace()]);
    expect(readCount).toBeGreaterThan(1);
    expect(await bytesOf(first)).toEqual(Buffer.from(versions.at(-1)?.bytes ?? []));
    await expectWhole();
  });

  it('reads frame after frame of the one that was looked up', async () => {
    const [old, next] = [aVersion('Frames', 1, { frames: 4 }), aVersion('Frames', 2, { frames: 2 })];
    await send(anIngest(), old);
    const { kysely } = server.parts.foundation.database;
    const found = await selectStoredInstance(kysely, team.scope, old);
    if (found === undefined) throw new Error('It was not found.');
    const source = frameSource(server.parts.archive, found);
    await send(anIngest(), next);
    await server.parts.jobs.runDue();
    let size = 0;
    for await (const chunk of await source.read()) size += (chunk as Uint8Array).length;
    expect([source.frameCount, size]).toEqual([4, old.bytes.length]);
    expect((await dicomweb.get(`${pathOf(old)}/frames/4`)).status).toBe(404);
  });
});
