// What a killed server leaves: gone at the next start where nobody else can be at it, or soon after.
import { readdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, startServe } from '../../test/support/cli.ts';
import { encodeForm } from '../../test/support/imaging.ts';
import {
  makeTestPlace,
  openTestDatabase,
  type TestPlace,
  testDialect,
} from '../../test/support/test-database.ts';
import type { Database } from '../platform/database/index.ts';

describe.runIf(testDialect === 'sqlite')('a server that was killed in the middle of an upload', () => {
  let place: TestPlace;
  let database: Database;
  beforeAll(async () => {
    place = await makeTestPlace();
    database = await openTestDatabase(place);
  });
  afterAll(async () => {
    await database.close();
    await place.remove();
  });

  const run = async (...args: string[]) => (await runCli(place, args, { stdin: 'a long password' })).stdout;
  const spoolFiles = () => readdir(join(place.dataDir, 'objects', 'incoming'));
  const uploads = () => database.kysely.selectFrom('uploads').select(['status', 'source']).execute();

  it('has its spool files removed and its uploads failed when it starts again', async () => {
    const user = ['--email', 'a@example.com', '--team', 'T'];
    await run('user', 'create', ...user, '--name', 'A', '--password-stdin');
    const { token } = JSON.parse(await run('token', 'create', ...user, '--name', 'K', '--json'));
    const killed = await startServe(place, /ready at/);
    const { body, type } = encodeForm([
      { name: 'small', bytes: aCtInstance({ seed: 'small' }).bytes },
      { name: 'large', bytes: aCtInstance({ seed: 'large', rows: 2000, columns: 2000 }).bytes },
    ]);
    const upload = request(`${killed.baseUrl}/api/v1/imaging`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': type, 'content-length': body.length },
    });
    upload.on('error', () => undefined);
    upload.write(body.subarray(0, body.length - 100_000));
    await expect.poll(spoolFiles, { timeout: 30_000 }).toHaveLength(1);
    await expect.poll(uploads, { timeout: 30_000 }).toEqual([{ status: 'receiving', source: 'http' }]);
    killed.kill();
    await killed.stop();
    // A command works beside a server that starts: what is its own is left to it.
    const ofCommand = 'command-1';
    await writeFile(join(place.dataDir, 'objects', 'incoming', ofCommand), 'under way');

    const server = await startServe(place, /ready at/);
    expect(await spoolFiles()).toEqual([ofCommand]);
    expect(await uploads()).toEqual([{ status: 'failed', source: 'http' }]);
    await server.stop();
  });
});
