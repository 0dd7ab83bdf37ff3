// How many CT instances of 0.5 MB a second go in through the command line and over REST, with their identity and without, beside copying and syncing the
// same files, in alternating rounds of one run. Every round begins empty, and what came in is counted and compared.
// Run: node bench/ingest/ingest.bench.ts [files] [rounds]
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { aCtInstance } from '../../packages/dicom/src/testing/index.ts';
import { serverProgram } from '../../scripts/build-server.mjs';

const main = await serverProgram('lumenbox');
const fileCount = Number(process.argv[2] ?? 2000);
const rounds = Number(process.argv[3] ?? 3);
/** Clients of the REST rounds, and writers of the shared copy. */
const senders = 8;
/** Files whose bytes are compared in every round. */
const sampleSize = 20;
const size = 512;
const patientId = 'BENCH-4711';

const work = await mkdtemp(join(tmpdir(), 'lumenbox-bench-ingest-'));
const source = join(work, 'source');

/** Different pixels in every file, so that no file system shares or packs them. */
async function makeFiles(): Promise<void> {
  await mkdir(source);
  const pixels = new Uint8Array(size * size * 2);
  for (let number = 1; number <= fileCount; number++) {
    for (let at = 0; at < pixels.length; at++) pixels[at] = (at * 2_654_435_761 + number * 40_503) >>> 13;
    const { bytes } = aCtInstance({
      seed: 'bench',
      rows: size,
      columns: size,
      instanceNumber: number,
      patientId,
      pixelData: pixels,
    });
    await writeFile(join(source, `IM${String(number).padStart(5, '0')}`), bytes);
  }
}

async function copyAndSync(target: string, writers: number): Promise<void> {
  await mkdir(target);
  const names = await readdir(source);
  const folder = await open(target, 'r');
  let next = 0;
  const writer = async () => {
    while (next < names.length) {
      const name = names[next++] as string;
      const file = await open(join(target, name), 'wx');
      await file.write(await readFile(join(source, name)));
      await file.sync();
      await file.close();
      await folder.sync();
    }
  };
  await Promise.all(Array.from({ length: writers }, writer));
  await folder.close();
}

const environmentOf = (dataDir: string) => ({
  PATH: process.env.PATH,
  LUMENBOX_DIMSE_PORT: '0',
  LUMENBOX_DATA_DIR: dataDir,
  LUMENBOX_LOG_LEVEL: 'warn',
  LUMENBOX_PORT: '0',
  LUMENBOX_RATE_LIMIT: '0',
});

async function command(dataDir: string, args: readonly string[], stdin = ''): Promise<string> {
  const child = spawn(process.execPath, [main, ...args], {
    env: environmentOf(dataDir),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stdin.end(stdin);
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`lumenbox ${args[0]} ended with ${code}: ${output}`);
  return output;
}

async function aDataDir(name: string): Promise<string> {
  const dataDir = join(work, name);
  const user = [
    'user',
    'create',
    '--email',
    'bench@example.com',
    '--name',
    'B',
    '--team',
    'B',
    '--password-stdin',
  ];
  await command(dataDir, user, 'a long password');
  return dataDir;
}

interface Study {
  id: string;
  patient_id: string;
}

async function throughCommandLine(dataDir: string): Promise<number> {
  const startedMs = performance.now();
  const upload = JSON.parse(await command(dataDir, ['import', source, '--team', 'B', '--auto', '--json']));
  const seconds = (performance.now() - startedMs) / 1000;
  if (upload.counts.stored !== fileCount) throw new Error(`The import stored ${upload.counts.stored}.`);
  await compareSample(dataDir, upload.studies[0], sameBytes);
  return seconds;
}

async function throughRest(dataDir: string, target: 'matched' | 'case'): Promise<number> {
  const key = ['token', 'create', '--email', 'bench@example.com', '--team', 'B', '--name', 'K', '--json'];
  const { token } = JSON.parse(await command(dataDir, key));
  const server = spawn(process.execPath, [main, 'serve'], {
    env: environmentOf(dataDir),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const baseUrl = await readyAddress(server);
    const names = await readdir(source);
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/dicom' };
    const path = target === 'case' ? `/patients/${await aCase(baseUrl, token)}/imaging` : '/imaging';
    let study: Study | undefined;
    let next = 0;
    const sender = async () => {
      while (next < names.length) {
        const body = await readFile(join(source, names[next++] as string));
        const answer = await fetch(`${baseUrl}/api/v1${path}`, { method: 'POST', headers, body });
        if (answer.status !== 201) throw new Error(`The server answered ${answer.status}.`);
        study = ((await answer.json()) as { data: { studies: [Study] } }).data.studies[0];
      }
    };
    const startedMs = performance.now();
    await Promise.all(Array.from({ length: senders }, sender));
    const seconds = (performance.now() - startedMs) / 1000;
    if (study === undefined) throw new Error('Nothing was sent.');
    const url = `${baseUrl}/api/v1/patients/${study.patient_id}/studies/${study.id}`;
    const shown = (await (
      await fetch(url, { headers: { authorization: headers.authorization } })
    ).json()) as {
      data: { instance_count: number };
    };
    if (shown.data.instance_count !== fileCount)
      throw new Error(`The study has ${shown.data.instance_count}.`);
    await compareSample(dataDir, study, target === 'case' ? samePixels : sameBytes);
    return seconds;
  } finally {
    server.kill('SIGTERM');
    await once(server, 'close');
  }
}

async function readyAddress(server: ChildProcess): Promise<string> {
  let output = '';
  for await (const chunk of server.stdout ?? []) {
    output += String(chunk);
    const address = /ready at (\S+)/.exec(output)?.[1];
    if (address !== undefined) {
      server.stdout?.on('data', () => undefined);
      return address;
    }
  }
  throw new Error('The server ended.');
}

async function aCase(baseUrl: string, token: string): Promise<string> {
  const answer = await fetch(`${baseUrl}/api/v1/cases`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ label: 'Bench' }),
  });
  return ((await answer.json()) as { data: { id: string } }).data.id;
}

