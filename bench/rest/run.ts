// Measures the REST API over a million patients and a million studies, beside a bare node:http server that gives the same bytes.
import { constants, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { serverProgram } from '../../scripts/build-server.mjs';
import { startPostgres } from '../../scripts/test-postgres.mjs';
import { type LoadClient, openLoadClient } from './load-client.ts';
import { createPopulation } from './population.ts';
import { type RunningServer, startServer } from './processes.ts';
import { seed } from './seed.ts';
import { type CheckedRequest, createWorkload, type WorkClass } from './workload.ts';

const { values: options } = parseArgs({
  options: {
    dialect: { type: 'string', default: 'sqlite' },
    rows: { type: 'string', default: '1000000' },
    requests: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
    keep: { type: 'string' },
    'database-url': { type: 'string' },
    'cpu-prof': { type: 'boolean', default: false },
  },
});
/** A class of requests, made. */
type Work = Omit<WorkClass, 'makeRequests'> & { requests: readonly CheckedRequest[] };

const rows = Number(options.rows);
const secondsPerRound = Number(options.seconds);
const rounds = Number(options.rounds);
const clientsMax = 8;
const say = (line: string) => process.stdout.write(`${line}\n`);

interface Measured {
  name: string;
  p50: number;
  p95: number;
  p99: number;
  perSecond: number;
  barePerSecond: number;
  /** Processor time a request, of all threads. */
  cpuMs: number;
  bareCpuMs: number;
  liveP99: number;
}

await main();

async function main(): Promise<void> {
  const place =
    options.keep === undefined ? mkdtempSync(join(tmpdir(), 'lumenbox-bench-')) : resolve(options.keep);
  const postgres =
    options.dialect === 'postgres' && options['database-url'] === undefined
      ? await startPostgres({
          fsync: 'on',
          synchronous_commit: 'on',
          full_page_writes: 'on',
          shared_buffers: '1GB',
        })
      : undefined;
  const databaseUrl = options['database-url'] ?? postgres?.url;
  const environmentOf = (dir: string): Record<string, string> => ({
    LUMENBOX_DIMSE_PORT: '0',
    LUMENBOX_DATA_DIR: join(place, dir),
    LUMENBOX_PORT: '0',
    LUMENBOX_ROLES: 'api',
    LUMENBOX_RATE_LIMIT: '0',
    LUMENBOX_LOG_LEVEL: 'error',
    ...(options.dialect === 'postgres' && databaseUrl !== undefined
      ? { LUMENBOX_DATABASE_URL: databaseUrl }
      : {}),
  });
  try {
    const populations = [
      createPopulation({ size: rows, realm: 0 }),
      createPopulation({ size: Math.ceil(rows / 20), realm: 1 }),
    ] as const;
    const token = await seed({ environment: environmentOf('seed'), populations, say });
    copySeed(place);
    say('working out the answers');
    const workload = createWorkload(populations[0], Number(options.requests)).filter(({ name }) =>
      name.includes(options.only),
    );
    const server = await startServer({
      program: await serverProgram('server'),
      nodeArgs: options['cpu-prof'] ? ['--cpu-prof', `--cpu-prof-dir=${place}`] : [],
      environment: environmentOf('run'),
    });
    try {
      report(await measureAll({ server, token, workload, place }));
    } finally {
      await server.stop();
    }
  } finally {
    await postgres?.stop();
    if (options.keep === undefined) rmSync(place, { recursive: true, force: true });
  }
}

/** Measures on a copy: what is created and updated must not change what the next run expects. */
function copySeed(place: string): void {
  const from = join(place, 'seed', 'lumenbox.db');
  rmSync(join(place, 'run'), { recursive: true, force: true });
  mkdirSync(join(place, 'run'), { recursive: true });
  if (existsSync(from)) copyFileSync(from, join(place, 'run', 'lumenbox.db'), constants.COPYFILE_FICLONE);
}

async function measureAll(context: {
  server: RunningServer;
  token: string;
  workload: readonly WorkClass[];
  place: string;
}): Promise<Measured[]> {
  const { server, token, workload } = context;
  const results: Measured[] = [];
  for (const { makeRequests, ...kind } of workload) {
    const work = { ...kind, requests: makeRequests() };
    // Behind the requests: to work out their answers takes longer than a server keeps a connection that rests.
    const client = await openLoadClient({ port: server.port, token });
    // Once to warm up and to learn the bytes that the bare server gives.
    const file = join(context.place, 'answers.json');
    writeFileSync(file, JSON.stringify(await learn(client, work)));
    const latencies = await measureLatency(client, work.requests.slice(1));
    const bare = await startServer({ program: join(import.meta.dirname, 'bare-server.ts'), args: [file] });
    const throughput = await measureThroughput({ server, bare, token, work });
    await bare.stop();
    client.close();
    results.push({ name: work.name, ...latencies, ...throughput });
    say(`  ${work.name}: p95 ${latencies.p95.toFixed(2)} ms, ${Math.round(throughput.perSecond)} per s`);
  }
  return results;
}

async function learn(
  client: LoadClient,
  work: Work,
): Promise<Record<string, { status: number; body: string }>> {
  const answers: Record<string, { status: number; body: string }> = {};
  const requests = work.isWrite ? work.requests.slice(0, 1) : work.requests;
  for (const request of requests) {
    const answer = await client.send(request);
    demand(work, request, request.check(answer));
    answers[`${request.method} ${request.path}`] = { status: answer.status, body: answer.body.toString() };
  }
  // A write's answer is the same for every one: the bare server writes nothing.
  const [first] = Object.values(answers);
  if (work.isWrite && first !== undefined)
    for (const request of work.requests) answers[`${request.method} ${request.path}`] = first;
  return answers;
}

function demand(work: Work, request: CheckedRequest, problem: string | undefined): void {
  if (problem !== undefined)
    throw new Error(`${work.name}: ${request.method} ${decodeURIComponent(request.path)}: ${problem}`);
}

async function measureLatency(client: LoadClient, requests: readonly CheckedRequest[]) {
  const times: number[] = [];
  for (const request of requests) {
    const startedAt = performance.now();
    const answer = await client.send(request);
    times.push(performance.now() - startedAt);
    const problem = request.check(answer);
    if (problem !== undefined) throw new Error(`${request.path}: ${problem}`);
  }
  times.sort((a, b) => a - b);
  return { p50: quantile(times, 0.5), p95: quantile(times, 0.95), p99: quantile(times, 0.99) };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Ours and the bare server in turn, so that whatever else the machine does falls on both. */
async function measureThroughput(context: {
  server: RunningServer;
  bare: RunningServer;
  token: string;
  work: Work;
}): Promise<Pick<Measured, 'perSecond' | 'barePerSecond' | 'cpuMs' | 'bareCpuMs' | 'liveP99'>> {
  const [ours, bares, lives]: [Rate[], Rate[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    ours.push(await rate({ ...context, target: context.server, lives }));
    bares.push(await rate({ ...context, target: context.bare, lives: undefined }));
  }
  const median = (values: number[]) =>
    quantile(
      [...values].sort((a, b) => a - b),
      0.5,
    );
  lives.sort((a, b) => a - b);
  return {
    perSecond: median(ours.map((one) => one.perSecond)),
    barePerSecond: median(bares.map((one) => one.perSecond)),
    cpuMs: median(ours.map((one) => one.cpuMs)),
    bareCpuMs: median(bares.map((one) => one.cpuMs)),
    liveP99: quantile(lives, 0.99),
  };
}

/** What one round gave. */
interface Rate {
  perSecond: number;
  cpuMs: number;
}

async function rate(context: {
  target: RunningServer;
  token: string;
  work: Work;
  lives: number[] | undefined;
}): Promise<Rate> {
  const { target, token, work, lives } = context;
  const { port } = target;
  const cpuBefore = target.cpuMs();
  const clients = await Promise.all(
    Array.from({ length: clientsMax }, () => openLoadClient({ port, token })),
  );
  const startedAt = performance.now();
  const endAt = startedAt + secondsPerRound * 1000;
  let done = 0;
  let next = 0;
  const drive = async (client: LoadClient) => {
    while (performance.now() < endAt) {
      const request = work.requests[next++ % work.requests.length];
      if (request === undefined) return;
      const answer = await client.send(request);
      if (answer.status >= 300) throw new Error(`${request.path}: status ${answer.status}`);
      done++;
    }
  };
  await Promise.all([
    ...clients.map(drive),
    lives === undefined ? undefined : sampleLive({ port, token, endAt, lives }),
  ]);
  const seconds = (performance.now() - startedAt) / 1000;
  for (const client of clients) client.close();
  return { perSecond: done / seconds, cpuMs: (target.cpuMs() - cpuBefore) / Math.max(1, done) };
}

/** A request that asks nothing of the database waits for the event loop alone: its time under load is the loop's delay. */
async function sampleLive(context: {
  port: number;
  token: string;
  endAt: number;
  lives: number[];
}): Promise<void> {
  const client = await openLoadClient(context);
  while (performance.now() < context.endAt) {
    const startedAt = performance.now();
    await client.send({ method: 'GET', path: '/health/live' });
    context.lives.push(performance.now() - startedAt);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  client.close();
}

function report(results: readonly Measured[]): void {
  const [cpu] = cpus();
  say('');
  say(
    `${options.dialect}, ${rows} patients and studies; Node ${process.versions.node}; ${availableParallelism()} x ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
  );
  say('');
  say(
    '| request | p50 ms | p95 ms | p99 ms | per s, 8 clients | bare node:http | ratio | CPU ms | bare CPU ms | loop p99 ms |',
  );
  say('|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|');
  for (const one of results) {
    const times = [one.p50, one.p95, one.p99].map((time) => time.toFixed(2)).join(' | ');
    const ratio = (one.perSecond / one.barePerSecond).toFixed(2);
    say(
      `| ${one.name} | ${times} | ${Math.round(one.perSecond)} | ${Math.round(one.barePerSecond)} | ${ratio} | ${one.cpuMs.toFixed(2)} | ${one.bareCpuMs.toFixed(2)} | ${one.liveP99.toFixed(1)} |`,
    );
  }
}
