// The audit trail as owners read it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBrowser, anonymously } from '../../../test/support/browser.ts';
import { aMember, aTeam, type TestMember } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { firstIdOfAge, newId } from '../../platform/ids.ts';

interface Event {
  id: string;
  event: string;
  occurred_at: string;
}

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

async function read(team: TestMember, query = '') {
  await server.parts.audit.flush();
  return anonymously(server, 'GET', `/audit-events${query}`, undefined, team.headers);
}
const eventsOf = async (team: TestMember, query = ''): Promise<Event[]> =>
  (await read(team, query)).json().data;

describe('the audit trail', () => {
  it('says who did what to which object, when, from where and by which key', async () => {
    const team = await aTeam(server);
    const made = await anonymously(server, 'POST', '/tokens', { name: 'Second' }, team.headers);
    const key = (await anonymously(server, 'GET', '/tokens', undefined, team.headers)).json().data[1];
    const [event] = await eventsOf(team, '?event=token.created');
    expect(event).toEqual({
      id: expect.any(String),
      event: 'token.created',
      occurred_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{6}Z$/),
      actor: { type: 'token', id: team.userId, name: 'Test Member', token_id: key.id },
      object: { type: 'token', id: made.json().data.id },
      ip: '127.0.0.1',
      protocol: 'http',
      request_id: made.headers['x-request-id'],
      details: { user_id: team.userId, scopes: ['*'] },
    });
  });

  it('comes newest first, in pages', async () => {
    const team = await aTeam(server);
    for (const name of ['one', 'two', 'three'])
      await anonymously(server, 'POST', '/tokens', { name }, team.headers);
    const all = await eventsOf(team);
    const times = all.map((event) => event.occurred_at);
    expect(times).toEqual(times.toSorted().toReversed());
    const page = (await read(team, '?event=token.created&per_page=3&page=2')).json();
    expect(page.meta).toEqual({ current_page: 2, from: 4, last_page: 2, per_page: 3, to: 4, total: 4 });
  });

  it('counts every event once, however old, and whatever was counted before', async () => {
    const team = await aTeam(server);
    const add = (ageMs: number, count: number, event: string) =>
      server.parts.foundation.database.kysely
        .insertInto('audit_events')
        .values(
          Array.from({ length: count }, () => ({
            id: `${firstIdOfAge(ageMs).slice(0, 15)}${newId().slice(15)}`,
            realm_id: team.realmId,
            event,
            occurred_at: '2020-01-01T00:00:00.000000Z',
            actor_type: 'system',
            protocol: 'job',
            details: '{}',
          })),
        )
        .execute();
    const totals = async () => {
      const page = async (query: string) => (await read(team, query)).json().meta.total as number;
      return [await page('?event=study.read&per_page=2'), await page('?event=study.read&per_page=2&page=3')];
    };
    await add(3_600_000, 7, 'study.read');
    await add(3_600_000, 2, 'case.read');
    await add(0, 4, 'study.read');
    expect(await totals()).toEqual([11, 11]);
    await add(0, 3, 'study.read');
    expect(await totals()).toEqual([14, 14]);
    expect((await read(team, '?event=study.read&date_from=2021-01-01')).json().meta.total).toBe(0);
  });

  it('is narrowed by event, actor, key, object and day', async () => {
    const team = await aTeam(server);
    const member = await aMember(server, team, 'member');
    const { id } = (await anonymously(server, 'POST', '/tokens', { name: 'X' }, member.headers)).json().data;
    const key = (await anonymously(server, 'GET', '/tokens', undefined, member.headers)).json().data[1].id;
    const names = async (query: string) => (await eventsOf(team, query)).map((event) => event.event);
    expect(await names(`?object_id=${id}`)).toEqual(['token.created']);
    expect(new Set(await names(`?actor_id=${member.userId}`))).toEqual(
      new Set(['token.created', 'token.listed']),
    );
    expect(await names(`?actor_id=${key}&event=token.listed`)).toEqual(['token.listed']);
    const [made] = await eventsOf(team, `?object_id=${id}`);
    const today = made?.occurred_at.slice(0, 10) ?? '';
    const dayAfter = new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10);
    expect(await names(`?date_from=${today}&date_to=${today}&object_id=${id}`)).toEqual(['token.created']);
    expect(await names(`?object_id=${id}&date_from=${dayAfter}`)).toEqual([]);
    expect(await names(`?object_id=${id}&date_to=1999-12-31`)).toEqual([]);
    expect((await read(team, '?event=nonsense')).statusCode).toBe(422);
  });

  it('holds nothing of another realm', async () => {
    const [team, stranger] = [await aTeam(server), await aTeam(server)];
    await anonymously(server, 'POST', '/tokens', { name: 'X' }, stranger.headers);
    const ours = JSON.stringify(await eventsOf(team, '?per_page=100'));
    expect(ours).not.toContain(stranger.userId);
    expect(await eventsOf(team, `?actor_id=${stranger.userId}`)).toEqual([]);
  });

  it('records that it was read', async () => {
    const team = await aTeam(server);
    await read(team);
    expect((await eventsOf(team))[0]?.event).toBe('audit.read');
  });

  it('comes as a CSV file, narrowed like the list, and says who asked for it', async () => {
    const team = await aTeam(server);
    const { headers, userId } = team;
    for (const name of ['one', 'two']) await anonymously(server, 'POST', '/tokens', { name }, headers);
    const get = (query: string) =>
      anonymously(server, 'GET', `/audit-events/export${query}`, undefined, headers);
    const file = await get('?event=token.created');
    expect(file.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(file.headers['content-disposition']).toBe('attachment; filename="audit-trail.csv"');
    const lines = file.body.split('\r\n');
    expect(lines[0]).toBe(
      'id,occurred_at,event,actor_type,actor_id,actor_name,token_id,object_type,object_id,ip,protocol,request_id,details',
    );
    // The team's own key was made too.
    expect(lines.slice(1, -1).map((line) => line.split(',')[2])).toEqual(Array(3).fill('token.created'));
    expect(lines[1]).toContain(`,token,${userId},`);
    expect((await eventsOf(team))[0]?.event).toBe('audit.read');
    expect((await get('?event=nonsense')).statusCode).toBe(422);
  });

  it('comes as a CSV file whole, however long it is, without what is another realm’s', async () => {
    const [team, stranger] = [await aTeam(server), await aTeam(server)];
    const names = ['=1+1', 'Keller, "Anna"'];
    await server.parts.foundation.database.kysely
      .insertInto('audit_events')
      .values(
        Array.from({ length: 2500 }, (_, index) => ({
          id: newId(),
          realm_id: index % 5 === 4 ? stranger.realmId : team.realmId,
          event: 'study.read',
          occurred_at: '2020-01-01T00:00:00.000000Z',
          actor_type: 'user',
          actor_name: names[index % 2] ?? '',
          protocol: 'http',
          details: JSON.stringify({ number: index }),
        })),
      )
      .execute();
    const path = '/audit-events/export?event=study.read';
    const { body } = await anonymously(server, 'GET', path, undefined, team.headers);
    const numbers = [...body.matchAll(/""number"":(\d+)/g)].map(([, number]) => Number(number));
    expect(numbers).toHaveLength(2000);
    expect(new Set(numbers).size).toBe(2000);
    expect(numbers.some((number) => number % 5 === 4)).toBe(false);
    expect(body).toContain(`,'=1+1,`);
    expect(body).toContain(',"Keller, ""Anna""",');
  });

  it('is for owners and administrators', async () => {
    const team = await aTeam(server);
    for (const [role, status] of [
      ['owner', 200],
      ['admin', 200],
      ['member', 403],
      ['uploader', 403],
      ['viewer', 403],
    ] as const) {
      const browser = await aBrowser(server, await aMember(server, team, role));
      expect((await browser.call('GET', '/audit-events')).statusCode, role).toBe(status);
      expect((await browser.call('GET', '/audit-events/export')).statusCode, role).toBe(status);
    }
  });
});
