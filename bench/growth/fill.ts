// Fills an installation with studies by the way in itself, in this process: every row and index is as it would be after years.
import { grantScope } from '../../packages/server/src/access/index.ts';
import { composeParts, openFoundation, type Parts } from '../../packages/server/src/compose/index.ts';
import { readConfig } from '../../packages/server/src/config.ts';
import { issueToken } from '../../packages/server/src/features/tokens/index.ts';
import { createPasswords, createUserInTeam } from '../../packages/server/src/features/users/index.ts';
import { ingestInstance } from '../../packages/server/src/ingest/ingest-instance.ts';
import { newId, type RealmId } from '../../packages/server/src/platform/ids.ts';
import { createLogger } from '../../packages/server/src/platform/log.ts';
import { makeGrown } from './population.ts';

/** As many as share a transaction. */
const writers = 96;
const teamName = 'Growth';
const actor = { type: 'cli', id: null, name: null, tokenId: null } as const;
const operator = { actor, protocol: 'cli', ip: null, requestId: null } as const;

/** Makes an empty installation with a realm. Gives a key that may do everything in it. */
export async function makeInstallation(environment: Record<string, string>): Promise<string> {
  return withParts(environment, async ({ foundation, audit }) => {
    const { user, team } = await createUserInTeam(
      { ...foundation, audit, passwords: createPasswords() },
      { ...operator, realmId: null },
      { email: `${newId()}@example.com`, name: 'Growth', password: newId(), team: teamName, role: 'owner' },
    );
    const { token } = await issueToken(
      { ...foundation, audit },
      grantScope(team.realmId, 'cli'),
      { ...operator, realmId: team.realmId },
      { teamId: team.id, userId: user.id, name: 'Growth', scopes: ['*'], expiresIn: null },
    );
    return token;
  });
}

/** Stores the studies up to a number. Goes on where it stopped. */
export async function fill(options: {
  environment: Record<string, string>;
  studies: number;
  say: (line: string) => void;
}): Promise<void> {
  await withParts(options.environment, async (parts) => {
    const realmId = await realmOf(parts);
    // A filling that was cut short may have left holes among the last ones.
    let next = Math.max(0, (await countStudies(parts, realmId)) - 2 * writers);
    const store = async () => {
      while (next < options.studies) {
        const number = next++;
        await storeOne(parts, realmId, number);
        if (number % 10_000 === 0) options.say(`${number} studies`);
      }
    };
    await Promise.all(Array.from({ length: writers }, store));
    const there = await countStudies(parts, realmId);
    if (there !== options.studies) throw new Error(`There are ${there} studies, not ${options.studies}.`);
  });
}

async function storeOne({ ingest }: Parts, realmId: RealmId, number: number): Promise<void> {
  const bytes = (async function* () {
    yield makeGrown(number).bytes;
  })();
  const outcome = await ingestInstance(ingest, bytes, {
    scope: grantScope(realmId, 'cli'),
    origin: { ...operator, realmId },
    target: { kind: 'match' },
    isExpected: true,
    acceptMismatch: false,
    place: undefined,
  });
  if (outcome.kind !== 'stored' && outcome.kind !== 'duplicate')
    throw new Error(`Study ${number} was ${outcome.kind}.`);
}

async function realmOf({ foundation }: Parts): Promise<RealmId> {
  const { realm_id } = await foundation.database.kysely
    .selectFrom('teams')
    .select('realm_id')
    .where('name', '=', teamName)
    .executeTakeFirstOrThrow();
  return realm_id as RealmId;
}

async function countStudies({ foundation }: Parts, realmId: RealmId): Promise<number> {
  const { count } = await foundation.database.kysely
    .selectFrom('studies')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('realm_id', '=', realmId)
    .executeTakeFirstOrThrow();
  return count;
}

async function withParts<T>(
  environment: Record<string, string>,
  run: (parts: Parts) => Promise<T>,
): Promise<T> {
  const log = createLogger({ level: 'warn', isTerminal: true });
  const foundation = await openFoundation({ config: readConfig(environment), log });
  const parts = await composeParts(foundation, { spoolName: 'server' });
  try {
    return await run(parts);
  } finally {
    await parts.close();
  }
}
