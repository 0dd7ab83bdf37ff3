// What HTTP itself asks for: request ids, limits, ETags, CORS, compression, HEAD, OPTIONS, caches, security headers.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stage, sendRaw, startStage } from '../support/index.ts';
import { aCase, aPatient, aStudy, patientFields } from './makers.ts';

const origin = 'https://app.example.org';
let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ env: { LUMENBOX_CORS_ORIGINS: origin } });
});
afterAll(() => stage?.stop());

const bearer = () => ({ Authorization: `Bearer ${stage.token}` });

describe('every answer', () => {
  it('has a request id of its own, an error too', async () => {
    const ids = new Set<string | null>();
    for (const target of [
      '/api/v1/patients',
      '/api/v1/x',
      '/api/v1/patients/x',
      '/health/live',
      '/docs',
      '/openapi.json',
    ])
      ids.add(
        (await sendRaw(stage.server.url, { method: 'GET', target, headers: bearer() })).headers.get(
          'X-Request-Id',
        ),
      );
    expect(ids.size).toBe(6);
    expect(ids.has(null)).toBe(false);
  });

  it('is not kept by caches, sniffed or framed', async () => {
    const { headers } = await stage.api.get('/patients');
    expect(headers.get('Cache-Control')).toBe('no-store');
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('Content-Security-Policy')).toContain("default-src 'none'");
  });
});

describe('an address that is nothing', () => {
  it('is the dashboard to a browser, and to a program no answer but 404', async () => {
    const ask = (path: string, accept: string) =>
      fetch(`${stage.server.url}${path}`, { headers: { ...bearer(), Accept: accept } });
    for (const path of ['/v1/patients', '/API/v1/patients', '/patients', '/assets/nothing.js'])
      for (const accept of ['application/json', '*/*']) {
        const answer = await ask(path, accept);
        expect([path, answer.status]).toEqual([path, 404]);
        expect(await answer.json()).toEqual({ message: expect.stringContaining('could not be found') });
      }
    const page = await ask('/patients', 'text/html,application/xhtml+xml,*/*;q=0.8');
    expect([page.status, page.headers.get('Content-Type')]).toEqual([200, 'text/html; charset=utf-8']);
  });
});

describe('the rate limit', () => {
  let limited: Stage;
  beforeAll(async () => {
    limited = await startStage({ env: { LUMENBOX_RATE_LIMIT: '5' } });
  });
  afterAll(() => limited?.stop());

  it('counts every answer to a key and then refuses', async () => {
    const seen: (string | null)[] = [];
    let refused = await limited.api.get('/cases');
    for (let count = 0; refused.status !== 429 && count < 20; count++) {
      seen.push(refused.headers.get('X-RateLimit-Remaining'));
      expect(refused.headers.get('X-RateLimit-Limit')).toBe('5');
      refused = await limited.api.get(count % 2 === 0 ? '/cases/unknown' : '/cases');
    }
    // A minute may end between two requests: then the count begins anew.
    expect(seen.slice(-5)).toEqual(['4', '3', '2', '1', '0']);
    expect(refused.status).toBe(429);
    expect(refused.body).toEqual({ message: 'Too Many Attempts.' });
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('Retry-After'))).toBeLessThanOrEqual(60);
    expect(refused.headers.get('X-RateLimit-Limit')).toBe('5');
    expect(refused.headers.get('X-RateLimit-Remaining')).toBe('0');
    expect(Number(refused.headers.get('X-RateLimit-Reset'))).toBeGreaterThan(1_700_000_000);
  });

  it('is of each key alone', async () => {
    const other = limited.apiFor(await limited.server.createToken(limited.owner));
    expect((await other.get('/cases')).status).toBe(200);
  });
});

describe('an ETag', () => {
  it('saves the body while nothing has changed', async () => {
    const patient = await aPatient(stage.api);
    const case_ = await aCase(stage.api);
    const study = await aStudy(stage.api, patient.id);
    const changes: [string, unknown][] = [
      [`/patients/${patient.id}`, { family_name: 'Cage' }],
      [`/cases/${case_.id}`, { label: 'changed' }],
      [`/patients/${patient.id}/studies/${study.id}`, { notes: 'changed' }],
    ];
    for (const [path, change] of changes) {
      const etag = (await stage.api.get(path)).headers.get('ETag') ?? '';
      expect(etag).toMatch(/^(W\/)?".+"$/);
      for (const header of [etag, `"other", ${etag}`, '*']) {
        const answer = await stage.api.get(path, { headers: { 'If-None-Match': header } });
        expect([answer.status, answer.text], `${path} ${header}`).toEqual([304, '']);
      }
      expect((await stage.api.get(path, { headers: { 'If-None-Match': '"other"' } })).status).toBe(200);
      await stage.api.put(path, change);
      const changed = await stage.api.get(path, { headers: { 'If-None-Match': etag } });
      expect(changed.status).toBe(200);
      expect(changed.headers.get('ETag')).not.toBe(etag);
    }
  });

  it('is weak, because the same data goes out compressed and as it is', async () => {
    const patient = await aPatient(stage.api);
    const study = await aStudy(stage.api, patient.id, { notes: 'The same again. '.repeat(200) });
    const path = `/patients/${patient.id}/studies/${study.id}`;
    const tags = await Promise.all(
      ['gzip', 'identity'].map(async (encoding) => {
        const { headers } = await stage.api.get(path, { headers: { 'Accept-Encoding': encoding } });
        expect(headers.get('Content-Encoding') ?? 'identity').toBe(encoding);
        return headers.get('ETag') ?? '';
      }),
    );
    expect(tags[0]).toMatch(/^W\/".+"$/);
    expect(tags[1]).toBe(tags[0]);
    for (const known of [tags[0] ?? '', (tags[0] ?? '').slice('W/'.length)])
      expect((await stage.api.get(path, { headers: { 'If-None-Match': known } })).status).toBe(304);
  });

  it('tells nothing to strangers', async () => {
    const { id } = await aPatient(stage.api);
    const etag = (await stage.api.get(`/patients/${id}`)).headers.get('ETag') ?? '';
    const headers = { 'If-None-Match': etag };
    expect((await stage.apiFor(await stage.stranger()).get(`/patients/${id}`, { headers })).status).toBe(404);
    expect((await stage.apiFor(undefined).get(`/patients/${id}`, { headers })).status).toBe(401);
  });
});

