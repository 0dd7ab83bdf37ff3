// The index made anew while others work: what arrives, moves or goes meanwhile is found afterwards as if nobody had rebuilt anything.
import { aCtInstance, anMrInstance } from '@lumenbox/dicom/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ImagingClient, imagingClient } from '../../../test/support/imaging.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { type RestClient, restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import type { Archive } from '../../archive/index.ts';
import { rebuildIndex, type SearchLevel, searchImaging } from './index.ts';

let server: TestServer;
let team: TestMember;
let api: RestClient;
let imaging: ImagingClient;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  team = await aTeam(server);
  api = restClient(server, team);
  imaging = imagingClient(server, team);
});
afterAll(() => server.close());

const studyInstanceUid = '1.2.826.0.1.3680043.8.498.77';
const small = { rows: 2, columns: 2, studyInstanceUid };

async function found(level: SearchLevel) {
  const { matches } = await searchImaging(server.parts.foundation.database.kysely, team.scope, {
    level,
    conditions: [],
    include: [],
    withParents: [],
    limit: 1000,
    offset: 0,
  });
  return matches.map(({ json }) => JSON.parse(json));
}
const seriesFound = async () => (await found('series')).map((series) => series['00200011'].Value[0]).sort();

/** Rebuilds the team's index; `meanwhile` happens when so many objects have been opened, before the next one is read. */
async function rebuild(meanwhile: () => Promise<unknown>, { opened = 0 } = {}): Promise<void> {
  let count = 0;
  const open: Archive['open'] = async (...parameters) => {
    if (count++ === opened) await meanwhile();
    return server.parts.archive.open(...parameters);
  };
  const deps = { database: server.parts.foundation.database, archive: { ...server.parts.archive, open } };
  for await (const study of rebuildIndex(deps, { realmId: team.realmId, reason: 'cli' }))
    expect(study.unreadable).toBe(0);
  expect(count).toBeGreaterThan(opened);
}

/** A study of two persons, which comes to one when the first is moved: ids and how to do it. */
async function aTwin(patientId: string, files: readonly Uint8Array[]) {
  let study: { id: string; patient_id: string } | undefined;
  for (const bytes of files) {
    const answer = await imaging.send('/imaging', bytes);
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    study = answer.body.data.studies[0];
  }
  if (study === undefined) throw new Error(`Nothing of ${patientId} was stored.`);
  return study;
}
const move = async (from: { id: string; patient_id: string }, to: { patient_id: string }) =>
  expect(
    (await api.post(`/patients/${from.patient_id}/studies/${from.id}/move`, { to_patient_id: to.patient_id }))
      .status,
  ).toBe(200);
const slices = (patientId: string, seriesNumber: number, count: number) =>
  Array.from(
    { length: count },
    (_, index) =>
      aCtInstance({
        ...small,
        patientId,
        seed: `${patientId} ${seriesNumber}`,
        seriesNumber,
        instanceNumber: index + 1,
      }).bytes,
  );

describe('while the index is made anew', () => {
  it('a series that arrives after its study was looked at is found, and so is what the study says by it', async () => {
    await aTwin('A', slices('A', 1, 2));
    await rebuild(async () => {
      await imaging.send('/imaging', anMrInstance({ ...small, patientId: 'A', seriesNumber: 2 }).bytes);
    });
    expect(await seriesFound()).toEqual([1, 2]);
    const [study, ...more] = await found('study');
    expect(more).toEqual([]);
    expect(study['00080061'].Value).toEqual(['CT', 'MR']);
  });

  it('studies are found all the time', async () => {
    await aTwin('B', slices('B', 1, 60));
    await rebuild(
      async () => {
        expect(await found('study')).toHaveLength(1);
        expect(await seriesFound()).toEqual([1]);
      },
      { opened: 55 },
    );
  });

  it.each([
    ['first', 0],
    ['last', 55],
  ])('a study that goes into another one at its %s instances loses nothing', async (_, opened) => {
    const one = await aTwin('C1', slices('C1', 1, 1));
    const other = await aTwin('C2', [...slices('C2', 2, 52), ...slices('C2', 3, 8)]);
    // The one that stays is rebuilt before, since it was made before.
    await rebuild(() => move(other, one), { opened: opened + 1 });
    expect(await seriesFound()).toEqual([1, 2, 3]);
    expect(await found('study')).toHaveLength(1);
    expect(await found('instance')).toHaveLength(61);
  });

  it('a study that another one comes into has the series of both', async () => {
    const one = await aTwin('D1', slices('D1', 1, 2));
    const other = await aTwin('D2', slices('D2', 2, 2));
    await rebuild(() => move(one, other));
    expect(await seriesFound()).toEqual([1, 2]);
    await server.parts.jobs.runDue();
    expect(await seriesFound()).toEqual([1, 2]);
  });

  it('a study that is deleted stays away', async () => {
    const study = await aTwin('E', slices('E', 1, 2));
    await rebuild(async () => {
      expect((await api.delete(`/patients/${study.patient_id}/studies/${study.id}`)).status).toBe(204);
    });
    expect([await found('study'), await found('series')]).toEqual([[], []]);
  });

  it('a series that is deleted stays away, and its study says nothing of it', async () => {
    const made = anMrInstance({ ...small, patientId: 'H', seriesNumber: 2 });
    await aTwin('H', [...slices('H', 1, 2), made.bytes]);
    await rebuild(async () => {
      const url = `/dicomweb/studies/${studyInstanceUid}/series/${made.seriesInstanceUid}`;
      const { headers } = team;
      expect((await server.app.inject({ method: 'DELETE', url, headers })).statusCode).toBe(204);
    });
    expect(await seriesFound()).toEqual([1]);
    expect((await found('study'))[0]['00080061'].Value).toEqual(['CT']);
  });

  it('sixteen senders lose none of their series', async () => {
    await aTwin('F', slices('F', 1, 20));
    const sending: Promise<unknown>[] = [];
    await rebuild(async () => {
      for (let number = 2; number < 18; number++)
        sending.push(...slices('F', number, 2).map((bytes) => imaging.send('/imaging', bytes)));
    });
    await Promise.all(sending);
    expect(await found('series')).toHaveLength(17);
  });
});

describe('a study that the index does not know yet', () => {
  it('is found when it went into another one that has been brought in before', async () => {
    const one = await aTwin('G1', slices('G1', 1, 1));
    const other = await aTwin('G2', slices('G2', 2, 2));
    const { kysely } = server.parts.foundation.database;
    for (const table of ['search_studies', 'search_series'] as const)
      await sql`DELETE FROM ${sql.table(table)} WHERE ${sql.ref(table === 'search_series' ? 'study_id' : 'id')} = ${other.id}`.execute(
        kysely,
      );
    await move(other, one);
    await server.parts.jobs.runDue();
    expect(await seriesFound()).toEqual([1, 2]);
  });
});
