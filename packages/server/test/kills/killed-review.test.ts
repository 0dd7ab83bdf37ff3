// A real server, killed while people let objects of the review queue pass: each is in its case whole, with its decision, or it waits as
// before, and can be accepted. `npm run kills` does it more often.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Receipt } from '@lumenbox/contract';
import { firstString, readFile as readDicom, tags } from '@lumenbox/dicom';
import { seededNumbers } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/platform/database/index.ts';
import { runCli, type ServeProcess, startServe } from '../support/cli.ts';
import { asStored, partsOf } from '../support/dicomweb.ts';
import { rawZip } from '../support/raw-zip.ts';
import { aCapture, nameInPixels } from '../support/review-queue.ts';
import { makeTestPlace, openTestDatabase, type TestPlace } from '../support/test-database.ts';

/** A sixth of the kills of the other doors, and an even number: half of them meet small objects, half files. */
const killsMax = Math.max(2, 2 * Math.floor(Number(process.env.LUMENBOX_TEST_KILLS ?? 24) / 12));
/** The moments of the kills come from it. */
const seed = Number(process.env.LUMENBOX_TEST_KILLS_SEED ?? Date.now() % 1_000_000);
/** A kill comes at most so long after the first acceptance of a round. */
const killAfterMsMax = 250;
/** More than a round accepts before it is killed. */
const itemsPerRound = 40;

let place: TestPlace;
let token: string;
let database: Database;
let server: ServeProcess;
const start = async () => {
  server = await startServe(place, /ready at/, { LUMENBOX_RATE_LIMIT: '0' });
};
beforeAll(async () => {
  place = await makeTestPlace();
  const member = ['--email', 'a@example.com', '--team', 'T', '--name', 'K'];
  await runCli(place, ['user', 'create', ...member, '--password-stdin'], { stdin: 'a long password' });
  token = JSON.parse((await runCli(place, ['token', 'create', ...member, '--json'])).stdout).token;
  database = await openTestDatabase(place);
  await start();
}, 120_000);
afterAll(async () => {
  await server.stop();
  await database.close();
  await place.remove();
});
const restart = async () => {
  await server.stop();
  await start();
};

const get = (path: string, headers: object = {}) =>
  fetch(server.baseUrl + path, { headers: { authorization: `Bearer ${token}`, ...headers } });
