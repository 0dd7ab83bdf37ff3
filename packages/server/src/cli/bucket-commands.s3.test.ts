// An installation whose objects rest in a bucket, as an operator uses it: real processes, PostgreSQL and S3.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, startServe } from '../../test/support/cli.ts';
import { hasS3, makeBucket, s3Environment } from '../../test/support/s3.ts';
import { makeTestPlace, type TestPlace } from '../../test/support/test-database.ts';

describe.skipIf(!hasS3)('commands on a bucket', () => {
  const places: TestPlace[] = [];
  let files: string;
  let environment: Record<string, string>;
  beforeAll(async () => {
    files = await mkdtemp(join(tmpdir(), 'lumenbox-files-'));
    places.push(await makeTestPlace());
    environment = s3Environment({ bucket: await makeBucket() });
  });
  afterAll(async () => {
    await rm(files, { recursive: true, force: true });
    for (const place of places) await place.remove();
  });
  const run = async (place: TestPlace, env: Record<string, string>, ...args: string[]) => {
    const options = { environment: env, stdin: 'a long password' };
    const result = await runCli(place, [...args, '--json'], options);
    return { ...result, document: JSON.parse(result.stdout || '{}') };
  };

  it('store, verify, back up, and restore into another bucket', { timeout: 180_000 }, async () => {
    const [place] = places as [TestPlace];
    const user = ['user', 'create', '--email', 'a@example.com', '--name', 'A', '--team', 'T'];
    await run(place, environment, ...user, '--password-stdin');
    for (let number = 1; number <= 3; number++) {
      const rows = number === 3 ? 1200 : 64;
      await writeFile(
        join(files, `${number}.dcm`),
        aCtInstance({ seed: 's3', instanceNumber: number, rows, columns: rows }).bytes,
      );
    }
    const imported = await run(place, environment, 'import', files, '--team', 'T', '--auto');
    expect(imported.document.counts).toMatchObject({ stored: 3 });
    const verified = await run(place, environment, 'verify');
    expect(verified).toMatchObject({ code: 0, document: { ok: true, checked: 3 } });

    const backup = join(files, 'backup.tar');
    expect((await run(place, environment, 'backup', '--to', backup)).document).toMatchObject({ objects: 3 });
    const other = await makeTestPlace();
    places.push(other);
    const elsewhere = s3Environment({ bucket: await makeBucket() });
    const onTaken = await run(other, environment, 'restore', backup);
    expect(onTaken).toMatchObject({ code: 1, stderr: expect.stringContaining('object store is not empty') });
    expect(await run(other, elsewhere, 'restore', backup)).toMatchObject({
      code: 0,
      document: { objects: 3 },
    });
    expect((await run(other, elsewhere, 'verify')).document).toMatchObject({ ok: true, checked: 3 });
  });

  it('doctor says whether the bucket can be used, and why not', async () => {
    const [place] = places as [TestPlace];
    const finding = async (env: Record<string, string>) =>
      (await run(place, env, 'doctor')).document.checks.find(
        ({ name }: { name: string }) => name === 'object store',
      );
    expect(await finding(environment)).toMatchObject({ ok: true });
    expect(await finding(s3Environment({ bucket: 'there-is-none' }))).toMatchObject({
      ok: false,
      message: expect.stringContaining('bucket'),
    });
    expect(await finding({ ...environment, AWS_SECRET_ACCESS_KEY: 'wrong' })).toMatchObject({ ok: false });
  });

  it('a server is ready on a bucket that is there, and on no other', async () => {
    const [place] = places as [TestPlace];
    const ready = async (env: Record<string, string>) => {
      const server = await startServe(place, /ready at/, env);
      const answer = await fetch(`${server.baseUrl}/health/ready`);
      const { reasons = [] } = (await answer.json()) as { reasons?: string[] };
      await server.stop();
      return [answer.status, ...reasons];
    };
    expect(await ready(environment)).toEqual([200]);
    const away = [503, 'object store is not available'];
    expect(await ready(s3Environment({ bucket: 'there-is-none' }))).toEqual(away);
    expect(await ready({ ...environment, AWS_SECRET_ACCESS_KEY: 'wrong' })).toEqual(away);
  });

  it('a backup is none of a bucket that holds nothing, and goes on without an object that one has lost', async () => {
    const [place] = places as [TestPlace];
    const another = s3Environment({ bucket: await makeBucket() });
    const empty = await run(place, another, 'backup', '--to', join(files, 'empty.tar'));
    expect(empty).toMatchObject({ code: 1, stderr: expect.stringContaining('object store holds nothing') });
    const large = aCtInstance({ seed: 's3', instanceNumber: 4, rows: 1200, columns: 1200 });
    await writeFile(join(files, '4.dcm'), large.bytes);
    await run(place, another, 'import', join(files, '4.dcm'), '--team', 'T', '--auto');
    const lost = await run(place, another, 'backup', '--to', join(files, 'lost.tar'));
    expect(lost.document).toMatchObject({ objects: 3, faults: [{ fault: 'missing' }] });
  });
});
