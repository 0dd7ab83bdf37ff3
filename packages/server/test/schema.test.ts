// The schema as a reviewer reads it: a golden file a dialect, and what must hold of migrations.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../migrations/index.ts';
import { type Database, migrate } from '../src/platform/database/index.ts';
import { makeTestPlace, openTestDatabase, type TestPlace, testDialect } from './support/test-database.ts';

describe('the schema', () => {
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

  it('is the one in the golden file', async () => {
    const file = new URL(`../migrations/schema.${testDialect}.golden.sql`, import.meta.url);
    const dump = await dumpSchema(database);
    if (process.env.LUMENBOX_UPDATE_GOLDEN === '1' || !existsSync(file)) writeFileSync(file, dump);
    expect(dump).toBe(readFileSync(file, 'utf8'));
  });

  it('has nothing left to apply, and applying again changes nothing', async () => {
    expect(await migrate(database, migrations)).toEqual([]);
  });

  it('numbers its migrations in order, each once', () => {
    const numbers = migrations.map((migration) => Number(migration.name.slice(0, 4)));
    expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => one - other));
  });

  it('carries the realm in every table that holds something of a realm', async () => {
    const global = [
      'api_key_uses',
      'archive_holds',
      'installation',
      'invitations',
      'jobs',
      'memberships',
      'migrations',
      'realms',
      // How far the objects of all realms have been read again.
      'scrub_cursors',
      // Numbers alone, reached through the terms and studies of a realm.
      'search_postings',
      'sessions',
      'sign_in_attempts',
      // Bytes under a key, as files are: whose they are, the rows that name them say.
      'small_objects',
      'users',
      // Numbers of the worklist's realms and studies.
      'worklist_studies',
      'worklist_terms',
    ];
    const without = (await tables(database))
      .filter((table) => !table.columns.includes('realm_id'))
      .map((table) => table.name);
    // Search tables of SQLite's FTS hold row numbers and grams only, and are reached through `patients`.
    expect(without.filter((name) => !name.includes('_search'))).toEqual(global);
  });
});

interface TableFacts {
  name: string;
  columns: string[];
}

async function tables(database: Database): Promise<TableFacts[]> {
  const query =
    database.dialect === 'sqlite'
      ? sql<{
          name: string;
          column: string;
        }>`SELECT m.name, c.name AS column FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid`
      : sql<{
          name: string;
          column: string;
        }>`SELECT table_name AS name, column_name AS column FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name COLLATE "C", ordinal_position`;
  const { rows } = await query.execute(database.kysely);
  const byName = new Map<string, string[]>();
  for (const { name, column } of rows) byName.set(name, [...(byName.get(name) ?? []), column]);
  return [...byName].map(([name, columns]) => ({ name, columns }));
}

async function dumpSchema(database: Database): Promise<string> {
  if (database.dialect === 'sqlite') {
    const { rows } = await sql<{
      sql: string;
    }>`SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC, name`.execute(
      database.kysely,
    );
    return `${rows.map((row) => `${row.sql.replace(/\s+/g, ' ')};`).join('\n')}\n`;
  }
  const columns = await sql<{ line: string }>`
    SELECT table_name || '.' || column_name || ' ' || data_type || coalesce(' collate ' || collation_name, '')
      || CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END AS line
    FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name COLLATE "C", ordinal_position`.execute(
    database.kysely,
  );
  const indexes = await sql<{
    line: string;
  }>`SELECT indexdef AS line FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname COLLATE "C"`.execute(
    database.kysely,
  );
  const constraints = await sql<{ line: string }>`
    SELECT conrelid::regclass::text || ' ' || conname || ' ' || pg_get_constraintdef(oid) AS line
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f') ORDER BY 1`.execute(
    database.kysely,
  );
  const triggers = await sql<{ line: string }>`
    SELECT regexp_replace(pg_get_triggerdef(t.oid) || ': ' || p.prosrc, '\\s+', ' ', 'g') AS line
    FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal ORDER BY t.tgname COLLATE "C"`.execute(
    database.kysely,
  );
  return `${[...columns.rows, ...indexes.rows, ...constraints.rows, ...triggers.rows].map((row) => row.line).join('\n')}\n`;
}
