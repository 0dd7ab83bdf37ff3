// The database's file on the disk: whose it is to read.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { openDatabase } from './database.ts';

it('is read by its own user alone, in whatever folder it lies', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'lumenbox-file-'));
  try {
    const database = openDatabase({ dialect: 'sqlite', path: join(dir, 'lumenbox.db') });
    await sql`CREATE TABLE things (id TEXT)`.execute(database.kysely);
    const modes = readdirSync(dir).map((name) => [name, statSync(join(dir, name)).mode & 0o777]);
    await database.close();
    expect(modes.toSorted()).toEqual([
      ['lumenbox.db', 0o600],
      ['lumenbox.db-shm', 0o600],
      ['lumenbox.db-wal', 0o600],
    ]);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
