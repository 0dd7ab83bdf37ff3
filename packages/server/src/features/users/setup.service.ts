// The first run: whoever reads the server's console makes the first account, once.
import type { CompleteSetup, SetupState } from '@lumenbox/contract';
import type { Caller } from '../../access/index.ts';
import { failure } from '../../platform/errors.ts';
import { newSecret, sha256 } from '../../platform/ids.ts';
import { foundTeam } from '../teams/index.ts';
import { hashNewPassword } from './guessable-passwords.ts';
import { guardGuesses } from './lock-out.ts';
import { deleteSetupCode, isSetupCode, upsertSetupCode } from './setup.store.ts';
import { describeOpened, originOf, type SignedIn, startSession, type Whence } from './sign-in.service.ts';
import { enterTeam, makeUser, type UsersDeps } from './users.service.ts';
import { hasUsers } from './users.store.ts';

/** Crockford's base 32: nothing in it is taken for something else. Eight of these are 40 bits, guarded by the lock-out. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const codeCharacters = 8;
/** What guesses of the code count under; no email key has a space at its start. */
const guessSubject = ' setup';

/** Makes a new code, of which only the hash is kept, while there is no account; `undefined` when there is one. */
export async function openSetup(deps: Pick<UsersDeps, 'database'>): Promise<string | undefined> {
  return deps.database.transaction(async (trx) => {
    if (await hasUsers(trx)) {
      await deleteSetupCode(trx);
      return undefined;
    }
    const characters = [...Buffer.from(newSecret(codeCharacters), 'base64url')]
      .map((byte) => alphabet.charAt(byte % alphabet.length))
      .join('');
    await upsertSetupCode(trx, hashCode(characters));
    return `${characters.slice(0, 4)}-${characters.slice(4)}`;
  });
}

/** Says whether the first account is still to be made. */
export async function showSetup(deps: Pick<UsersDeps, 'database'>): Promise<SetupState> {
  return { needed: !(await hasUsers(deps.database.kysely)) };
}

/** Makes the first account, its team and a session. Of two at once, one succeeds. */
export async function completeSetup(
  deps: UsersDeps,
  input: CompleteSetup,
  from: { whence: Whence; caller: Caller | undefined },
): Promise<SignedIn> {
  if (await hasUsers(deps.database.kysely)) throw alreadyDone();
  const code = hashCode(input.code);
  const isRight = await guardGuesses(deps, guessSubject, async () =>
    (await isSetupCode(deps.database.kysely, code)) ? true : undefined,
  );
  if (isRight === undefined)
    throw failure.validation({ code: ["The code is wrong. The server's console shows the right one."] });
  const passwordHash = await hashNewPassword(deps, input);
  const made = await deps.database.transaction(async (trx) => {
    // Using the code up comes first: of two at once the second waits here, and then finds none.
    if (!(await deleteSetupCode(trx, code)) || (await hasUsers(trx))) throw alreadyDone();
    const user = await makeUser(deps, trx, { name: input.name, email: input.email, passwordHash });
    const origin = originOf(from.whence, user, null);
    const team = await foundTeam(deps, trx, origin, { name: input.team, ownerId: user.id });
    await enterTeam(deps, trx, { userId: user.id, teamId: team.id });
    await deps.audit.record(
      trx,
      { ...origin, realmId: team.realmId },
      {
        event: 'user.created',
        object: { type: 'user', id: user.id },
        details: { team_id: team.id, role: 'owner' },
      },
    );
    const token = await startSession(deps, trx, {
      userId: user.id,
      teamId: team.id,
      caller: from.caller,
    });
    return { userId: user.id, teamId: team.id, token };
  });
  return { token: made.token, session: await describeOpened(deps, made) };
}

function alreadyDone() {
  return failure.validation({ code: ['The first account has already been made. Sign in instead.'] });
}

/** Codes are read aloud and typed: case, dashes and spaces do not matter, and O and I are what they look like. */
function hashCode(code: string): string {
  return sha256(code.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1'));
}
