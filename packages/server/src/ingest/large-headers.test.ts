// Files whose headers are too large to be read as they arrive, on their way into a case: they are read twice, and wait for
// nobody who waits for them.
import { tags } from '@lumenbox/dicom';
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imagingClient } from '../../test/support/imaging.ts';
import { aTeam, type TestMember } from '../../test/support/makers.ts';
import { restClient } from '../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../test/support/test-server.ts';

let server: TestServer;
let team: TestMember;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
});
afterAll(() => server.close());

const mebibyte = 1024 * 1024;

/** A color table, which a case keeps, as large as the functional groups of many frames. */
const withLargeHeader = (instanceNumber: number, rows: number) =>
  aCtInstance({
    seed: 'large header',
    instanceNumber,
    rows,
    columns: 4096,
    elements: [{ tag: tags.SegmentedRedPaletteColorLookupTableData, value: Buffer.alloc(2 * mebibyte, 7) }],
  }).bytes;

describe('large headers into a case', () => {
  it('are stored, and so is the next one', async () => {
    const created = await restClient(server, team).post('/cases', { label: 'Large headers' });
    const path = `/patients/${created.body.data.id}/imaging`;
    const client = imagingClient(server, team);
    // More than half of the memory for headers, which is 64 MiB.
    for (const bytes of [withLargeHeader(1, 4096), withLargeHeader(2, 512)]) {
      const { status, body } = await client.send(path, bytes);
      expect(status).toBe(201);
      expect(body.data.counts).toMatchObject({ received: 1, stored: 1 });
    }
  });
});
