// The command line as an operator uses it: real processes, also beside a running server.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, type ServeProcess, startCli, startServe } from '../../test/support/cli.ts';
import { makeTestPlace, openTestDatabase, type TestPlace } from '../../test/support/test-database.ts';

const password = 'a long password';
const createUser = (email: string, team: string, ...more: string[]) =>
  ['user', 'create', '--email', email, '--name', 'Ada', '--team', team, '--password-stdin'].concat(more);

/** The events of the trail with their actors, oldest first. */
async function auditTrail(place: TestPlace) {
  const database = await openTestDatabase(place);
  try {
    return await database.kysely
      .selectFrom('audit_events')
      .select(['event', 'actor_type', 'protocol', 'realm_id'])
      .orderBy('id')
      .execute();
  } finally {
    await database.close();
  }
}

describe('the command line', () => {
  let place: TestPlace;
  const run = (args: readonly string[], stdin?: string) =>
    runCli(place, args, stdin === undefined ? {} : { stdin });
  beforeAll(async () => {
    place = await makeTestPlace();
  });
  afterAll(() => place.remove());

  it('shows its help, and ends with 2 on wrong usage', async () => {
    const help = await run(['--help']);
    expect(help.code).toBe(0);
    for (const command of ['serve', 'user', 'token', 'realm', 'migrate', 'doctor'])
      expect(help.stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    const wrong = await run(['token', 'list', '--nonsense']);
    expect(wrong.code).toBe(2);
    expect(wrong.stdout).toBe('');
    expect(wrong.stderr).toContain('--team');
    const noAddress = await run(createUser('nobody', 'Radiology', '--json'), password);
    expect([noAddress.code, noAddress.stdout]).toEqual([2, '']);
    expect(noAddress.stderr).toContain('The email field format is invalid.');
  });

  it('makes an account with its team and realm, and keys for it', async () => {
    const made = await run(createUser('ada@example.com', 'Radiology', '--json'), `${password}\n`);
    expect(made.stderr).toBe('');
    expect(made.code).toBe(0);
    const user = JSON.parse(made.stdout);
    expect(user).toEqual({
      user: { id: expect.any(String), email: 'ada@example.com' },
      team: { id: expect.any(String), name: 'Radiology' },
      realm: { id: expect.any(String) },
    });
    const token = ['token', 'create', '--email', 'Ada@example.com', '--team', 'Radiology', '--name', 'Sync'];
    const key = JSON.parse((await run([...token, '--json'])).stdout);
    expect(key).toEqual({
      id: expect.any(String),
      token: expect.stringMatching(/^lbx_\w{46}$/),
      name: 'Sync',
      scopes: ['*'],
      expires_at: null,
    });
    const narrow = await run([
      ...token,
      '--scopes',
      'patients:read, studies:read',
      '--expires',
      '30d',
      '--json',
    ]);
    expect(JSON.parse(narrow.stdout)).toMatchObject({ scopes: ['patients:read', 'studies:read'] });
    const list = await run(['token', 'list', '--team', user.team.id, '--json']);
    expect(JSON.parse(list.stdout).tokens.map((one: { id: string }) => one.id)).toContain(key.id);
    expect(list.stdout).not.toContain(key.token);
    const trail = await auditTrail(place);
    expect(trail.map((event) => event.event)).toEqual([
      'team.created',
      'user.created',
      'token.created',
      'token.created',
      'token.listed',
    ]);
    for (const event of trail)
      expect(event).toMatchObject({ actor_type: 'cli', protocol: 'cli', realm_id: user.realm.id });
  });

  it('makes a further member of a team in the role that is asked for', async () => {
    const made = await run(
      createUser('grace@example.com', 'Radiology', '--role', 'viewer', '--json'),
      password,
    );
    expect(made.code).toBe(0);
    const database = await openTestDatabase(place);
    const roles = await database.kysely
      .selectFrom('memberships')
      .select('role')
      .orderBy('created_at')
      .execute();
    await database.close();
    expect(roles.map(({ role }) => role)).toEqual(['owner', 'viewer']);
  });

  it('says in a sentence why it cannot, and what to do', async () => {
    for (const [args, stdin, sentence] of [
      [createUser('ADA@example.com', 'Radiology'), password, 'The email has already been taken.'],
      [createUser('b@example.com', 'Radiology'), 'short', 'at least 10 characters'],
      [createUser('b@example.com', 'Radiology'), '', 'Standard input holds no password.'],
      [
        createUser('b@example.com', 'New', '--role', 'viewer'),
        password,
        'the first member of a team owns it',
      ],
      [['token', 'list', '--team', 'Nowhere'], '', 'There is no team "Nowhere". Make it'],
      [
        ['token', 'create', '--email', 'x@example.com', '--team', 'Radiology', '--name', 'N'],
        '',
        'x@example.com is no member of Radiology.',
      ],
    ] as const) {
      const result = await run([...args, '--json'], stdin);
      expect(result.code, sentence).toBe(1);
      expect(result.stdout).toBe('');
      expect(result.stderr).toContain(sentence);
    }
  });

  it('gives a realm a title that no other realm has', async () => {
    const set = (team: string) => run(['realm', 'set', '--team', team, '--ae-title', 'RADIOLOGY', '--json']);
    const first = await set('Radiology');
    expect(first.code).toBe(0);
    expect(JSON.parse(first.stdout).realm.ae_title).toBe('RADIOLOGY');
    await run(createUser('linus@example.com', 'Cardiology'), password);
    const second = await set('Cardiology');
    expect(second.code).toBe(1);
    expect(second.stderr).toContain("The title RADIOLOGY is another realm's.");
  });

  it('asks for the id when several teams have the name', async () => {
    const database = await openTestDatabase(place);
    await database.kysely.updateTable('teams').set({ name: 'Radiology' }).execute();
    await database.close();
    const result = await run(['token', 'list', '--team', 'Radiology']);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('There are 2 teams called "Radiology". Name the one you mean by its id:');
  });

  it('says that the schema is current', async () => {
    const result = await run(['migrate', '--json']);
    expect(result.code).toBe(0);
    expect(JSON.parse(result.stdout)).toEqual({ schema: expect.stringMatching(/^\d{4}-/) });
  });

  it('explains a wrong configuration and a database that is away', async () => {
    const wrong = await runCli(place, ['migrate'], { environment: { LUMENBOX_PORT: 'nonsense' } });
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain('LUMENBOX_PORT');
    const environment = { LUMENBOX_DATABASE_URL: 'postgres://127.0.0.1:1/nowhere' };
    const away = await runCli(place, ['migrate'], { environment });
    expect(away.code).toBe(1);
    expect(away.stderr).toContain('The database cannot be reached');
    const files = {
      LUMENBOX_DIMSE_TLS_CERTIFICATE: '/nowhere/certificate.pem',
      LUMENBOX_DIMSE_TLS_KEY: '/nowhere/key.pem',
    };
    const missing = await runCli(place, ['serve'], { environment: files });
    expect(missing.code).toBe(1);
    for (const [name, file] of Object.entries(files))
      expect(missing.stderr).toContain(`${name}: the file ${file} cannot be read (ENOENT).`);
  });
});

describe('the command line beside a running server', () => {
  let place: TestPlace;
  let server: ServeProcess;
  beforeAll(async () => {
    place = await makeTestPlace();
    server = await startServe(place, /with the code \S+\n/);
  });
  afterAll(async () => {
    await server.stop();
    await place.remove();
  });
  const call = (path: string, options: RequestInit = {}) => fetch(`${server.baseUrl}/api/v1${path}`, options);
  const withKey = (key: string) => call('/session', { headers: { Authorization: `Bearer ${key}` } });

  it('prints where to make the first account, until there is one', async () => {
    const pattern = /^Make the first account at (\S+)\/setup with the code (\w{4}-\w{4})$/m;
    const [, address, code] = pattern.exec(server.output()) ?? [];
    expect(address).toBe(server.baseUrl);
    expect(await (await call('/setup')).json()).toEqual({ data: { needed: true } });
    const made = await runCli(place, createUser('ada@example.com', 'Radiology'), { stdin: password });
    expect(made.code).toBe(0);
    expect(await (await call('/setup')).json()).toEqual({ data: { needed: false } });
    const late = await call('/setup', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ code, name: 'Eve', email: 'eve@example.com', password, team: 'Evil' }),
    });
    expect(late.status).toBe(422);
  });

  it('makes a password that signs in', async () => {
    const answer = await call('/session', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: 'ada@example.com', password }),
    });
    expect(answer.status).toBe(201);
  });

  it('makes keys that work at once, and revokes them with effect on the next request', async () => {
    const args = [
      'token',
      'create',
      '--email',
      'ada@example.com',
      '--team',
      'Radiology',
      '--name',
      'N',
      '--json',
    ];
    const { id, token } = JSON.parse((await runCli(place, args)).stdout);
    expect((await withKey(token)).status).toBe(200);
    expect((await runCli(place, ['token', 'revoke', id])).code).toBe(0);
    expect((await withKey(token)).status).toBe(401);
    const again = await runCli(place, ['token', 'revoke', id]);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('revoked already');
  });

  it('finds the server when it examines the installation', async () => {
    const { port } = new URL(server.baseUrl);
    const result = await runCli(place, ['doctor'], { environment: { LUMENBOX_PORT: port } });
    expect(result.stdout).toContain(`a Lumenbox server answers at ${server.baseUrl}.`);
    expect(result.code).toBe(0);
  });

  it('starts no second server on the data directory, nor on the port', async () => {
    const second = await runCli(place, ['serve']);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain('Another Lumenbox server is running on the data directory');
    const elsewhere = await makeTestPlace();
    const { port } = new URL(server.baseUrl);
    const taken = await runCli(elsewhere, ['serve'], { environment: { LUMENBOX_PORT: port } });
    await elsewhere.remove();
    expect(taken.code).toBe(1);
    expect(taken.stderr).toContain(`Port ${port} is in use.`);
  });
});

describe('a server that is asked for JSON', () => {
  it('prints one document when it answers, and everything else on standard error', async () => {
    const place = await makeTestPlace();
    const environment = { LUMENBOX_LOG_LEVEL: 'info' };
    const server = startCli(place, ['serve', '--json'], { environment });
    await expect.poll(() => server.printed(), { timeout: 30_000 }).toMatch(/\n$/);
    const { url, setup_code } = JSON.parse(server.printed());
    expect(setup_code).toMatch(/^\w{4}-\w{4}$/);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    const { code, stdout, stderr } = await server.stop();
    await place.remove();
    expect([code, stdout.split('\n').length]).toEqual([0, 2]);
    expect(stderr).toContain(`Lumenbox is ready at ${url}`);
    expect(stderr).toContain('server.stopped');
  });
});

describe('a server that others can reach', () => {
  it('does not start before there is an account', async () => {
    const place = await makeTestPlace();
    const environment = { LUMENBOX_HOST: '0.0.0.0', LUMENBOX_ALLOW_INSECURE: 'true' };
    const result = await runCli(place, ['serve'], { environment });
    await place.remove();
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('there is no account yet');
  });
});