describe('HEAD', () => {
  it('answers as GET does, without the body', async () => {
    const { id } = await aPatient(stage.api);
    for (const path of ['/patients', `/patients/${id}`, '/cases', `/patients/${id}/studies`]) {
      const answer = await stage.api.send('HEAD', path);
      expect([answer.status, answer.text]).toEqual([200, '']);
      expect(answer.headers.get('Content-Type')).toContain('application/json');
    }
    expect((await stage.api.send('HEAD', '/patients/x')).status).toBe(404);
    expect((await stage.apiFor(undefined).send('HEAD', '/patients')).status).toBe(401);
  });
});

describe('pages of other origins', () => {
  it('are let in when they are configured, with a key and no cookies', async () => {
    const answer = await sendRaw(stage.server.url, {
      method: 'OPTIONS',
      target: '/api/v1/patients',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization',
      },
    });
    expect([200, 204]).toContain(answer.status);
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(origin);
    expect(answer.headers.get('Access-Control-Allow-Methods')).toContain('PUT');
    expect(answer.headers.get('Access-Control-Allow-Headers')?.toLowerCase()).toContain('authorization');
    expect(answer.headers.get('Access-Control-Allow-Credentials')).toBeNull();
    const read = await stage.api.get('/patients', { headers: { Origin: origin } });
    expect(read.headers.get('Access-Control-Allow-Origin')).toBe(origin);
    expect(read.headers.get('Access-Control-Expose-Headers')).toContain('X-Request-Id');
  });

  it('are not let in when they are not', async () => {
    const answer = await stage.api.get('/patients', { headers: { Origin: 'https://evil.example' } });
    expect(answer.headers.get('Access-Control-Allow-Origin')).not.toBe('https://evil.example');
    expect(answer.headers.get('Access-Control-Allow-Origin')).not.toBe('*');
  });
});

describe('compression', () => {
  it('is there for who accepts it, and for long answers', async () => {
    for (let count = 0; count < 5; count++) await stage.api.post('/patients', patientFields);
    for (const encoding of ['gzip', 'br']) {
      const answer = await fetch(`${stage.server.url}/api/v1/patients`, {
        headers: { ...bearer(), 'Accept-Encoding': encoding },
      });
      expect(answer.headers.get('Content-Encoding')).toBe(encoding);
      expect(answer.headers.get('Vary')?.toLowerCase()).toContain('accept-encoding');
      expect(((await answer.json()) as { data: unknown[] }).data.length).toBeGreaterThan(4);
    }
    const plain = await sendRaw(stage.server.url, {
      method: 'GET',
      target: '/api/v1/patients',
      headers: bearer(),
    });
    expect(plain.headers.get('Content-Encoding')).toBeNull();
  });
});

describe('the reference', () => {
  it('is served to everybody, with a policy that allows nothing from elsewhere', async () => {
    const answer = await fetch(`${stage.server.url}/docs`);
    expect(answer.status).toBe(200);
    const policy = answer.headers.get('Content-Security-Policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    const page = await answer.text();
    for (const path of ['docs/reference.css', 'docs/reference.js', 'openapi.json']) {
      expect(page).toContain(`"${path}"`);
      const file = await fetch(`${stage.server.url}/${path}`);
      expect(file.status, path).toBe(200);
      const etag = file.headers.get('ETag') ?? '';
      const again = await fetch(`${stage.server.url}/${path}`, { headers: { 'If-None-Match': etag } });
      expect(again.status, path).toBe(304);
    }
  });

  it('names the address that it was asked at', async () => {
    const { servers } = (await (await fetch(`${stage.server.url}/openapi.json`)).json()) as {
      servers: { url: string }[];
    };
    expect(servers[0]?.url).toBe(stage.server.url);
    expect(await (await fetch(`${stage.server.url}/docs`)).text()).toContain(
      `${stage.server.url}/api/v1/patients`,
    );
  });

  it('is found with a slash at the end', async () => {
    const answer = await fetch(`${stage.server.url}/docs/`);
    expect([answer.status, answer.url]).toEqual([200, `${stage.server.url}/docs`]);
  });
});
