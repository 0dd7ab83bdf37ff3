// Every statement of the way in finds its rows by an index, so that storing costs the same in a realm of a million studies.
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { imagingClient } from '../../test/support/imaging.ts';
import { aTeam } from '../../test/support/makers.ts';
import { realmWalksAmong, recordStatements, scansAmong } from '../../test/support/query-plans.ts';
import { restClient } from '../../test/support/rest-client.ts';
import { testDialect } from '../../test/support/test-database.ts';
import { startTestServer, type TestServer } from '../../test/support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
afterEach(() => vi.restoreAllMocks());

/** What a parameter lists, or the statement itself by its LIMIT, is no table. */
const madeByStatement = /^(json_each|\w+ VIRTUAL TABLE|(\d+ )?CONSTANT ROW|\d+-ROW VALUES|listed$)/;

/** Has the work of the database's thread run where its statements can be seen: what it runs by itself passes nobody. */
function showWork(): void {
  const { database } = server.parts.foundation;
  vi.spyOn(database, 'run').mockImplementation((work, input) =>
    database.transaction((trx) => work.run(trx, input)),
  );
}

describe.skipIf(testDialect !== 'sqlite')('the statements of the way in', () => {
  it('read no table and no realm from end to end: for first images, further ones, duplicates and held ones', async () => {
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
    const seen = recordStatements(/^\s*(insert|update|delete|select|with)\b/i);
    showWork();
    const outcomes = [
      await imaging.send('/imaging', aFile(1)),
      await imaging.send('/imaging', aFile(2)),
      await imaging.send('/imaging', aFile(2)),
      await imaging.send('/imaging', aFile(3, { rows: 256, columns: 256 })),
      await imaging.send(`/patients/${id}/imaging`, aFile(4, { patientName: 'Byron^George' })),
    ].map(({ body }) => body.data.files[0].outcome);
    vi.restoreAllMocks();
    expect(outcomes).toEqual(['stored', 'stored', 'duplicate', 'stored', 'held']);
    expect([...seen.keys()].some((text) => text.includes('small_objects'))).toBe(true);
    expect(await scansAmong(server, seen, madeByStatement)).toEqual([]);
    expect(await realmWalksAmong(server, seen)).toEqual([]);
  });
});
