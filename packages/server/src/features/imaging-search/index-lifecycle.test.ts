// What comes into the index of queries and goes out of it: later images, deletions, other realms, and making it anew.
import { aCtInstance, anMrInstance } from '@lumenbox/dicom/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ImagingClient, imagingClient } from '../../../test/support/imaging.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { type RestClient, restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import type { ObjectKey } from '../../archive/index.ts';
import { enqueueJob } from '../../jobs/index.ts';
import { checkTextIndex } from '../../platform/database/index.ts';
import { type ImagingQuery, readCondition, rebuildIndex, searchImaging } from './index.ts';
import { rebuildIndexJob } from './rebuild-index.job.ts';
import { termList } from './search-terms.store.ts';

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

const ada = {
  patientName: 'Lovelace^Ada',
  patientBirthDate: '18151210',
  patientSex: 'F',
  rows: 4,
  columns: 4,
};

async function search(
  query: Partial<Omit<ImagingQuery, 'conditions'>> & { keys?: [number, string][] },
  member = team,
) {
  const level = query.level ?? 'study';
  const conditions = (query.keys ?? []).flatMap(([tag, text]) => readCondition([tag], text, { level }) ?? []);
  const { matches } = await searchImaging(server.parts.foundation.database.kysely, member.scope, {
    include: [],
    withParents: [],
    limit: 100,
    offset: 0,
    ...query,
    level,
    conditions,
  });
  return matches.map(({ json }) => JSON.parse(json));
}
const patientName = 0x00100010;
const modalitiesInStudy = 0x00080061;

/** What the index holds of the team, counted without it. */
async function rowsLeft() {
  const db = server.parts.foundation.database.kysely;
  const count = async (table: 'search_studies' | 'search_series' | 'search_terms') => {
    const row = await db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('realm_id', '=', team.realmId)
      .executeTakeFirstOrThrow();
    return row.count;
  };
  const { rows } = await sql<{ total: number | null }>`
    SELECT sum(study_count) AS total FROM search_days WHERE realm_id = ${team.realmId}`.execute(db);
  return {
    studies: await count('search_studies'),
    series: await count('search_series'),
    terms: await count('search_terms'),
    days: rows[0]?.total ?? 0,
  };
}

describe('images that come later', () => {
  it('fill what the first ones did not say, and add their modality, series and instances', async () => {
    const studyInstanceUid = '1.2.826.0.1.3680043.8.498.1';
    const shared = { ...ada, studyInstanceUid, patientId: 'L1' };
    await imaging.send('/imaging', aCtInstance({ ...shared, studyDate: '', accessionNumber: '' }).bytes);
    expect(await search({ keys: [[modalitiesInStudy, 'MR']] })).toEqual([]);
    await imaging.send(
      '/imaging',
      anMrInstance({ ...shared, studyDate: '20240305', accessionNumber: 'A7' }).bytes,
    );
    const [study] = await search({ keys: [[modalitiesInStudy, 'MR']] });
    expect(study['00080061'].Value).toEqual(['CT', 'MR']);
    expect(study['00080020'].Value).toEqual(['20240305']);
    expect(study['00080050'].Value).toEqual(['A7']);
    expect(study['00201206'].Value).toEqual([2]);
    expect(study['00201208'].Value).toEqual([2]);
    expect(await search({ keys: [[0x00080020, '20240305']] })).toHaveLength(1);
    expect(await search({ level: 'series' })).toHaveLength(2);
    expect(await rowsLeft()).toMatchObject({ studies: 1, series: 2, days: 1 });
  });

  it('twice change nothing', async () => {
    const { bytes } = aCtInstance({ ...ada, patientId: 'L2' });
    await imaging.send('/imaging', bytes);
    const before = await search({});
    await imaging.send('/imaging', bytes);
    expect(await search({})).toEqual(before);
  });
});

describe('one study uid of two persons', () => {
  it('is two matches', async () => {
    const studyInstanceUid = '1.2.826.0.1.3680043.8.498.2';
    for (const patientId of ['T1', 'T2'])
      await imaging.send('/imaging', aCtInstance({ ...ada, studyInstanceUid, patientId }).bytes);
    const found = await search({ keys: [[0x0020000d, studyInstanceUid]] });
    expect(found.map((match) => match['00100020'].Value[0]).sort()).toEqual(['T1', 'T2']);
    expect(await search({ level: 'patient', keys: [[patientName, 'love*']] })).toHaveLength(2);
  });
});

describe('studies that become one', () => {
  it('are found as one, with the series of both', async () => {
    const studyInstanceUid = '1.2.826.0.1.3680043.8.498.3';
    const of = (patientId: string, seriesNumber: number) =>
      aCtInstance({ ...ada, studyInstanceUid, patientId, seriesNumber, accessionNumber: `A${seriesNumber}` })
        .bytes;
    const studies = [];
    for (const [patientId, seriesNumber] of [
      ['C1', 1],
      ['C2', 2],
    ] as const) {
      const answer = await imaging.send('/imaging', of(patientId, seriesNumber));
      studies.push(answer.body.data.studies[0]);
    }
    const [one, other] = studies;
    await imaging.send(`/patients/${one.patient_id}/imaging?accept_mismatch=true`, of('C1', 2));
    const path = `/patients/${other.patient_id}/studies/${other.id}/move`;
    expect((await api.post(path, { to_patient_id: one.patient_id })).status).toBe(200);
    const [study, ...more] = await search({ keys: [[0x0020000d, studyInstanceUid]] });
    expect(more).toEqual([]);
    expect(study['00100020'].Value).toEqual(['C1']);
    expect(study['00201206'].Value).toEqual([2]);
    expect(await search({ level: 'series' })).toHaveLength(2);
    expect(await search({ level: 'instance' })).toHaveLength(2);
    expect(await rowsLeft()).toMatchObject({ studies: 1, series: 2, days: 1 });
  });
});

describe('what is deleted', () => {
  it('is not found any more, and leaves no name behind', async () => {
    const answer = await imaging.send('/imaging', aCtInstance({ ...ada, patientId: 'D1' }).bytes);
    await imaging.send(
      '/imaging',
      aCtInstance({ ...ada, seed: 'other', patientId: 'D2', patientName: 'Byron^George' }).bytes,
    );
    const [{ id, patient_id: patient }] = answer.body.data.studies;
    expect((await api.delete(`/patients/${patient}/studies/${id}`)).status).toBe(204);
    expect(await search({ keys: [[patientName, 'love*']] })).toEqual([]);
    expect(await search({ keys: [[patientName, '*orge']] })).toHaveLength(1);
    expect(await rowsLeft()).toMatchObject({ studies: 1, series: 1, days: 1 });
    const [{ patient_id: other }] = (await api.get('/uploads')).body.data[0].studies;
    expect((await api.delete(`/patients/${other}`)).status).toBe(204);
    expect(await search({})).toEqual([]);
    expect(await rowsLeft()).toEqual({ studies: 0, series: 0, terms: 0, days: 0 });
    const db = server.parts.foundation.database.kysely;
    expect(await checkTextIndex(db, termList(team.scope, 'patient_name'))).toEqual([]);
  });
});

describe('the index made anew', () => {
  const everything = async () => ({
    studies: await search({ include: 'all' }),
    series: await search({ level: 'series', include: 'all' }),
    instances: await search({ level: 'instance', include: 'all' }),
    named: await search({ keys: [[patientName, '*lace*']] }),
    rows: await rowsLeft(),
  });
  const emptyIndex = async () => {
    const { database } = server.parts.foundation;
    for (const table of ['search_studies', 'search_series', 'search_postings', 'search_days'] as const)
      await sql`DELETE FROM ${sql.table(table)}`.execute(database.kysely);
    await database.kysely.updateTable('instances').set({ attributes: null }).execute();
  };
  beforeEach(async () => {
    for (const [index, make] of [aCtInstance, anMrInstance, aCtInstance].entries())
      await imaging.send('/imaging', make({ ...ada, seed: `anew ${index}`, patientId: 'R1' }).bytes);
  });

  it('by the job, twice, is what it was', async () => {
    const before = await everything();
    await emptyIndex();
    expect(await search({})).toEqual([]);
    const { database } = server.parts.foundation;
    for (let run = 0; run < 2; run++) {
      await enqueueJob(database.kysely, server.parts.foundation, rebuildIndexJob, { after: '' });
      await server.parts.jobs.runDue();
      expect(await everything()).toEqual(before);
    }
  });

  it('leaves out what cannot be read, and says so', async () => {
    const { kysely } = server.parts.foundation.database;
    const keys = await kysely
      .selectFrom('instances')
      .select('object_key')
      .where('realm_id', '=', team.realmId)
      .execute();
    await server.parts.archive.objects.delete(keys[0]?.object_key as ObjectKey);
    let unreadable = 0;
    const deps = { database: server.parts.foundation.database, archive: server.parts.archive };
    for await (const study of rebuildIndex(deps, { realmId: team.realmId, reason: 'cli' }))
      unreadable += study.unreadable;
    expect(unreadable).toBe(1);
    expect(await search({})).toHaveLength(2);
  });
});
