// Which roles somebody may hand out.
import { type Permission, type Role, roles } from '@lumenbox/contract';

/** The roles that one may give and take: only owners touch owners. */
export function rolesGivenBy(may: (permission: Permission) => boolean): readonly Role[] {
  if (!may('members:manage')) return [];
  return may('owners:manage') ? roles : roles.filter((role) => role !== 'owner');
}