const post = (path: string, body: object | Buffer) =>
  fetch(`${server.baseUrl}/api/v1${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': Buffer.isBuffer(body) ? 'application/zip' : 'application/json',
    },
    body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body),
  });
const dataOf = async <T>(answer: Response) => ((await answer.json()) as { data: T }).data;

/** Captures of a case, the name in the lower half of each, as they were sent; all of them wait. */
interface WaitingCase {
  readonly caseId: string;
  readonly captures: readonly Buffer[];
  readonly edge: number;
}
async function aWaitingCase(label: string, count: number, edge: number): Promise<WaitingCase> {
  const { id: caseId } = await dataOf<{ id: string }>(await post('/cases', { label }));
  const captures = Array.from({ length: count }, (_, index) =>
    aCapture(label, { rows: edge, columns: edge, instanceNumber: index + 1 }),
  ).map(({ bytes }) => bytes);
  const zip = rawZip(captures.map((bytes, index) => ({ name: `${index}.dcm`, bytes })));
  const sent = await post(`/patients/${caseId}/imaging`, zip);
  expect(sent.status).toBe(200);
  expect(await itemsOf(caseId)).toHaveLength(count);
  return { caseId, captures, edge };
}

const itemsOf = (caseId: string) =>
  database.kysely
    .selectFrom('review_items')
    .selectAll()
    .where('patient_id', '=', caseId)
    .orderBy('id')
    .execute();
const boxesOf = ({ edge }: WaitingCase) => [
  { frame: 'all', x: 0, y: edge / 2, width: edge, height: edge / 2 },
];

/** Every item of a case is in it whole, with its decision, or waits and can be looked at: nothing between. Gives those that wait. */
async function expectDecidedOrWaiting(waiting: WaitingCase): Promise<string[]> {
  const items = await itemsOf(waiting.caseId);
  const accepted = items.filter(({ state }) => state === 'accepted');
  await expectInCase(waiting, accepted);
  const events = await database.kysely
    .selectFrom('audit_events')
    .select('object_id')
    .where('event', '=', 'review.accepted')
    .where(
      'object_id',
      'in',
      items.map(({ id }) => id),
    )
    .execute();
  expect(events.map(({ object_id }) => object_id).sort()).toEqual(accepted.map(({ id }) => id).sort());
  const still = items.filter(({ state }) => state === 'waiting');
  expect(accepted.length + still.length).toBe(waiting.captures.length);
  const [first] = still;
  if (first !== undefined) {
    const file = Buffer.from(await (await get(`/api/v1/review-queue/${first.id}/file`)).arrayBuffer());
    expect(file.includes(nameInPixels)).toBe(true);
    expect((await get(`/api/v1/review-queue/${first.id}/rendered`)).status).toBe(200);
  }
  expect(await plainNameOnDisk(), String(seed)).toBeUndefined();
  return still.map(({ id }) => id);
}

/** The study has the accepted objects and no others, blanked and elsewhere untouched; counts and receipt agree with them. */
async function expectInCase(
  { caseId, captures, edge }: WaitingCase,
  accepted: readonly { sop_instance_uid: string; study_id: string | null }[],
): Promise<void> {
  const rows = await database.kysely
    .selectFrom('studies')
    .innerJoin('patients', 'patients.person_id', 'studies.person_id')
    .innerJoin('instances', 'instances.study_id', 'studies.id')
    .innerJoin('series', 'series.id', 'instances.series_id')
    .select(['studies.id', 'study_instance_uid', 'series_instance_uid', 'sop_instance_uid'])
    .select(['studies.instance_count', 'series.instance_count as of_series'])
    .where('patients.id', '=', caseId)
    .execute();
  const uids = rows.map((row) => row.sop_instance_uid).sort();
  expect(uids, String(seed)).toEqual(accepted.map((item) => item.sop_instance_uid).sort());
  const [study] = rows;
  if (study === undefined) return;
  const receipt = await dataOf<Receipt>(await get(`/api/v1/patients/${caseId}/studies/${study.id}/receipt`));
  expect(receipt.content.reviews?.map((review) => review.sop_instance_uid).sort()).toEqual(uids);
  const hashes = new Map(
    receipt.content.instances.map((instance) => [instance.sop_instance_uid, instance.sha256]),
  );
  for (const row of rows) {
    expect(row).toMatchObject({ id: study.id, instance_count: rows.length });
    const path = `/dicomweb/studies/${row.study_instance_uid}/series/${row.series_instance_uid}/instances/${row.sop_instance_uid}`;
    const bytes = (await partsOf(await get(path, asStored)))[0]?.body ?? Buffer.alloc(0);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(hashes.get(row.sop_instance_uid));
    const number = Number(firstString(readDicom(bytes).dataSet, tags.InstanceNumber));
    const halfBytes = (edge * edge * 3) / 2;
    const original = captures[number - 1] ?? Buffer.alloc(0);
    const expected = Buffer.concat([original.subarray(-2 * halfBytes, -halfBytes), Buffer.alloc(halfBytes)]);
    expect(bytes.subarray(-2 * halfBytes).equals(expected), `${number} ${seed}`).toBe(true);
  }
}

/** A file of the server that has the name in clear; a killed server leaves behind whatever it had begun. */
async function plainNameOnDisk(): Promise<string | undefined> {
  const entries = await readdir(place.dataDir, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    // What was spooled may go meanwhile.
    const bytes = await readFile(path).catch(() => Buffer.alloc(0));
    if (bytes.includes(nameInPixels)) return path;
  }
  return undefined;
}

/** Accepts one after the other, several at once, until the server is gone; gives those that it acknowledged. */
async function acceptEach(ids: string[], boxes: object[], onAccepted: () => void): Promise<string[]> {
  const acknowledged: string[] = [];
  const reviewer = async () => {
    for (let id = ids.shift(); id !== undefined; id = ids.shift()) {
      const answer = await post(`/review-queue/${id}/accept`, { boxes }).catch(() => undefined);
      if (answer === undefined) return;
      if (answer.status === 200) acknowledged.push(id);
      onAccepted();
    }
  };
  await Promise.all([1, 2, 3].map(reviewer));
  return acknowledged;
}

describe('a server that is killed while people accept what waited', () => {
  it(`has each whole in its case or waiting, ${killsMax} times in a row`, async () => {
    const random = seededNumbers(seed);
    let acknowledgedCount = 0;
    for (let round = 0; round < killsMax; round++) {
      // Small objects lie in the database, larger ones in files.
      const waiting = await aWaitingCase(`round ${round}`, itemsPerRound, round % 2 === 0 ? 32 : 192);
      const boxes = boxesOf(waiting);
      let isBegun = false;
      const killSoon = () => {
        if (!isBegun) setTimeout(server.kill, random() * killAfterMsMax);
        isBegun = true;
      };
      const ids = (await itemsOf(waiting.caseId)).map(({ id }) => id);
      const acknowledged = await acceptEach([...ids], boxes, killSoon);
      acknowledgedCount += acknowledged.length;
      await restart();
      const still = await expectDecidedOrWaiting(waiting);
      expect(
        still.filter((id) => acknowledged.includes(id)),
        String(seed),
      ).toEqual([]);
      // Whether the answer was lost or the decision: said once more, it is made.
      expect((await acceptEach([...ids], boxes, () => undefined)).sort()).toEqual(ids);
      expect(await expectDecidedOrWaiting(waiting)).toEqual([]);
    }
    expect(acknowledgedCount).toBeGreaterThan(0);
    process.stdout.write(`${killsMax} kills, seed ${seed}, accepted before: ${acknowledgedCount}\n`);
    const verified = await runCli(place, ['verify', '--json']);
    expect(JSON.parse(verified.stdout)).toMatchObject({ ok: true, faults: [] });
  }, 1_200_000);

  it('between the object and its row shows nothing of it, and keeps what waits', async () => {
    const waiting = await aWaitingCase('between', 1, 512);
    const [item] = await itemsOf(waiting.caseId);
    const path = `/review-queue/${item?.id}/accept`;
    const body = { boxes: boxesOf(waiting) };
    const objects = async () =>
      (await readdir(join(place.dataDir, 'objects'), { recursive: true, withFileTypes: true })).filter(
        (entry) => entry.isFile(),
      ).length;
    const before = await objects();
    let answer: Promise<Response | undefined> | undefined;
    // Whoever holds the item's row lets the acceptance come as far as its commit, and no further.
    await database.transaction(async (trx) => {
      await trx
        .updateTable('review_items')
        .set((eb) => ({ state: eb.ref('state') }))
        .where('id', '=', item?.id ?? '')
        .execute();
      answer = post(path, body).catch(() => undefined);
      await expect.poll(objects).toBeGreaterThan(before);
      server.kill();
    });
    expect(await answer).toBeUndefined();
    await restart();
    expect(await expectDecidedOrWaiting(waiting)).toEqual([item?.id]);
    expect((await post(path, body)).status).toBe(200);
    expect(await expectDecidedOrWaiting(waiting)).toEqual([]);
  }, 120_000);
});
