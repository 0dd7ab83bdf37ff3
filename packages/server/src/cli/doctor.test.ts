// `lumenbox doctor` on sound and on broken installations.
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import { runCli } from '../../test/support/cli.ts';
import { makeTestPlace, openTestDatabase, type TestPlace } from '../../test/support/test-database.ts';

describe('the doctor', () => {
  let place: TestPlace;
  beforeAll(async () => {
    place = await makeTestPlace();
  });
  afterAll(() => place.remove());
  const examine = async (environment: Record<string, string> = {}) => {
    const result = await runCli(place, ['doctor', '--json'], { environment });
    const { ok, checks } = JSON.parse(result.stdout) as {
      ok: boolean;
      checks: { name: string; ok: boolean; message: string }[];
    };
    expect(result.code).toBe(ok ? 0 : 1);
    return { ok, faults: checks.filter((check) => !check.ok), names: checks.map((check) => check.name) };
  };

  it('finds nothing wrong with a fresh installation', async () => {
    expect(await examine()).toEqual({
      ok: true,
      faults: [],
      names: [
        'configuration',
        'Node',
        'data directory',
        'free space',
        'database',
        'object store',
        'stored objects',
        'port',
      ],
    });
    const database = await openTestDatabase(place);
    const fault = { realm_id: 'a', object_table: 'instances', row_id: 'b', fault: 'missing', found_at: '' };
    await database.kysely
      .insertInto('object_faults')
      .values({ ...fault, object_key: 'c' })
      .execute();
    const { faults } = await examine();
    expect(faults).toMatchObject([
      { name: 'stored objects', message: expect.stringMatching(/^1 known .*verify/) },
    ]);
    await database.kysely.deleteFrom('object_faults').execute();
    await database.close();
  });

  it('says what to do about each fault', async () => {
    const file = join(place.dataDir, 'a-file');
    writeFileSync(file, '');
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const { faults } = await examine({
      LUMENBOX_DATABASE_URL: 'postgres://127.0.0.1:1/nowhere',
      LUMENBOX_STORAGE_URL: join(file, 'objects'),
      LUMENBOX_PORT: String(port),
    });
    taken.close();
    expect(faults.map((fault) => fault.name)).toEqual(['database', 'object store', 'port']);
    expect(faults[0]?.message).toContain('LUMENBOX_DATABASE_URL');
    expect(faults[1]?.message).toContain('choose another place');
    expect(faults[2]?.message).toContain('choose another LUMENBOX_PORT');
    const [unreadable] = (await examine({ LUMENBOX_ROLES: 'cook' })).faults;
    expect(unreadable).toMatchObject({ name: 'configuration' });
  });

  it('tells a schema that lacks a migration from one of a newer release', async () => {
    const database = await openTestDatabase(place);
    const last = migrations.at(-1)?.name ?? '';
    await sql`DELETE FROM migrations WHERE name = ${last}`.execute(database.kysely);
    const older = await examine();
    await sql`INSERT INTO migrations (name) VALUES (${last}), ('9999-tomorrow')`.execute(database.kysely);
    await database.close();
    const newer = await examine();
    expect(older.faults[0]?.message).toBe(`its schema lacks ${last}. Run: lumenbox migrate`);
    expect(newer.faults[0]?.message).toContain('newer release (9999-tomorrow)');
  });
});
