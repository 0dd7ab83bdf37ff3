// No patient data in logs or metrics: a name that stands nowhere else is sent in every way there is, and then looked for.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Account, type RunningServer, startServer } from '../support/index.ts';

const canary = 'Zanzibarquist';

describe('the logs', () => {
  let server: RunningServer;
  let account: Account;
  let token: string;
  beforeAll(async () => {
    server = await startServer({ env: { LUMENBOX_LOG_LEVEL: 'trace' } });
    account = await server.createAccount();
    token = await server.createToken(account);
  });
  afterAll(async () => {
    await server.stop();
  });
  const ask = (method: string, path: string, body?: unknown) =>
    fetch(`${server.url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  it('hold no name, label, search or path that a client sent, and no secret', async () => {
    const patient = {
      given_names: canary,
      family_name: canary,
      date_of_birth: '1985-06-15',
      sex: 'female',
      address: { city: canary },
    };
    const created = await ask('POST', '/api/v1/patients', patient);
    expect(created.status).toBe(201);
    const { data } = (await created.json()) as { data: { id: string } };
    const answers = await Promise.all([
      ask('POST', '/api/v1/patients', { ...patient, sex: canary }),
      ask('PUT', `/api/v1/patients/${data.id}`, { given_names: `${canary} Two` }),
      ask('POST', `/api/v1/patients/${data.id}/identifiers`, { value: canary }),
      ask('POST', `/api/v1/patients/${data.id}/studies`, { study_description: canary }),
      ask('POST', '/api/v1/cases', { label: canary }),
      ask('GET', `/api/v1/patients?search=${canary}`),
      ask('GET', `/api/v1/patients/${canary}`),
      ask('GET', `/api/v1/${canary}`),
      ask('GET', `/api/v1/%E0%A4%A${canary}`),
      ask('POST', `/api/v1/patients/${data.id}/imaging?file=${canary}`, { canary }),
      fetch(`${server.url}/api/v1/session`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ email: `${canary}@example.org`, password: canary }),
      }),
    ]);
    expect(answers.map((answer) => answer.status >= 500)).not.toContain(true);
    expect(server.logs()).toContain('http.request');
    for (const secret of [
      canary,
      canary.toLowerCase(),
      encodeURIComponent(canary),
      token,
      account.password,
    ]) {
      expect(server.logs()).not.toContain(secret);
    }
    expect(await (await fetch(`${server.url}/metrics`)).text()).not.toContain(canary);
  });
});
