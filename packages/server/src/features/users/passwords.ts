// Hashes of passwords: argon2id, a few at a time, and as slow for an account that does not exist.
import { hash, verify } from '@node-rs/argon2';
import { failure } from '../../platform/errors.ts';
import { newSecret } from '../../platform/ids.ts';

/** OWASP's Password Storage Cheat Sheet: argon2id (the package's default) with 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Hashing runs in the threads that also do the file system's work; two leave some of the four to it. */
const atOnceMax = 2;
/** Who comes after so many would wait for seconds: better a clear refusal. */
const waitingMax = 100;

/** Hashes and checks passwords. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** Says whether a password fits a hash. Without a hash it takes as long, and says no. */
  isRight(password: string, passwordHash: string | undefined): Promise<boolean>;
}

/** Makes the password part of a process. */
export function createPasswords(): Passwords {
  const take = createTurns();
  let nobodysHash: Promise<string> | undefined;
  const hashOne = (password: string) => take(() => hash(password, cost));
  return {
    hash: hashOne,
    isRight: async (password, passwordHash) => {
      nobodysHash ??= hashOne(newSecret(32));
      // Awaited in either case: the first of all sign-ins must not tell an unknown account by taking longer.
      const nobodys = await nobodysHash.catch((error: unknown) => {
        nobodysHash = undefined;
        throw error;
      });
      const fits = await take(() => verify(passwordHash ?? nobodys, password));
      return fits && passwordHash !== undefined;
    },
  };
}

function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= atOnceMax) {
      if (waiting.length >= waitingMax)
        throw failure.unavailable('Too many people sign in at the same time. Try again in a moment.');
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
