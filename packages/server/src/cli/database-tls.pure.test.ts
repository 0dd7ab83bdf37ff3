// What is said of TLS on the way to PostgreSQL that cannot be had: one sentence with what to do, of commands, starts and the doctor.
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { createSecureContext, TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type SelfSigned, selfSigned } from '../../test/support/certificates.ts';
import { runCli } from '../../test/support/cli.ts';
import { makeTestPlace, type TestPlace } from '../../test/support/test-database.ts';

let place: TestPlace;
beforeAll(async () => {
  place = await makeTestPlace();
});
afterAll(() => place.remove());

/** What PostgreSQL does until TLS stands: it takes the request for it (protocol 3.0, SSLRequest) with one letter. */
async function aTlsServer({ key, certificate }: SelfSigned, letter = 'S'): Promise<string> {
  const secureContext = createSecureContext({ key, cert: certificate });
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(letter);
      if (letter !== 'S') return;
      const secured = new TLSSocket(socket, { isServer: true, secureContext });
      secured.on('error', () => undefined);
      secured.on('data', () => secured.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `postgres://user:secret@localhost:${(server.address() as AddressInfo).port}/lumenbox`;
}

const file = (name: string, text: string) => {
  const path = join(place.dataDir, name);
  writeFileSync(path, text);
  return path;
};
const told = async (url: string, ...args: string[]) => {
  const { code, stdout, stderr } = await runCli(place, args, {
    environment: { LUMENBOX_DATABASE_URL: url },
  });
  expect(code).toBe(1);
  expect(stderr).not.toMatch(/should not have happened|^\s+at |secret/m);
  return stdout + stderr;
};

describe('TLS to the database', { timeout: 120_000 }, () => {
  it('with a certificate that nobody trusts says which file to name', async () => {
    const url = `${await aTlsServer(selfSigned('localhost'))}?sslmode=verify-full`;
    const sentence =
      /The certificate of the database's server is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)\. Name .*sslrootcert=FILE/;
    expect(await told(url, 'serve')).toMatch(sentence);
    expect(await told(url, 'migrate')).toMatch(sentence);
    expect(await told(url, 'doctor')).toMatch(sentence);
  });

  it('with a certificate for another host says so', async () => {
    const certificate = selfSigned('elsewhere.example');
    const trusted = file('elsewhere.pem', certificate.certificate);
    const url = `${await aTlsServer(certificate)}?sslmode=verify-full&sslrootcert=${trusted}`;
    expect(await told(url, 'migrate')).toMatch(
      /is for another host than LUMENBOX_DATABASE_URL names \(.*elsewhere/,
    );
  });

  it('with a certificate that has expired, with files that are none, and without TLS says so', async () => {
    const old = selfSigned('localhost', { untilYear: 2001 });
    const trusted = file('old.pem', old.certificate);
    const expired = `${await aTlsServer(old)}?sslmode=verify-full&sslrootcert=${trusted}`;
    expect(await told(expired, 'migrate')).toMatch(/is not valid today \(CERT_HAS_EXPIRED\)\. Renew it/);
    const nonsense = file('nonsense.pem', 'nonsense');
    const ownFiles = `${await aTlsServer(old)}?sslmode=no-verify&sslcert=${nonsense}&sslkey=${nonsense}`;
    expect(await told(ownFiles, 'migrate')).toMatch(/The files that sslcert and sslkey in .* cannot be used/);
    const other = `${await aTlsServer(old, 'HTTP/1.1 400 Bad Request')}?sslmode=verify-full`;
    expect(await told(other, 'migrate')).toMatch(/cannot agree on TLS .*the host and the port/);
  });

  it('is refused with the configuration where it is written wrongly', async () => {
    const url = 'postgres://user:secret@localhost/lumenbox';
    for (const query of ['sslmode=verify', 'ssl=yes', 'uselibpqcompat=true&sslmode=verify-ca'])
      expect(await told(`${url}?${query}`, 'serve'), query).toMatch(/LUMENBOX_DATABASE_URL: .*sslmode/);
  });
});
