// Measures what storing and querying take while the archive grows, and draws it.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { drawCharts } from './chart.ts';
import { fill, makeInstallation } from './fill.ts';
import { type Measured, measure, type Timing } from './measure.ts';

const { values: options } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10000,100000,1000000' },
    requests: { type: 'string', default: '300' },
    // Of each round the medians over all rounds are told.
    rounds: { type: 'string', default: '3' },
    dir: { type: 'string', default: join(tmpdir(), 'lumenbox-growth') },
    // Only fills the installations, to be measured when the machine is quiet.
    fill: { type: 'boolean', default: false },
    chart: { type: 'string', default: join(import.meta.dirname, 'growth.svg') },
  },
});
const sizes = options.sizes.split(',').map(Number);
const requests = Number(options.requests);
const rounds = Number(options.rounds);
const say = (line: string) => process.stdout.write(`${line}\n`);

for (const studies of sizes) await makeReady(studies);
if (!options.fill) await measureAll();

/** An installation for each size stays there: they are measured in turn, as often as wanted. */
async function makeReady(studies: number): Promise<void> {
  const { dir, environment } = placeOf(studies);
  mkdirSync(dir, { recursive: true });
  const keyFile = join(dir, 'key');
  if (!existsSync(keyFile)) writeFileSync(keyFile, await makeInstallation(environment), { mode: 0o600 });
  if (existsSync(join(dir, 'filled'))) return;
  await fill({ environment, studies, say });
  writeFileSync(join(dir, 'filled'), '');
}

function placeOf(studies: number): { dir: string; environment: Record<string, string> } {
  const dir = join(resolve(options.dir), String(studies));
  return {
    dir,
    environment: {
      LUMENBOX_DATA_DIR: join(dir, 'data'),
      LUMENBOX_PORT: '0',
      LUMENBOX_DIMSE_PORT: '0',
      LUMENBOX_ROLES: 'api',
      LUMENBOX_RATE_LIMIT: '0',
      LUMENBOX_LOG_LEVEL: 'error',
    },
  };
}

async function measureAll(): Promise<void> {
  const measured = new Map<number, Measured[]>(sizes.map((size) => [size, []]));
  for (let round = 0; round < rounds; round++)
    for (const studies of sizes) {
      const { dir, environment } = placeOf(studies);
      const token = readFileSync(join(dir, 'key'), 'utf8');
      const one = await measure({ environment, token, studies, requests, round: nextRound(dir) });
      measured.get(studies)?.push(one);
    }
  report(sizes.map((size) => medianOf(measured.get(size) ?? [])));
}

/** Counts the measurements of an installation: each stores other studies. */
function nextRound(dir: string): number {
  const file = join(dir, 'rounds');
  const round = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  writeFileSync(file, String(round + 1));
  return round;
}

function medianOf(rounds: readonly Measured[]): Measured {
  const [first] = rounds;
  if (first === undefined) throw new Error('Nothing was measured.');
  const median = (values: readonly number[]) =>
    [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
  const timing = (of: (one: Measured) => Timing | undefined): Timing => ({
    p50: median(rounds.map((one) => of(one)?.p50 ?? 0)),
    p95: median(rounds.map((one) => of(one)?.p95 ?? 0)),
  });
  return {
    studies: first.studies,
    store: timing((one) => one.store),
    queries: Object.fromEntries(
      Object.keys(first.queries).map((name) => [name, timing((one) => one.queries[name])]),
    ),
  };
}

function report(figures: readonly Measured[]): void {
  say(`${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}; p50 / p95 in milliseconds`);
  say(`| | ${figures.map(({ studies }) => studies.toLocaleString('en-US')).join(' | ')} |`);
  say(`|---|${figures.map(() => '--:').join('|')}|`);
  const cell = ({ p50, p95 }: Timing) => `${p50.toFixed(2)} / ${p95.toFixed(2)}`;
  say(`| store one instance | ${figures.map(({ store }) => cell(store)).join(' | ')} |`);
  const names = Object.keys(figures[0]?.queries ?? {});
  for (const name of names)
    say(`| query ${name} | ${figures.map(({ queries }) => cell(queries[name] as Timing)).join(' | ')} |`);
  const line = (name: string, of: (one: Measured) => number) => ({
    name,
    points: figures.map((one) => ({ studies: one.studies, ms: of(one) })),
  });
  writeFileSync(
    options.chart,
    drawCharts([
      {
        title: 'To store one instance of a new study (STOW-RS, one client)',
        lines: [line('median', ({ store }) => store.p50), line('95th percentile', ({ store }) => store.p95)],
      },
      {
        title: 'To answer a query (QIDO-RS, pages of 25, one client): 95th percentile',
        lines: names.map((name) => line(name, ({ queries }) => queries[name]?.p95 ?? 0)),
      },
    ]),
  );
}
