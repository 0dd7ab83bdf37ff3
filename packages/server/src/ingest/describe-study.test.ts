// The job that describes a study anew when some of its instances were replaced.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aTeam, type TestMember } from '../../test/support/makers.ts';
import { aSlice, type ReplacingClients, replacing } from '../../test/support/replacing.ts';
import { startTestServer, type TestServer } from '../../test/support/test-server.ts';
import { newId } from '../platform/ids.ts';

let server: TestServer;
let team: TestMember;
let api: ReplacingClients['api'];
let imaging: ReplacingClients['imaging'];
let dicomweb: ReplacingClients['dicomweb'];
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  team = await aTeam(server);
  ({ api, imaging, dicomweb } = await replacing(server, team));
});
afterAll(() => server.close());

type Made = ReturnType<typeof aSlice>;
const send = async ({ bytes }: Made) => (await imaging.send('/imaging', bytes)).body.data;
const studyOf = async (seed: string) => {
  const { data } = (await api.get(`/patients?search=${seed.toLowerCase()}`)).body;
  return (await api.get(`/patients/${data[0].id}/studies`)).body.data[0];
};

describe('what is told of a study some of whose instances were replaced', () => {
  it('repeats nothing that only the replaced ones said, once it has been quiet', async () => {
    const slices = [1, 2].map((instanceNumber) =>
      aSlice('Quiet', {
        instanceNumber,
        seriesDescription: 'WRONG',
        studyDescription: 'WRONG',
        studyId: 'W1',
      }),
    );
    for (const made of slices) await send(made);
    for (const instanceNumber of [1, 2])
      await send(
        aSlice('Quiet', { instanceNumber, seriesDescription: 'RIGHT', studyDescription: '', studyId: '' }),
      );
    const { kysely } = server.parts.foundation.database;
    const [waiting, ...others] = await kysely
      .selectFrom('jobs')
      .selectAll()
      .where('kind', '=', 'ingest.describe-study')
      .execute();
    expect(others).toEqual([]);
    if (waiting === undefined) throw new Error('Nothing describes the study anew.');
    // Twice is as good as once, and nothing comes of it for a study that is gone.
    const again = (id: string, payload = waiting.payload) => ({ ...waiting, id, payload, unique_key: id });
    const gone = JSON.stringify({ ...JSON.parse(waiting.payload), studyId: newId() });
    await kysely
      .insertInto('jobs')
      .values([again(newId()), again(newId(), gone)])
      .execute();
    server.clock.advance(60_000);
    await server.parts.jobs.runDue();
    expect(
      await kysely.selectFrom('jobs').select('last_error').where('kind', '=', waiting.kind).execute(),
    ).toEqual([]);
    const study = await studyOf('Quiet');
    expect(study).toMatchObject({ status: 'viewable', series: [{ series_description: 'RIGHT' }] });
    const all = '?includefield=all&PatientID=Quiet';
    const told = await Promise.all(
      ['/studies', '/series', '/instances'].map(async (path) => (await dicomweb.get(path + all)).text()),
    );
    expect(told.join(' ')).toContain('RIGHT');
    expect(told.join(' ')).not.toMatch(/WRONG|W1/);
  });
});
