// A realm's settings: read by members, changed by who runs the team, each realm its own.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aMember, aTeam } from '../../../test/support/makers.ts';
import { restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

describe("a realm's settings", () => {
  it('are safe before anybody has set them', async () => {
    const team = await aTeam(server);
    const answer = await restClient(server, team).get('/realm');
    expect(answer.body.data).toEqual({
      id: team.realmId,
      ae_title: null,
      match_by_demographics: false,
      when_patient_unknown: 'create',
      when_bytes_differ: 'keep_first',
      case_profile: 'basic',
      keep_identity_map: false,
      hand_out_case_keys: true,
    });
  });

  it('change where they are sent, and stay where they are not', async () => {
    const team = await aTeam(server);
    const api = restClient(server, team);
    await api.put('/realm', { match_by_demographics: 'yes' });
    const answer = await api.put('/realm', { when_patient_unknown: 'hold', ae_title: 'SETTINGS_A' });
    expect(answer.status).toBe(200);
    expect(answer.body.data).toMatchObject({
      ae_title: 'SETTINGS_A',
      match_by_demographics: true,
      when_patient_unknown: 'hold',
      when_bytes_differ: 'keep_first',
    });
    expect((await api.get('/realm')).body).toEqual(answer.body);
  });

  it('are refused where they mean nothing', async () => {
    const api = restClient(server, await aTeam(server));
    const answer = await api.put('/realm', { when_bytes_differ: 'both', ae_title: 'A\\B' });
    expect(answer.status).toBe(422);
    expect(Object.keys(answer.body.errors).sort()).toEqual(['ae_title', 'when_bytes_differ']);
  });

  it('give a title to one realm only, also when two take it at once', async () => {
    const teams = await Promise.all([aTeam(server), aTeam(server)]);
    const answers = await Promise.all(
      teams.map((team) => restClient(server, team).put('/realm', { ae_title: 'WANTED' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
  });

  it('are read by every member and changed by those who run the team', async () => {
    const team = await aTeam(server);
    const member = restClient(server, await aMember(server, team, 'member'));
    expect((await member.get('/realm')).status).toBe(200);
    expect((await member.put('/realm', { when_patient_unknown: 'hold' })).status).toBe(403);
  });
});
