// An upload whose bytes are gone for good: its job is tried for a day, and then somebody is told.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { tusClient } from '../../../test/support/tus.ts';

let server: TestServer;
let team: TestMember;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
});
afterAll(() => server.close());

const rows = async (table: 'upload_parts' | 'part_pieces' | 'resumable_uploads') =>
  (await server.parts.foundation.database.kysely.selectFrom(table).selectAll().execute()).length;

describe('an upload that cannot be taken in', () => {
  it('fails with a reason, and leaves nothing', async () => {
    const tus = tusClient(server, team);
    const big = aCtInstance({ seed: 'lost', rows: 700, columns: 700 }).bytes;
    const group = { group: 'lost', parts: '3' };
    const id = await tus.send(big, { filename: 'lost.dcm', ...group, part: '1' });
    await tus.send(aCtInstance({ seed: 'lost', instanceNumber: 2 }).bytes, {
      filename: 'small.dcm',
      ...group,
      part: '2',
    });
    await rm(join(server.dataDir, 'objects'), { recursive: true });
    // Longer than all tries take.
    for (let hour = 0; hour < 40; hour += 1) {
      await server.parts.jobs.runDue();
      expect(hour > 0 || (await rows('part_pieces'))).toBeTruthy();
      server.clock.advance(3_600_000);
    }
    const upload = (await restClient(server, team).get(`/uploads/${id}`)).body.data;
    expect(upload.status).toBe('failed');
    expect(upload.files).toMatchObject(
      ['lost.dcm', 'small.dcm'].map((name) => ({
        name,
        outcome: 'rejected',
        reason: expect.stringMatching(/^not-taken-in: /),
      })),
    );
    expect(upload.counts).toMatchObject({ received: 2, rejected: 2 });
    for (const table of ['upload_parts', 'part_pieces', 'resumable_uploads'] as const)
      expect(await rows(table)).toBe(0);
  });
});
