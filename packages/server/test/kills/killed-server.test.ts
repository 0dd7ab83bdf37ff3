// A real server, killed at any moment of whatever brings images, by every door in turn: what it acknowledged is there, byte
// for byte, and nothing is half visible. `npm run kills` does it a hundred times.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readHeader } from '@lumenbox/dicom';
import { aCtInstance, seededNumbers } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { receivePartsJob } from '../../src/features/resumable-uploads/index.ts';
import type { Database } from '../../src/platform/database/index.ts';
import { runCli, type ServeProcess, startServe } from '../support/cli.ts';
import { partsOf, pathOf } from '../support/dicomweb.ts';
import { freePort } from '../support/dimse.ts';
import { makeTestPlace, openTestDatabase, type TestPlace } from '../support/test-database.ts';
import { doors, type Made, type Told } from './doors.ts';

/** A multiple of the doors. */
const killsMax = Number(process.env.LUMENBOX_TEST_KILLS ?? 24);
/** The moments of the kills come from it: the same again, as far as a machine does the same again. */
const seed = Number(process.env.LUMENBOX_TEST_KILLS_SEED ?? Date.now() % 1_000_000);
/** A kill comes at most so long after the first byte; an import has to start before. */
const killAfterMsMax = {
  upload: 600,
  stow: 800,
  'stow-metadata': 800,
  'c-store': 600,
  tus: 900,
  import: 1500,
};

let place: TestPlace;
let folder: string;
let token: string;
let dimsePort: number;
let database: Database;
let server: ServeProcess;
const start = async () => {
  const environment = { LUMENBOX_RATE_LIMIT: '0', LUMENBOX_DIMSE_PORT: String(dimsePort) };
  server = await startServe(place, /ready at/, environment);
};
beforeAll(async () => {
  place = await makeTestPlace();
  folder = mkdtempSync(join(tmpdir(), 'lumenbox-kills-'));
  dimsePort = await freePort();
  const member = ['--email', 'a@example.com', '--team', 'T', '--name', 'K'];
  await runCli(place, ['user', 'create', ...member, '--password-stdin'], { stdin: 'a long password' });
  token = JSON.parse((await runCli(place, ['token', 'create', ...member, '--json'])).stdout).token;
  await runCli(place, ['realm', 'set', '--team', 'T', '--ae-title', 'KILLED']);
  await runCli(place, ['peer', 'add', '--team', 'T', '--ae-title', 'SENDER', '--allow', 'store']);
  database = await openTestDatabase(place);
  await start();
}, 120_000);
afterAll(async () => {
  await server.stop();
  await database.close();
  await place.remove();
  rmSync(folder, { recursive: true, force: true });
});

const restart = async () => {
  await server.stop();
  // On PostgreSQL other workers may live, and the killed one's hold ends by time: here it is over.
  await database.kysely
    .updateTable('jobs')
    .set({ leased_until: '2000-01-01T00:00:00.000000Z' })
    .where('kind', '=', receivePartsJob.kind)
    .where('state', '=', 'running')
    .execute();
  await start();
};

const sent = new Map<string, Made>();
/** A small object and a file in turn; a study of its own for each round. */
const images = (round: number) => {
  let number = 0;
  return (): Made => {
    number += 1;
    const edge = number % 2 === 0 ? 64 : 256;
    const pixelData = new Uint8Array(edge * edge * 2).fill(number % 251);
    const size = { rows: edge, columns: edge, pixelData };
    const made = aCtInstance({
      seed: `round ${round}`,
      patientId: `P${round}`,
      instanceNumber: number,
      ...size,
    });
    sent.set(made.sopInstanceUid, made);
    return made;
  };
};

const headers = () => ({ authorization: `Bearer ${token}` });
async function expectSame(made: Made, door: string): Promise<void> {
  const accept = 'multipart/related; type="application/dicom"; transfer-syntax=*';
  const answer = await fetch(`${server.baseUrl}/dicomweb${pathOf(made)}`, {
    headers: { ...headers(), accept },
  });
  expect(answer.status, `${door} ${seed}`).toBe(200);
  const bytes = (await partsOf(answer))[0]?.body ?? Buffer.alloc(0);
  // Over DIMSE, and with metadata, comes no file meta information: there a data set is what was sent.
  const from = (one: Uint8Array) =>
    Buffer.from(
      ['c-store', 'stow-metadata'].includes(door) ? one.subarray(readHeader(one).dataSetOffset) : one,
    );
  expect(from(bytes).equals(from(made.bytes)), `${door} ${seed}`).toBe(true);
}

async function inTurn<T>(items: readonly T[], look: (item: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += 8) await Promise.all(items.slice(at, at + 8).map(look));
}

const studyOf = (round: number) => images(round)().studyInstanceUid;

