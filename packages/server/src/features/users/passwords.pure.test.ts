// Hashing of passwords, without any server.
import { describe, expect, it } from 'vitest';
import type { AppError } from '../../platform/errors.ts';
import { createPasswords } from './passwords.ts';

describe('a password', () => {
  it('is hashed with argon2id at the cost that OWASP asks for, never twice the same', async () => {
    const passwords = createPasswords();
    const [one, other] = [await passwords.hash('a long password'), await passwords.hash('a long password')];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(other);
  });

  it('fits its own hash and no other', async () => {
    const passwords = createPasswords();
    const hash = await passwords.hash('pässword 密码');
    expect(await passwords.isRight('pässword 密码', hash)).toBe(true);
    expect(await passwords.isRight('passwort 密码', hash)).toBe(false);
    expect(await passwords.isRight('', hash)).toBe(false);
    expect(await passwords.isRight('pässword 密码', undefined)).toBe(false);
  });

  it('is refused, not queued for ever, when a crowd signs in at once', async () => {
    const passwords = createPasswords();
    const results = await Promise.allSettled(
      Array.from({ length: 110 }, () => passwords.hash('a long password')),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(8);
    for (const { reason } of refused) expect((reason as AppError).code).toBe('unavailable');
    expect(await passwords.hash('a long password')).toContain('$argon2id$');
  });
});
