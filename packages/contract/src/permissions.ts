// Who may do what: scopes of API keys, permissions of operations, and the roles that grant them. Data only, no checks.

/** Scopes that an API key can carry. `*` stands for all of them. */
export const scopes = [
  'cases:read',
  'cases:write',
  'cases:review',
  'patients:read',
  'patients:write',
  'studies:read',
  'studies:write',
  'imaging:read',
  'imaging:write',
  'reports:read',
  'reports:write',
  'admin',
  '*',
] as const;
/** A scope of an API key. */
export type Scope = (typeof scopes)[number];

/**
 * What an operation asks for. An API key needs the scope of the same name; the administrative ones need `admin`, and
 * those over members, `reports:sign` and `identity:reveal` need `*`.
 */
export const permissions = [
  'cases:read',
  'cases:write',
  'cases:review',
  'patients:read',
  'patients:write',
  'studies:read',
  'studies:write',
  'imaging:read',
  'imaging:write',
  'reports:read',
  'reports:write',
  'reports:sign',
  'identity:reveal',
  'tokens:own',
  'team:read',
  'team:manage',
  'members:manage',
  'owners:manage',
  'tokens:manage',
  'audit:read',
] as const;
/** A permission that an operation asks for. */
export type Permission = (typeof permissions)[number];

/** The roles of a team's members, most powerful first. */
export const roles = ['owner', 'admin', 'member', 'uploader', 'viewer'] as const;
/** A role in a team. */
export type Role = (typeof roles)[number];

const readImaging = ['cases:read', 'patients:read', 'studies:read', 'imaging:read', 'reports:read'] as const;
const writeImaging = [
  'cases:write',
  'cases:review',
  'patients:write',
  'studies:write',
  'imaging:write',
  'reports:write',
] as const;
/** No scope of a key names it: who signs answers for it, and not some program that writes reports. */
const signing = ['reports:sign'] as const;
const everyone = ['tokens:own', 'team:read'] as const;

/** The permissions of each role. An API key has those of its user's role that its scopes name, and no more. */
export const rolePermissions: Readonly<Record<Role, readonly Permission[]>> = {
  owner: permissions,
  admin: permissions.filter((permission) => permission !== 'owners:manage'),
  member: [...readImaging, ...writeImaging, ...signing, ...everyone],
  uploader: ['cases:read', 'patients:read', 'studies:read', 'imaging:write', ...everyone],
  viewer: [...readImaging, ...everyone],
};

/**
 * Who makes members can make one that may do everything: no key reaches through them what it has not itself. And a
 * signature is a person's: only a key that may do everything signs in that person's name.
 */
const needsEveryScope: readonly Permission[] = [
  'reports:sign',
  'identity:reveal',
  'members:manage',
  'owners:manage',
];

/**
 * Says whether a key's scopes cover a permission. `admin` covers the running of the team, but neither patient data nor
 * the members, through whom it could be reached.
 */
export function scopesAllow(granted: readonly Scope[], permission: Permission): boolean {
  if (granted.includes('*')) return true;
  if ((scopes as readonly string[]).includes(permission)) return granted.includes(permission as Scope);
  return granted.includes('admin') && !needsEveryScope.includes(permission);
}
