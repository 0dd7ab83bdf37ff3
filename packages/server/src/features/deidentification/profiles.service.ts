// The rules of a realm's own profiles: every change is a new version, none is lost, and none goes while new cases need it.
import {
  type CreateDeidentificationProfile,
  type DeidentificationProfile,
  type DeidentificationProfileWithVersions,
  profileVersionsMax,
  type UpdateDeidentificationProfile,
} from '@lumenbox/contract';
import { type DeidentificationProfile as EngineProfile, profileNames } from '@lumenbox/dicom/deidentify';
import type { RealmScope } from '../../access/index.ts';
import type { Origin } from '../../audit/index.ts';
import { type Db, databaseErrorKind } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { isId, newId } from '../../platform/ids.ts';
import { readRealmSettings } from '../realms/index.ts';
import { countCasesByVersion } from './case-profiles.store.ts';
import type { DeidentificationDeps } from './deidentification.service.ts';
import { engineProfile, profileErrors } from './profile-content.ts';
import { insertProfileVersion, selectProfileVersions } from './profile-versions.store.ts';
import { presentProfile, presentVersion } from './profiles.present.ts';
import {
  type CurrentProfile,
  insertProfile,
  lockProfile,
  selectProfile,
  selectProfiles,
  updateProfileColumns,
} from './profiles.store.ts';

/** Who asks, and for which realm. */
export interface ProfileCaller {
  readonly scope: RealmScope;
  readonly origin: Origin;
}

/** A page of the realm's own profiles. */
export async function listProfiles(
  deps: DeidentificationDeps,
  { scope, origin }: ProfileCaller,
  page: { isArchived: boolean; offset: number; limit: number },
): Promise<{ rows: DeidentificationProfile[]; total: number }> {
  const { kysely } = deps.database;
  const { caseProfile } = await readRealmSettings(kysely, scope);
  const { rows, total } = await selectProfiles(kysely, scope, page);
  deps.audit.recordRead(origin, {
    event: 'profile.listed',
    details: { offset: page.offset, count: rows.length },
  });
  return { rows: rows.map((row) => presentProfile(row, caseProfile)), total };
}

/** A profile of the realm by its id. Throws `notFound`. */
export async function findProfile(
  deps: Pick<DeidentificationDeps, 'database'>,
  scope: RealmScope,
  id: string,
): Promise<CurrentProfile> {
  const profile = isId(id) ? await selectProfile(deps.database.kysely, scope, { id }) : undefined;
  if (profile === undefined) throw failure.notFound();
  return profile;
}

/** The profile with its versions. */
export async function showProfile(
  deps: DeidentificationDeps,
  { scope, origin }: ProfileCaller,
  profile: CurrentProfile,
): Promise<DeidentificationProfileWithVersions> {
  const { kysely } = deps.database;
  const { caseProfile } = await readRealmSettings(kysely, scope);
  const of = { profileId: profile.id, limit: profileVersionsMax };
  const [versions, counts] = await Promise.all([
    selectProfileVersions(kysely, scope, of),
    countCasesByVersion(kysely, scope, profile.id),
  ]);
  deps.audit.recordRead(origin, { event: 'profile.read', object: { type: 'profile', id: profile.id } });
  return {
    ...presentProfile(profile, caseProfile),
    versions: versions.map((version) => presentVersion(version, counts.get(version.version) ?? 0)),
  };
}

/** Makes a profile. Throws `validation` for what makes no profile, and for a name that the realm has. */
export async function createProfile(
  deps: DeidentificationDeps,
  { scope, origin }: ProfileCaller,
  input: CreateDeidentificationProfile,
): Promise<DeidentificationProfile> {
  const content = engineProfile(input, { name: input.name, version: 1 });
  demandSound(content);
  const now = deps.clock.now();
  const row = {
    id: newId(),
    name: content.name,
    version: 1,
    archived: 0 as const,
    created_at: now,
    updated_at: now,
  };
  const profile = JSON.stringify(content);
  await deps.database.transaction(async (trx) => {
    if (!(await insertProfile(trx, scope, row))) throw taken(row.name);
    await addVersion(trx, { scope, origin }, { id: row.id, content, now });
    await deps.audit.record(trx, origin, {
      event: 'profile.created',
      object: { type: 'profile', id: row.id },
      details: { name: row.name },
    });
  });
  return presentProfile({ ...row, realm_id: scope.realmId, profile }, '');
}