/** The files of a round that an upload says are stored. */
const notedOf = (round: number) =>
  database.kysely
    .selectFrom('upload_files')
    .innerJoin('studies', 'studies.id', 'upload_files.study_id')
    .select('upload_files.sop_instance_uid')
    .where('studies.study_instance_uid', '=', studyOf(round))
    .where('outcome', '=', 'stored')
    .execute();

/** The instances that are seen of a round: each whole, each counted, each file that its upload says is stored among them. */
async function expectWhole(round: number, door: string): Promise<Made[]> {
  // Files first, and the rest in one statement: what a part holds may be taken in meanwhile.
  const files = await notedOf(round);
  const rows = await database.kysely
    .selectFrom('studies')
    .innerJoin('instances', 'instances.study_id', 'studies.id')
    .innerJoin('series', 'series.id', 'instances.series_id')
    .select([
      'sop_instance_uid',
      'studies.instance_count',
      'series_count',
      'series.instance_count as of_series',
    ])
    .where('study_instance_uid', '=', studyOf(round))
    .execute();
  for (const row of rows)
    expect(row).toMatchObject({ instance_count: rows.length, of_series: rows.length, series_count: 1 });
  const seen = rows.map((row) => sent.get(row.sop_instance_uid) as Made);
  await inTurn(seen, (made) => expectSame(made, door));
  const uids = new Set(rows.map((row) => row.sop_instance_uid));
  for (const { sop_instance_uid } of files)
    expect(uids.has(sop_instance_uid ?? ''), `${door} ${seed}`).toBe(true);
  return files.map(({ sop_instance_uid }) => sent.get(sop_instance_uid ?? '') as Made);
}

async function expectOffsets({ unfinished }: Told): Promise<void> {
  for (const [path, offset] of unfinished) {
    const answer = await fetch(server.baseUrl + path, {
      method: 'HEAD',
      headers: { ...headers(), 'tus-resumable': '1.0.0' },
    });
    expect(Number(answer.headers.get('upload-offset')), `tus ${seed}`).toBeGreaterThanOrEqual(offset);
  }
}

const statusOf = async (uploadId: string) => {
  const answer = await fetch(`${server.baseUrl}/api/v1/uploads/${uploadId}`, { headers: headers() });
  return ((await answer.json()) as { data?: { status: string } }).data?.status;
};

describe('a server that is killed while images come', () => {
  it(`has everything that it acknowledged, ${killsMax} times in a row`, async () => {
    const random = seededNumbers(seed);
    const names = Object.keys(doors) as (keyof typeof doors)[];
    const counts = Object.fromEntries(names.map((name) => [name, 0])) as Record<keyof typeof doors, number>;
    const finished: Told['finished'] = [];
    for (let round = 0, kills = 0; kills < killsMax; round++) {
      const door = names[round % names.length] as keyof typeof doors;
      const told: Told = { acknowledged: [], finished: [], unfinished: new Map() };
      // What a command acknowledges is what it has noted of its upload.
      const hasProved = async () =>
        door === 'import'
          ? (await notedOf(round)).length > 0
          : told.acknowledged.length + told.finished.length > 0;
      // Kills that come before the first acknowledgement prove little: the last one of a door that had no other waits for it.
      const isLast = kills >= killsMax - names.length;
      const mustProve = isLast && counts[door] === 0 && (door !== 'tus' || finished.length === 0);
      const killSoon = async (kill: () => void) => {
        try {
          if (mustProve) await expect.poll(hasProved, { timeout: 60_000 }).toBe(true);
        } finally {
          setTimeout(kill, random() * killAfterMsMax[door]);
        }
      };
      const onBegun = (kill: () => void = server.kill) => void killSoon(kill);
      const ground = { place, baseUrl: server.baseUrl, dimsePort, token, onBegun };
      const isKilled = await doors[door](
        { ...ground, next: images(round), folder: join(folder, String(round)) },
        told,
      );
      if (isKilled) kills += 1;
      if (door !== 'import') await restart();
      const noted = await expectWhole(round, door);
      await inTurn(told.acknowledged, (made) => expectSame(made, door));
      await expectOffsets(told);
      counts[door] += Math.max(told.acknowledged.length, noted.length);
      finished.push(...told.finished);
    }
    for (const { uploadId, images: those } of finished) {
      await expect.poll(() => statusOf(uploadId), { timeout: 60_000 }).toBe('complete');
      await inTurn(those, (made) => expectSame(made, 'tus'));
      counts.tus += those.length;
    }
    expect(
      Object.values(counts).every((count) => count > 0),
      JSON.stringify(counts),
    ).toBe(true);
    process.stdout.write(`${killsMax} kills, seed ${seed}, acknowledged: ${JSON.stringify(counts)}\n`);
    const verified = await runCli(place, ['verify', '--json']);
    expect(JSON.parse(verified.stdout)).toMatchObject({ ok: true, faults: [] });
  }, 1_200_000);
});
