// The way in by itself, in this process: how many instances a second pass `ingestInstance`, and what processor time each takes,
// with no protocol before it. Everything else (database, objects, syncs) is as in a server.
// Run: node bench/ingest/direct.bench.ts [ct|small] [writers] [instances] [none|upload] [postgres address]
// LUMENBOX_BENCH_PROFILE names a file for a profile of the main thread while instances are taken.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { aCtInstance } from '../../packages/dicom/src/testing/index.ts';
import { grantScope } from '../../packages/server/src/access/index.ts';
import { composeParts, openFoundation } from '../../packages/server/src/compose/index.ts';
import { readConfig } from '../../packages/server/src/config.ts';
import { ingestInstance } from '../../packages/server/src/ingest/ingest-instance.ts';
import { receiveUpload } from '../../packages/server/src/ingest/receive-upload.ts';
import { newId, type RealmId } from '../../packages/server/src/platform/ids.ts';
import { createLogger } from '../../packages/server/src/platform/log.ts';

const [size = 'ct', writersText = '8', countText = '1000', way = 'none', databaseUrl] = process.argv.slice(2);
const writers = Number(writersText);
const instanceCount = Number(countText);
/** 512 x 512 pixels are a CT slice of 0.5 MB; 64 x 64 make 9 KB with their header. */
const edge = size === 'ct' ? 512 : 64;
const instancesPerStudy = 100;
/** As protocols hand bytes on: in pieces of a socket's reads. */
const chunkBytes = 64 * 1024;

function makeInstance(number: number): Uint8Array {
  const pixels = new Uint8Array(edge * edge * 2);
  for (let at = 0; at < pixels.length; at++) pixels[at] = (at * 2_654_435_761 + number * 40_503) >>> 13;
  const study = Math.floor(number / instancesPerStudy);
  const { bytes } = aCtInstance({
    seed: `direct ${study}`,
    rows: edge,
    columns: edge,
    instanceNumber: number,
    patientId: `DIRECT-${study}`,
    pixelData: pixels,
  });
  return bytes;
}

async function* inChunks(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let start = 0; start < bytes.length; start += chunkBytes)
    yield bytes.subarray(start, start + chunkBytes);
}

async function openWay(dataDir: string) {
  const environment = { LUMENBOX_DATA_DIR: dataDir, LUMENBOX_DATABASE_URL: databaseUrl ?? '' };
  const log = createLogger({ level: 'warn', isTerminal: true });
  const foundation = await openFoundation({ config: readConfig(environment), log });
  const parts = await composeParts(foundation, { spoolName: 'server' });
  const realmId = newId() as RealmId;
  const now = foundation.clock.now();
  await foundation.database.kysely
    .insertInto('realms')
    .values({ id: realmId, name: 'R', ae_title: null, settings: '{}', created_at: now, updated_at: now })
    .execute();
  const actor = { type: 'cli', id: null, name: null, tokenId: null } as const;
  const origin = { actor, protocol: 'cli', ip: null, requestId: null, realmId } as const;
  return { parts, scope: grantScope(realmId, 'cli'), origin };
}

type Way = Awaited<ReturnType<typeof openWay>>;

async function takeAll({ parts, scope, origin }: Way, instances: readonly Uint8Array[]): Promise<void> {
  let next = 0;
  const target = { kind: 'match' } as const;
  const writer = async () => {
    while (next < instances.length) {
      const bytes = inChunks(instances[next++] as Uint8Array);
      const delivery = { scope, origin, target, isExpected: true, acceptMismatch: false, place: undefined };
      const outcome = await ingestInstance(parts.ingest, bytes, delivery);
      if (outcome.kind !== 'stored') throw new Error(`An instance was ${outcome.kind}.`);
    }
  };
  await Promise.all(Array.from({ length: writers }, writer));
}

async function takeAsUpload({ parts, scope, origin }: Way, instances: readonly Uint8Array[]): Promise<void> {
  const files = async function* () {
    for (const [index, bytes] of instances.entries())
      yield { name: `IM${index}`, bytes: inChunks(bytes), isExpected: true };
  };
  const request = {
    scope,
    origin,
    target: { kind: 'match' },
    acceptMismatch: false,
    source: 'import',
  } as const;
  const upload = await receiveUpload(parts.ingest, request, files());
  if (upload?.counts.stored !== instances.length) throw new Error('Not every instance was stored.');
}

async function profiled(work: () => Promise<void>): Promise<void> {
  const path = process.env.LUMENBOX_BENCH_PROFILE;
  if (path === undefined) return work();
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  await work();
  const { profile } = await session.post('Profiler.stop');
  await writeFile(path, JSON.stringify(profile));
}

const dataDir = await mkdtemp(join(process.env.LUMENBOX_BENCH_DIR ?? tmpdir(), 'lumenbox-bench-direct-'));
try {
  const opened = await openWay(dataDir);
  const take = way === 'upload' ? takeAsUpload : takeAll;
  const warmUp = Math.min(instanceCount, 400);
  const instances = Array.from({ length: warmUp + instanceCount }, (_, number) => makeInstance(number));
  await take(opened, instances.slice(0, warmUp));
  const before = { cpu: process.cpuUsage(), loop: performance.eventLoopUtilization(), ms: performance.now() };
  await profiled(() => take(opened, instances.slice(warmUp)));
  const seconds = (performance.now() - before.ms) / 1000;
  const cpu = process.cpuUsage(before.cpu);
  const loop = performance.eventLoopUtilization(before.loop);
  await opened.parts.close();
  const micros = (total: number) => `${Math.round(total / instanceCount)} µs`;
  process.stdout.write(
    `${size}, ${writers} writers, ${instanceCount} instances, ${way}; ${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}\n` +
      `${(instanceCount / seconds).toFixed(0)} a second; processor ${micros(cpu.user)} user + ${micros(cpu.system)} system, ` +
      `of it main thread ${micros(loop.active * 1000)}\n`,
  );
} finally {
  await rm(dataDir, { recursive: true, force: true });
}
