// The permission table at work: every operation, with every role and with every scope.
import { type Operation, operations, rolePermissions, roles, scopes, scopesAllow } from '@lumenbox/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBrowser, anonymously } from '../../test/support/browser.ts';
import { aMember, aTeam, type TestMember } from '../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../test/support/test-server.ts';

// A stream of changes answers whoever has credentials, and goes on for minutes: features/changes opens it.
const guarded = (Object.entries(operations) as [string, Operation][]).filter(
  ([name, operation]) => operation.access !== 'public' && name !== 'streamChanges',
);
const noId = '01890000-0000-7000-8000-000000000000';

describe('permissions', () => {
  let server: TestServer;
  let owner: TestMember;
  beforeAll(async () => {
    server = await startTestServer();
    owner = await aTeam(server);
  });
  afterAll(() => server.close());

  const pathOf = (operation: Operation) => operation.path.replace(/\{\w+\}/g, noId);

  it.each(roles)('lets a session of the role %s do what the table says, and nothing else', async (role) => {
    const member = await aMember(server, owner, role);
    for (const [name, operation] of guarded) {
      const browser = await aBrowser(server, member);
      const answer = await browser.call(operation.method, pathOf(operation));
      const { access } = operation;
      const isAllowed =
        access === 'any' ||
        access === 'account' ||
        (access !== 'public' && rolePermissions[role].includes(access));
      expect(answer.statusCode === 403, `${role}: ${name} answered ${answer.statusCode}`).toBe(!isAllowed);
      if (!isAllowed) expect(answer.json()).toEqual({ message: 'This action is unauthorized.' });
    }
  });

  it.each(scopes)('lets a key of the scope %s do what the table says, and nothing else', async (scope) => {
    const authorization = `Bearer ${await owner.token([scope])}`;
    for (const [name, operation] of guarded) {
      const answer = await anonymously(server, operation.method, pathOf(operation), undefined, {
        authorization,
      });
      const { access } = operation;
      const isAllowed =
        access === 'any' || (access !== 'public' && access !== 'account' && scopesAllow([scope], access));
      expect(answer.statusCode === 403, `${scope}: ${name} answered ${answer.statusCode}`).toBe(!isAllowed);
    }
  });

  it('are asked for by every operation, since every one is mounted', () => {
    expect(server.parts.routes.map((route) => route.name).sort()).toEqual(Object.keys(operations).sort());
  });

  it('never gives a key more than its user has', async () => {
    const viewer = await aMember(server, owner, 'viewer');
    for (const [name, operation] of guarded) {
      const answer = await anonymously(
        server,
        operation.method,
        pathOf(operation),
        undefined,
        viewer.headers,
      );
      const { access } = operation;
      const isAllowed =
        access === 'any' ||
        (access !== 'public' && access !== 'account' && rolePermissions.viewer.includes(access));
      expect(answer.statusCode === 403, `${name} answered ${answer.statusCode}`).toBe(!isAllowed);
    }
  });

  it('asks everybody else to show who they are', async () => {
    for (const [name, operation] of guarded) {
      const answer = await anonymously(server, operation.method, pathOf(operation));
      expect(answer.statusCode, name).toBe(401);
    }
  });

  it('says in the session what the role allows, and of a key what its scopes leave of it', async () => {
    const member = await aMember(server, owner, 'uploader');
    const session = await (await aBrowser(server, member)).call('GET', '/session');
    expect(session.json().data.permissions.sort()).toEqual([...rolePermissions.uploader].sort());
    const authorization = `Bearer ${await member.token(['patients:read', 'patients:write'])}`;
    const key = await anonymously(server, 'GET', '/session', undefined, { authorization });
    expect(key.json().data.permissions).toEqual(['patients:read']);
  });
});
