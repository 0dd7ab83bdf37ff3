// A real server, killed in the middle of uploads, again and again: what it acknowledged is there, byte for byte.
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, startServe } from '../../test/support/cli.ts';
import { readZip } from '../../test/support/imaging.ts';
import { makeTestPlace, openTestDatabase, type TestPlace } from '../../test/support/test-database.ts';

const killsMax = 20;
const imagesPerRound = 40;

let place: TestPlace;
let token: string;
beforeAll(async () => {
  place = await makeTestPlace();
  const user = [
    'user',
    'create',
    '--email',
    'a@example.com',
    '--name',
    'A',
    '--team',
    'T',
    '--password-stdin',
  ];
  await runCli(place, user, { stdin: 'a long password' });
  const made = await runCli(place, [
    'token',
    'create',
    '--email',
    'a@example.com',
    '--team',
    'T',
    '--name',
    'K',
    '--json',
  ]);
  token = JSON.parse(made.stdout).token;
});
afterAll(() => place.remove());

const imageOf = (round: number, number: number) =>
  aCtInstance({ seed: `round ${round}`, instanceNumber: number, patientId: `P${round}` });

/** Sends images of a round, four at a time, until the server is gone; gives those that were acknowledged. */
async function sendUntilGone(
  baseUrl: string,
  round: number,
  onAnswer: (count: number) => void,
): Promise<number[]> {
  const acknowledged: number[] = [];
  let next = 1;
  const sender = async () => {
    while (next <= imagesPerRound) {
      const number = next++;
      const answer = await fetch(`${baseUrl}/api/v1/imaging`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/dicom' },
        body: Buffer.from(imageOf(round, number).bytes),
      }).catch(() => undefined);
      if (answer === undefined) return;
      if (answer.status === 201) acknowledged.push(number);
      onAnswer(acknowledged.length);
    }
  };
  await Promise.all([sender(), sender(), sender(), sender()]);
  return acknowledged;
}

/** The files of a round's study as a server that was never asked to repair anything hands them out. */
async function filesOf(baseUrl: string, round: number): Promise<Map<string, Buffer>> {
  const database = await openTestDatabase(place);
  try {
    const study = await database.kysely
      .selectFrom('studies')
      .innerJoin('patients', 'patients.person_id', 'studies.person_id')
      .select(['studies.id', 'patients.id as patient_id'])
      .where('studies.study_instance_uid', '=', imageOf(round, 1).studyInstanceUid)
      .executeTakeFirst();
    if (study === undefined) return new Map();
    const url = `${baseUrl}/api/v1/patients/${study.patient_id}/studies/${study.id}/archive`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    return await readZip(Buffer.from(await answer.arrayBuffer()));
  } finally {
    await database.close();
  }
}

describe('a server that is killed during uploads', () => {
  it(`has everything that it acknowledged, ${killsMax} times in a row`, async () => {
    const acknowledged: number[][] = [];
    for (let round = 0; round < killsMax; round++) {
      const server = await startServe(place, /ready at/, { LUMENBOX_RATE_LIMIT: '0' });
      // At another moment each time: after the first answers of the round, or in the middle of it.
      const killAfter = 1 + ((round * 7) % (imagesPerRound - 5));
      const sent = sendUntilGone(server.baseUrl, round, (count) => {
        if (count >= killAfter) server.kill();
      });
      acknowledged.push(await sent);
      await server.stop();
    }
    expect(acknowledged.every((numbers) => numbers.length > 0)).toBe(true);

    const verified = await runCli(place, ['verify', '--json']);
    expect(JSON.parse(verified.stdout)).toMatchObject({ ok: true, faults: [] });
    const server = await startServe(place, /ready at/, { LUMENBOX_RATE_LIMIT: '0' });
    try {
      for (const [round, numbers] of acknowledged.entries()) {
        const kept = new Set(
          [...(await filesOf(server.baseUrl, round)).values()].map((bytes) => bytes.toString('latin1')),
        );
        for (const number of numbers)
          expect(kept.has(Buffer.from(imageOf(round, number).bytes).toString('latin1'))).toBe(true);
      }
    } finally {
      await server.stop();
    }
  }, 300_000);
});
