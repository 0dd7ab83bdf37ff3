// A team that can be called over DIMSE, and its API in few words.
import { expect } from 'vitest';
import type { Account, RunningServer } from '../support/index.ts';

/** A team whose realm has a title. */
export interface CalledRealm {
  readonly account: Account;
  readonly token: string;
  /** Asks the REST API; throws what it answered when that is no success. */
  ask<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Asks DICOMweb, below its address. */
  dicomweb(path: string, headers: Readonly<Record<string, string>>): Promise<Response>;
}

/** Makes one. */
export async function aCalledRealm(server: RunningServer, aeTitle: string): Promise<CalledRealm> {
  const account = await server.createAccount();
  const token = await server.createToken(account);
  const authorization = { Authorization: `Bearer ${token}` };
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: { ...authorization, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    expect(response.ok, `${method} ${path} answered ${response.status}: ${text}`).toBe(true);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  await ask('PUT', '/realm', { ae_title: aeTitle });
  return {
    account,
    token,
    ask,
    dicomweb: (path, headers) =>
      fetch(`${server.url}/dicomweb${path}`, { headers: { ...authorization, ...headers } }),
  };
}

/** Gives everything that is held to one patient, so that it can be handed out. */
export async function assignAllHeld({ ask }: CalledRealm): Promise<void> {
  const patient = await ask<{ data: { id: string } }>('POST', '/patients', {
    given_names: 'Assorted',
    family_name: 'Holdings',
    date_of_birth: '1970-01-01',
    sex: 'unknown',
  });
  const held = await ask<{ data: { id: string }[]; meta: { total: number } }>('GET', '/inbox?per_page=100');
  expect(held.meta.total).toBe(held.data.length);
  for (const { id } of held.data) await ask('POST', `/inbox/${id}/assign`, { patient_id: patient.data.id });
  const remaining = async () => (await ask<{ meta: { total: number } }>('GET', '/inbox')).meta.total;
  await expect.poll(remaining, { timeout: 30_000 }).toBe(0);
}
