// The patient that images make: one, however many senders bring its first images at once.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { checkLists, createPatientFromImages, type ImagedPatient, selectIdentifiers } from './index.ts';

let server: TestServer;
let team: TestMember;

beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
});
afterAll(() => server.close());

const make = (patient: ImagedPatient, member = team) => {
  const { database, clock } = server.parts.foundation;
  const deps = { audit: server.parts.audit, clock };
  return database.transaction((trx) =>
    createPatientFromImages(deps, trx, member.scope, member.origin, patient),
  );
};
const anna = { givenNames: 'Anna', familyName: 'Müller', dateOfBirth: null, sex: null };

describe('a patient made by images', () => {
  it('is one for sixty-four senders of the same identifier', async () => {
    const identifier = { value: 'PID-64', issuer: 'Hospital' };
    const made = await Promise.all(Array.from({ length: 64 }, () => make({ ...anna, identifier })));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    const { kysely } = server.parts.foundation.database;
    expect(await selectIdentifiers(kysely, team.scope, made[0]?.id ?? '')).toHaveLength(1);
    const other = await make({ ...anna, identifier: { value: 'PID-64', issuer: null } });
    expect(other.id).not.toBe(made[0]?.id);
  });

  it('is one for sixty-four senders of the same demographics', async () => {
    const bo = { ...anna, givenNames: 'Bo', dateOfBirth: '1970-01-01', sex: 'male' };
    const made = await Promise.all(
      Array.from({ length: 64 }, (_, index) =>
        make({ ...bo, familyName: index % 2 === 0 ? 'Müller' : 'MULLER' }),
      ),
    );
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  });

  it('is found by name and identifier, prints what is unknown as such, and belongs to its realm alone', async () => {
    const identifier = { value: 'K-77', issuer: null };
    const row = await make({ ...anna, givenNames: 'Søren', identifier });
    const api = restClient(server, team);
    const list = await api.get('/patients?search=soren k-77');
    expect(list.body.data).toEqual([
      expect.objectContaining({
        id: row.id,
        given_names: 'Søren',
        date_of_birth: null,
        sex: 'unknown',
        address: null,
      }),
    ]);
    const elsewhere = await aTeam(server);
    expect((await make({ ...anna, identifier }, elsewhere)).id).not.toBe(row.id);
    expect(await checkLists(server.parts.foundation.database.kysely, team.scope)).toEqual([]);
  });
});