/** Makes a new version of a profile. Throws `conflict` when it was made from an older one, `validation`. */
export async function updateProfile(
  deps: DeidentificationDeps,
  { scope, origin }: ProfileCaller,
  { id, input }: { id: string; input: UpdateDeidentificationProfile },
): Promise<DeidentificationProfile> {
  const { version: madeFrom, ...settings } = input;
  try {
    return await deps.database.transaction(async (trx) => {
      const { caseProfile } = await readRealmSettings(trx, scope);
      const before = await lockedProfile(trx, scope, id);
      if (typeof madeFrom === 'number' && madeFrom !== before.version)
        throw newerThan(madeFrom, before.version);
      const version = before.version + 1;
      const old = JSON.parse(before.profile) as EngineProfile;
      const content = { ...engineProfile(settings, old), version };
      demandSound(content);
      if (JSON.stringify({ ...content, version: old.version }) === JSON.stringify(old))
        return presentProfile(before, caseProfile);
      const now = deps.clock.now();
      const changes = { name: content.name, version, updated_at: now };
      await updateProfileColumns(trx, scope, { id, changes });
      await addVersion(trx, { scope, origin }, { id, content, now });
      await deps.audit.record(trx, origin, {
        event: 'profile.updated',
        object: { type: 'profile', id },
        details: { version, fields: Object.keys(settings) },
      });
      return presentProfile({ ...before, ...changes, profile: JSON.stringify(content) }, caseProfile);
    });
  } catch (error) {
    throw databaseErrorKind(error) === 'unique' ? taken(input.name ?? '') : error;
  }
}

/** Takes a profile out of use, or back. Throws `conflict` while the realm begins its cases with it. */
export async function setProfileArchived(
  deps: DeidentificationDeps,
  { scope, origin }: ProfileCaller,
  { id, isArchived }: { id: string; isArchived: boolean },
): Promise<DeidentificationProfile> {
  return deps.database.transaction(async (trx) => {
    const before = await lockedProfile(trx, scope, id);
    const { caseProfile } = await readRealmSettings(trx, scope);
    if (isArchived && caseProfile === id)
      throw failure.conflict(
        'New cases are begun with this profile. Choose another one for them in the settings of the team first.',
      );
    const archived = isArchived ? (1 as const) : (0 as const);
    if (before.archived === archived) return presentProfile(before, caseProfile);
    const changes = { archived, updated_at: deps.clock.now() };
    await updateProfileColumns(trx, scope, { id, changes });
    await deps.audit.record(trx, origin, {
      event: isArchived ? 'profile.archived' : 'profile.unarchived',
      object: { type: 'profile', id },
    });
    return presentProfile({ ...before, ...changes }, caseProfile);
  });
}

/**
 * The setting that a name or id of a profile means: a built-in name, or the id of one's own, which stays in use until the
 * transaction ends. `undefined` when the realm has no such profile in use.
 */
export async function resolveCaseProfile(
  trx: Db,
  scope: RealmScope,
  nameOrId: string,
): Promise<string | undefined> {
  const builtIn = profileNames.find((name) => name === nameOrId);
  if (builtIn !== undefined) return builtIn;
  const found = await selectProfile(trx, scope, isId(nameOrId) ? { id: nameOrId } : { name: nameOrId });
  if (found === undefined) return undefined;
  const locked = await lockedProfile(trx, scope, found.id);
  return locked.archived === 0 ? locked.id : undefined;
}

async function lockedProfile(trx: Db, scope: RealmScope, id: string): Promise<CurrentProfile> {
  await lockProfile(trx, scope, id);
  const profile = await selectProfile(trx, scope, { id });
  if (profile === undefined) throw failure.notFound();
  return profile;
}

async function addVersion(
  trx: Db,
  { scope, origin }: ProfileCaller,
  { id, content, now }: { id: string; content: EngineProfile; now: string },
): Promise<void> {
  await insertProfileVersion(trx, scope, {
    profile_id: id,
    version: content.version,
    profile: JSON.stringify(content),
    created_by: origin.actor.name,
    created_at: now,
  });
}

function demandSound(profile: EngineProfile): void {
  const errors = profileErrors(profile);
  if (errors !== undefined) throw failure.validation(errors);
}

function taken(name: string) {
  return failure.validation({ name: [`There is a profile ${name} already. Choose another name.`] });
}

function newerThan(madeFrom: number, current: number) {
  return failure.conflict(
    `Version ${madeFrom} is not the newest any more: somebody has made version ${current}. Look at it first.`,
  );
}