const sameBytes = (out: Buffer, back: Buffer) => out.equals(back);
/** Without identity the pixels, at the end of the file, are all that must be the same. */
const samePixels = (out: Buffer, back: Buffer) => {
  const pixelBytes = size * size * 2;
  return out.subarray(-pixelBytes).equals(back.subarray(-pixelBytes)) && !back.includes(patientId);
};

/** Some of the files as they come out again are those that went in. */
async function compareSample(
  dataDir: string,
  study: Study,
  isSame: (out: Buffer, back: Buffer) => boolean,
): Promise<void> {
  const target = join(work, 'exported');
  await command(dataDir, ['export', '--team', 'B', '--study', study.id, '--to', target]);
  for (let index = 0; index < sampleSize; index++) {
    const number = String(1 + Math.floor((index * fileCount) / sampleSize)).padStart(5, '0');
    const [out, back] = await Promise.all([
      readFile(join(source, `IM${number}`)),
      readFile(join(target, 'DICOM/ST00001/SE00001', `IM${number}`)),
    ]);
    if (!isSame(out, back)) throw new Error(`File ${number} came back changed.`);
  }
  await rm(target, { recursive: true });
}

const ways: Readonly<Record<string, (place: string) => Promise<number>>> = {
  'copy and sync, one writer': (place) => timed(() => copyAndSync(place, 1)),
  'copy and sync, eight writers': (place) => timed(() => copyAndSync(place, senders)),
  'lumenbox import': async (place) => throughCommandLine(await aDataDir(place)),
  'REST, eight clients, one file each': async (place) => throughRest(await aDataDir(place), 'matched'),
  'the same into a case': async (place) => throughRest(await aDataDir(place), 'case'),
};

async function timed(run: () => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await run();
  return (performance.now() - startedMs) / 1000;
}

try {
  await makeFiles();
  const seconds = new Map<string, number[]>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(ways)) {
      const place = `round-${round}-${name.replaceAll(/\W+/g, '-')}`;
      const isCopy = name.startsWith('copy');
      const took = await run(isCopy ? join(work, place) : place);
      seconds.set(name, [...(seconds.get(name) ?? []), took]);
      await rm(join(work, place), { recursive: true, force: true });
    }
  }
  const machine = `${cpus().length} × ${cpus()[0]?.model}, ${Math.round(totalmem() / 1024 ** 3)} GiB, Node ${process.version}`;
  process.stdout.write(`${fileCount} CT instances of 0.5 MB, ${rounds} rounds, medians; ${machine}\n\n`);
  process.stdout.write('| way | instances a second | of copy and sync, eight writers |\n|---|---|---|\n');
  const median = (name: string) => {
    const sorted = (seconds.get(name) ?? []).toSorted((first, second) => first - second);
    return fileCount / (sorted[Math.floor(sorted.length / 2)] ?? Number.NaN);
  };
  const limit = median('copy and sync, eight writers');
  for (const name of Object.keys(ways)) {
    const rate = median(name);
    process.stdout.write(`| ${name} | ${rate.toFixed(0)} | ${(rate / limit).toFixed(2)} |\n`);
  }
} finally {
  await rm(work, { recursive: true, force: true });
}
