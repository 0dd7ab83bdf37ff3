// What roles and scopes allow, and what they must not.
import { describe, expect, it } from 'vitest';
import type { Operation } from './operations/define.ts';
import { operations } from './operations/index.ts';
import { permissions, rolePermissions, roles, scopes, scopesAllow } from './permissions.ts';

describe('roles', () => {
  it('grow from viewer to owner, uploader apart', () => {
    const order = ['viewer', 'member', 'admin', 'owner'] as const;
    for (const [index, role] of order.slice(1).entries()) {
      const smaller = rolePermissions[order[index] ?? 'viewer'];
      expect(smaller.filter((permission) => !rolePermissions[role].includes(permission))).toEqual([]);
    }
  });

  it('let an uploader send images and take none out', () => {
    expect(rolePermissions.uploader).toContain('imaging:write');
    expect(rolePermissions.uploader).not.toContain('imaging:read');
    expect(rolePermissions.uploader.filter((permission) => permission.endsWith(':write'))).toEqual([
      'imaging:write',
    ]);
  });

  it('let a viewer change nothing', () => {
    expect(rolePermissions.viewer.filter((permission) => /:(write|review|manage)$/.test(permission))).toEqual(
      [],
    );
  });

  it('leave the making of owners to owners', () => {
    const able = roles.filter((role) => rolePermissions[role].includes('owners:manage'));
    expect(able).toEqual(['owner']);
  });
});

describe('scopes of a key', () => {
  it('allow what they name and nothing beside it', () => {
    for (const scope of scopes.filter((name) => name.includes(':')))
      expect(permissions.filter((permission) => scopesAllow([scope], permission))).toEqual([scope]);
  });

  it('allow everything with *', () => {
    expect(permissions.every((permission) => scopesAllow(['*'], permission))).toBe(true);
  });

  it('open no data of patients with admin, nor any way to it by way of the members', () => {
    const opened = permissions.filter((permission) => scopesAllow(['admin'], permission));
    expect(opened).toEqual(['tokens:own', 'team:read', 'team:manage', 'tokens:manage', 'audit:read']);
  });

  it('change the members with * alone', () => {
    const others = scopes.filter((scope) => scope !== '*');
    for (const permission of ['members:manage', 'owners:manage'] as const)
      expect(scopesAllow(others, permission)).toBe(false);
  });

  it('allow nothing when there are none', () => {
    expect(permissions.some((permission) => scopesAllow([], permission))).toBe(false);
  });
});

it('every permission of an operation is given to somebody', () => {
  for (const { access } of Object.values(operations as Record<string, Operation>)) {
    if (access === 'public' || access === 'account' || access === 'any') continue;
    expect(roles.some((role) => rolePermissions[role].includes(access))).toBe(true);
  }
});
