// Invitations as the team sees them; what becomes of them is told where they are accepted.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBrowser, anonymously, auditNames } from '../../../test/support/browser.ts';
import { aMember, aTeam } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

describe('an invitation', () => {
  it('is a link that is shown once and stored as a hash', async () => {
    const team = await aTeam(server);
    const browser = await aBrowser(server, team);
    const answer = await browser.call('POST', '/invitations', { role: 'member', email: 'a@example.com' });
    expect(answer.statusCode).toBe(201);
    const { url, ...invitation } = answer.json().data;
    expect(url).toMatch(/^http:\/\/[^/]+\/invite#[\w-]{43}$/);
    const list = await browser.call('GET', '/invitations');
    expect(list.json().data).toEqual([invitation]);
    const days = (Date.parse(invitation.expires_at) - Date.parse(invitation.created_at)) / 86_400_000;
    expect(Math.round(days)).toBe(7);
    const rows = await server.parts.foundation.database.kysely
      .selectFrom('invitations')
      .selectAll()
      .execute();
    expect(JSON.stringify(rows)).not.toContain(url.split('#')[1]);
    expect(await auditNames(server, team.realmId)).toContain('member.invited');
  });

  it('starts with the public address where there is one', async () => {
    const proxied = await startTestServer({ LUMENBOX_PUBLIC_URL: 'https://images.example.com/' });
    try {
      const browser = await aBrowser(proxied, await aTeam(proxied));
      const { url } = (await browser.call('POST', '/invitations', { role: 'viewer' })).json().data;
      expect(url).toMatch(/^https:\/\/images\.example\.com\/invite#/);
    } finally {
      await proxied.close();
    }
  });

  it('can be taken back', async () => {
    const team = await aTeam(server);
    const browser = await aBrowser(server, team);
    const { id, url } = (await browser.call('POST', '/invitations', { role: 'member' })).json().data;
    expect((await browser.call('DELETE', `/invitations/${id}`)).statusCode).toBe(204);
    expect((await browser.call('DELETE', `/invitations/${id}`)).statusCode).toBe(404);
    const code = url.split('#')[1];
    expect((await anonymously(server, 'POST', '/invitations/open', { code })).statusCode).toBe(404);
    expect((await browser.call('GET', '/invitations')).json().data).toEqual([]);
    expect(await auditNames(server, team.realmId)).toContain('member.invitation_revoked');
  });

  it('cannot be seen or taken back by another team', async () => {
    const [team, stranger] = [await aTeam(server), await aTeam(server)];
    const { id } = (
      await (await aBrowser(server, team)).call('POST', '/invitations', { role: 'member' })
    ).json().data;
    const browser = await aBrowser(server, stranger);
    expect((await browser.call('GET', '/invitations')).json().data).toEqual([]);
    for (const one of [id, 'x'])
      expect((await browser.call('DELETE', `/invitations/${one}`)).json()).toEqual({ message: 'Not found' });
    expect((await (await aBrowser(server, team)).call('GET', '/invitations')).json().meta.total).toBe(1);
  });

  it('is no longer listed once it is out of date', async () => {
    const browser = await aBrowser(server, await aTeam(server));
    const first = (await browser.call('POST', '/invitations', { role: 'member' })).json().data.id;
    const second = (await browser.call('POST', '/invitations', { role: 'viewer' })).json().data.id;
    const ids = async () =>
      (await browser.call('GET', '/invitations')).json().data.map((one: { id: string }) => one.id);
    expect(await ids()).toEqual([second, first]);
    const { kysely } = server.parts.foundation.database;
    await kysely
      .updateTable('invitations')
      .set({ expires_at: '2020-01-01' })
      .where('id', '=', first)
      .execute();
    expect(await ids()).toEqual([second]);
  });

  it('is good for as long as its maker could make it', async () => {
    const team = await aTeam(server);
    const maker = await aMember(server, team, 'owner');
    const [owner, making] = [await aBrowser(server, team), await aBrowser(server, maker)];
    const codes = await Promise.all(
      ['owner', 'viewer'].map(async (role) => {
        const { url } = (await making.call('POST', '/invitations', { role })).json().data;
        return String(url).split('#')[1];
      }),
    );
    const opened = () =>
      Promise.all(
        codes.map(
          async (code) => (await anonymously(server, 'POST', '/invitations/open', { code })).statusCode,
        ),
      );
    const listed = async () => (await owner.call('GET', '/invitations')).json().meta.total;
    expect([await opened(), await listed()]).toEqual([[200, 200], 2]);
    for (const [role, states, total] of [
      ['admin', [404, 200], 1],
      ['member', [404, 404], 0],
    ] as const) {
      expect((await owner.call('PUT', `/members/${maker.userId}`, { role })).statusCode).toBe(200);
      expect([await opened(), await listed()]).toEqual([states, total]);
    }
    expect((await owner.call('DELETE', `/members/${maker.userId}`)).statusCode).toBe(204);
    const joining = { name: 'Back', email: maker.email, password: maker.password };
    for (const code of codes) {
      const answer = await anonymously(server, 'POST', '/invitations/accept', { code, ...joining });
      expect(answer.statusCode).toBe(422);
      expect(answer.json().errors).toHaveProperty('code');
    }
  });

  it('names a role, and an email address that can be one', async () => {
    const browser = await aBrowser(server, await aTeam(server));
    expect(
      (await browser.call('POST', '/invitations', { email: 'nobody', role: 'boss' })).json().errors,
    ).toEqual({
      email: ['The email field format is invalid.'],
      role: ['The selected role is invalid.'],
    });
  });
});
