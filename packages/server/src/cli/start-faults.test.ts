// What a server or a command says that cannot begin: a sentence with what to do, never a stack, and the process ends.
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../test/support/cli.ts';
import { makeTestPlace, type TestPlace, testDialect } from '../../test/support/test-database.ts';

describe('what cannot begin', () => {
  let place: TestPlace;
  beforeEach(async () => {
    place = await makeTestPlace();
  });
  afterEach(() => place.remove());

  const told = async (args: readonly string[], environment: Record<string, string> = {}) => {
    const { code, stdout, stderr } = await runCli(place, args, { environment });
    expect([code, stdout], stderr).toEqual([1, '']);
    expect(stderr).not.toMatch(/should not have happened|^\s+at /m);
    return stderr;
  };
  const file = (name: string, text: string | Buffer = 'nonsense') => {
    const path = join(place.dataDir, name);
    writeFileSync(path, text);
    return path;
  };

  it('names the data directory, or the folder of the objects, that cannot be made', async () => {
    const inAFile = join(file('a-file'), 'deeper');
    expect(await told(['serve'], { LUMENBOX_DATA_DIR: inAFile })).toContain(
      `${inAFile} cannot be read, written or made: a part of its path is no folder (ENOTDIR).`,
    );
    expect(await told(['serve'], { LUMENBOX_STORAGE_URL: inAFile })).toContain('is no folder (ENOTDIR)');
    expect(await told(['token', 'list', '--team', 'A'], { LUMENBOX_STORAGE_URL: inAFile })).toContain(
      'is no folder (ENOTDIR)',
    );
  });

  it('tells a lock that cannot be written from one that is taken', async () => {
    mkdirSync(join(place.dataDir, 'server.lock'));
    expect(await told(['serve'])).toContain('Let this user read and write everything in that directory');
  });

  it('says what an address must be that cannot be listened on', async () => {
    const environment = { LUMENBOX_DIMSE_HOST: '192.0.2.1', LUMENBOX_ALLOW_INSECURE: 'true' };
    expect(await told(['serve'], environment)).toMatch(
      /^192\.0\.2\.1 cannot be listened on \(EADDRNOTAVAIL\)\..*LUMENBOX_DIMSE_HOST/m,
    );
    expect(await told(['serve'], { ...environment, LUMENBOX_DIMSE_HOST: 'nowhere.invalid' })).toMatch(
      /^The address of nowhere\.invalid cannot be found/m,
    );
  });

  it('names every file for TLS that is no certificate or no key', async () => {
    const { privateKey } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const stderr = await told(['serve'], {
      LUMENBOX_DIMSE_TLS_CERTIFICATE: file('certificate.pem', privateKey),
      LUMENBOX_DIMSE_TLS_KEY: file('key.pem'),
      LUMENBOX_DIMSE_TLS_AUTHORITIES: file('authorities.pem'),
    });
    expect(stderr).toMatch(/LUMENBOX_DIMSE_TLS_CERTIFICATE: the file .* is no certificate in PEM form/);
    expect(stderr).toMatch(/LUMENBOX_DIMSE_TLS_KEY: the file .* is no private key without a pass phrase/);
    expect(stderr).toMatch(/LUMENBOX_DIMSE_TLS_AUTHORITIES: the file .* is no certificate in PEM form/);
  });

  it('says of its database why it cannot be used', async () => {
    if (testDialect === 'postgres') {
      const url = new URL(place.databaseUrl ?? '');
      url.pathname = '/not_there';
      const missing = { LUMENBOX_DATABASE_URL: url.toString() };
      expect(await told(['migrate'], missing)).toMatch(
        /cannot be reached \(.*not_there.*LUMENBOX_DATABASE_URL/,
      );
      url.username = 'nobody_at_all';
      const unknown = { LUMENBOX_DATABASE_URL: url.toString() };
      expect(await told(['serve'], unknown)).toMatch(/cannot be reached \(.*nobody_at_all/);
      return;
    }
    file('lumenbox.db', 'This is no database, and has never been one.'.repeat(100));
    expect(await told(['migrate'])).toContain('lumenbox.db in the data directory is damaged, or no database');
    const elsewhere = join(place.dataDir, 'elsewhere');
    mkdirSync(join(elsewhere, 'lumenbox.db'), { recursive: true });
    expect(await told(['serve'], { LUMENBOX_DATA_DIR: elsewhere })).toContain(
      'The database in the data directory cannot be opened',
    );
  });

  it('restores no folder', async () => {
    expect(await told(['restore', place.dataDir])).toBe(`There is no file ${place.dataDir}.\n`);
  });

  it('makes an account with the password as it stands in the line, whichever that is', async () => {
    const args = [
      'user',
      'create',
      '--email',
      'a@example.com',
      '--team',
      'A',
      '--name',
      'Ada',
      '--password-stdin',
    ];
    // Nine characters and a blank make ten; operators are not told which passwords are guessed first.
    expect(await runCli(place, args, { stdin: '123456789 \r\n' })).toMatchObject({ code: 0 });
  });

  it('makes no account without a name', async () => {
    const args = ['user', 'create', '--email', 'a@example.com', '--team', 'A', '--password-stdin', '--name'];
    const { code, stderr } = await runCli(place, [...args, ' '], { stdin: 'a long password' });
    expect([code, stderr]).toEqual([1, 'The name field is required.\n']);
  });
});
