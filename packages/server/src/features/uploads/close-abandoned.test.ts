// Uploads whose process died are failed by the recurring job, and those under way are left alone.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aTeam } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { newId } from '../../platform/ids.ts';
import { scheduleCloseAbandoned } from './index.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

describe('an upload that nobody ends', () => {
  it('is failed after some hours, and not before', async () => {
    const { realmId } = await aTeam(server);
    const { kysely } = server.parts.foundation.database;
    const anUpload = async () => {
      const now = server.clock.now();
      const counts = { received: 1, stored: 1, duplicate: 0, rejected: 0, held: 0 };
      const row = {
        id: newId(),
        realm_id: realmId,
        patient_id: null,
        status: 'receiving',
        source: 'http',
      } as const;
      await kysely
        .insertInto('uploads')
        .values({ ...row, ...counts, created_at: now, updated_at: now })
        .execute();
      return row.id;
    };
    const statusOf = async (id: string) =>
      (await kysely.selectFrom('uploads').select('status').where('id', '=', id).executeTakeFirst())?.status;
    const old = await anUpload();
    server.clock.advance(7 * 3_600_000);
    const young = await anUpload();
    await scheduleCloseAbandoned(server.parts.foundation);
    server.clock.advance(61 * 60_000);
    await server.parts.jobs.runDue();
    expect([await statusOf(old), await statusOf(young)]).toEqual(['failed', 'receiving']);
  });
});
