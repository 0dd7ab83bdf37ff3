// Every statement of the way in finds its rows by an index, so that storing costs the same in a realm of a million studies.
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { imagingClient } from '../../test/support/imaging.ts';
import { aTeam } from '../../test/support/makers.ts';
import { restClient } from '../../test/support/rest-client.ts';
import { testDialect } from '../../test/support/test-database.ts';
import { startTestServer, type TestServer } from '../../test/support/test-server.ts';
import { SqliteThread } from '../platform/database/sqlite-thread.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
afterEach(() => vi.restoreAllMocks());

/** The statements that run on any of SQLite's threads, with the parameters of their first run. */
function recordStatements(): Map<string, readonly unknown[]> {
  const seen = new Map<string, readonly unknown[]>();
  const { run } = SqliteThread.prototype;
  vi.spyOn(SqliteThread.prototype, 'run').mockImplementation(function record(
    this: SqliteThread,
    text,
    parameters,
    options,
  ) {
    const isMany = options?.isMany === true;
    if (!seen.has(text)) seen.set(text, isMany ? (parameters[0] as unknown[]) : parameters);
    return run.call(this, text, parameters, options);
  });
  // Where they can be seen: what the thread runs by itself passes nobody.
  const { database } = server.parts.foundation;
  vi.spyOn(database, 'run').mockImplementation((work, input) =>
    database.transaction((trx) => work.run(trx, input)),
  );
  return seen;
}

/** The steps of a statement that read a table or an index from end to end. */
async function fullScans(text: string, parameters: readonly unknown[]): Promise<string[]> {
  const thread = new SqliteThread({
    path: `${server.dataDir}/lumenbox.db`,
    readOnly: false,
    busyTimeoutMs: 1000,
  });
  try {
    const plan = await thread.run(`EXPLAIN QUERY PLAN ${text}`, parameters, {
      isInTransaction: false,
      isMany: false,
    });
    const steps = (plan.rows as { detail: string }[]).map(({ detail }) => detail);
    // What a parameter lists, or the statement itself by its LIMIT, is no table.
    const isNoTable = /^SCAN (json_each|\w+ VIRTUAL TABLE|(\d+ )?CONSTANT ROW|\d+-ROW VALUES|listed$)/;
    return steps.filter((step) => step.startsWith('SCAN ') && !isNoTable.test(step));
  } finally {
    await thread.close();
  }
}

describe.skipIf(testDialect !== 'sqlite')('the statements of the way in', () => {
  it('read no table from end to end: for first images, further ones, duplicates and held ones', async () => {
    const team = await aTeam(server);
    const imaging = imagingClient(server, team);
    const api = restClient(server, team);
    const { id } = (
      await api.post('/patients', {
        given_names: 'Ada',
        family_name: 'Lovelace',
        date_of_birth: '1815-12-10',
        sex: 'female',
      })
    ).body.data;
    const aFile = (instanceNumber: number, more = {}) =>
      aCtInstance({ seed: 'plans', patientId: 'PLANS', instanceNumber, ...more }).bytes;
    const seen = recordStatements();
    const outcomes = [
      await imaging.send('/imaging', aFile(1)),
      await imaging.send('/imaging', aFile(2)),
      await imaging.send('/imaging', aFile(2)),
      await imaging.send('/imaging', aFile(3, { rows: 256, columns: 256 })),
      await imaging.send(`/patients/${id}/imaging`, aFile(4, { patientName: 'Byron^George' })),
    ].map(({ body }) => body.data.files[0].outcome);
    vi.restoreAllMocks();
    expect(outcomes).toEqual(['stored', 'stored', 'duplicate', 'stored', 'held']);
    const statements = [...seen].filter(([text]) => /^\s*(insert|update|delete|select|with)\b/i.test(text));
    expect(statements.some(([text]) => text.includes('small_objects'))).toBe(true);
    const scans: [string, string[]][] = [];
    for (const [text, parameters] of statements) {
      const found = await fullScans(text, parameters);
      if (found.length > 0) scans.push([text, found]);
    }
    expect(scans).toEqual([]);
  });
});
