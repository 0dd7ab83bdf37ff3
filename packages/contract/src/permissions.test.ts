// The table of permissions: what must hold of it, and the page that shows it.
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { permissions, rolePermissions, roles, scopes, scopesAllow } from './permissions.ts';
import { permissionsPage } from './permissions-page.ts';

describe('the table of permissions', () => {
  it('is the one that docs/permissions.md shows', () => {
    const file = new URL('../../../docs/permissions.md', import.meta.url);
    if (process.env.LUMENBOX_UPDATE_GOLDEN === '1') writeFileSync(file, permissionsPage());
    expect(readFileSync(file, 'utf8')).toBe(permissionsPage());
  });

  it('gives no role what a more powerful one lacks', () => {
    for (const [index, role] of roles.entries()) {
      const above = roles[index - 1];
      // The uploader may bring images in, which the viewer may not; the viewer sees images, which the uploader may not.
      if (above === undefined || role === 'viewer') continue;
      expect(
        rolePermissions[role].filter((permission) => !rolePermissions[above].includes(permission)),
      ).toEqual([]);
    }
    expect(
      rolePermissions.viewer.filter((permission) => !rolePermissions.member.includes(permission)),
    ).toEqual([]);
  });

  it('lets nobody but owners touch owners', () => {
    expect(roles.filter((role) => rolePermissions[role].includes('owners:manage'))).toEqual(['owner']);
  });

  it('lets the uploader and the viewer change no record', () => {
    const writes = permissions.filter((permission) => permission.endsWith(':write'));
    expect(rolePermissions.viewer.filter((permission) => writes.includes(permission))).toEqual([]);
    expect(rolePermissions.uploader.filter((permission) => writes.includes(permission))).toEqual([
      'imaging:write',
    ]);
  });

  it('covers every permission by some scope, and with admin none on patient data', () => {
    for (const permission of permissions)
      expect(scopes.filter((scope) => scope !== '*' && scopesAllow([scope], permission))).toHaveLength(1);
    expect(permissions.filter((permission) => scopesAllow(['admin'], permission))).not.toContain(
      'patients:read',
    );
    expect(scopesAllow([], 'patients:read')).toBe(false);
  });
});
