// The reference page as a text: complete, linked, escaped, and with nothing that its policy would refuse.
import { readFileSync } from 'node:fs';
import { errorCodes, operations, permissions, validate } from '@lumenbox/contract';
import { allCodeSamples, sampleLanguages } from '@lumenbox/contract/code-samples';
import { type OpenApiDocument, openApiDocument, refusals } from '@lumenbox/contract/openapi';
import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { errorAnswer } from '../error-answers.ts';
import { renderReferencePage } from './reference-page.ts';
import { registerReference } from './register-reference.ts';

const address = 'http://images.example.org';
const document = openApiDocument({ serverUrl: address, version: '1.2.3' });
const page = renderReferencePage(document, allCodeSamples({ baseUrl: address }));
const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);

describe('the reference page', () => {
  it('has every operation with method, path, summary and a sample in every language', () => {
    const articles = page.split('<article class="operation"').slice(1);
    expect(articles).toHaveLength(Object.keys(operations).length);
    for (const [index, operation] of Object.values(operations).entries()) {
      const plain = articles[index]?.replaceAll('<wbr>', '').replaceAll('&#39;', "'") ?? '';
      for (const text of [operation.summary, `/api/v1${operation.path}`, operation.method])
        expect(plain).toContain(text);
      for (const language of Object.keys(sampleLanguages))
        expect(plain).toContain(`data-language="${language}"`);
    }
  });

  it('marks extensions, and only them', () => {
    const articles = page.split('<article class="operation"').slice(1);
    for (const [index, { extension }] of Object.values(operations).entries())
      expect(articles[index]?.includes('badge extension')).toBe(extension);
  });

  it('names no place twice, and links to none that is not there', () => {
    expect(new Set(ids).size).toBe(ids.length);
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target);
    expect(targets.length).toBeGreaterThan(100);
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
  });

  it('has every error and every permission', () => {
    for (const { status } of Object.values(refusals)) expect(ids).toContain(`error-${status}`);
    for (const permission of permissions) expect(page).toContain(`<code>${permission}</code>`);
  });

  it('has nothing inline and nothing from elsewhere', () => {
    expect(page).not.toMatch(/<script(?! src="docs\/reference\.js")/);
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=/);
    const loaded = [...page.matchAll(/<(?:script|link|img)[^>]*(?:src|href)="([^"]+)"/g)].map(
      ([, url]) => url,
    );
    expect(loaded).toEqual(['data:,', 'docs/reference.css', 'docs/reference.js']);
  });

  it('shows markup in texts as text', () => {
    const evil = `<img src=x onerror=alert(1)>'"&`;
    const changed: OpenApiDocument = {
      ...document,
      info: { ...document.info, title: evil, description: evil },
      servers: [{ url: evil, description: evil }],
    };
    const samples = allCodeSamples({ baseUrl: evil, token: evil });
    const shown = renderReferencePage(changed, samples);
    expect(shown).not.toContain('<img');
    expect(shown).toContain('&lt;img src=x onerror=alert(1)&gt;&#39;&quot;&amp;');
  });
});

describe('the guide docs/api/errors.md', () => {
  const guide = readFileSync(new URL('../../../../../../docs/api/errors.md', import.meta.url), 'utf8');
  it.each(Object.keys(errorCodes) as (keyof typeof errorCodes)[])(
    'tells the status of %s as it is',
    (code) => {
      const { status } = errorAnswer(new AppError(code, 'x'));
      expect(guide).toContain(`| \`${code}\` | ${status} |`);
      const refusal = Object.values(refusals).find(({ codes }) =>
        (codes as readonly string[]).includes(code),
      );
      expect(refusal?.status).toBe(status);
    },
  );

  it('has the sentences about lengths', () => {
    const refused = [
      validate(z.object({ password: z.string().min(10) }), { password: 'x' }),
      validate(z.object({ ids: z.array(z.string()).min(1) }), { ids: [] }),
      validate(z.object({ rights: z.array(z.string()).max(3) }), { rights: ['a', 'b', 'c', 'd'] }),
    ];
    const sentences = refused.flatMap((result) => (result.ok ? [] : Object.values(result.errors).flat()));
    expect(sentences).toHaveLength(3);
    for (const sentence of sentences) expect(guide).toContain(`| ${sentence} |`);
  });

  it.each([400, 408, 431])('tells of %s, which is answered to what is no request', (status) => {
    expect(guide).toMatch(new RegExp(`\\b${status}\\b`));
  });
});

describe('served', () => {
  const serve = async (publicUrl?: string) => {
    const app = Fastify();
    registerReference(app, { publicUrl, version: '1.2.3' });
    await app.ready();
    return app;
  };

  it('names the address that it was asked at, unless one is configured', async () => {
    const asked = { url: '/openapi.json', headers: { host: 'here.example:81' } };
    const [open, fixed] = [await serve(), await serve(address)];
    expect((await open.inject(asked)).json<OpenApiDocument>().servers[0]?.url).toBe('http://here.example:81');
    expect((await fixed.inject(asked)).json<OpenApiDocument>().servers[0]?.url).toBe(address);
    const other = { url: '/openapi.json', headers: { host: 'there.example' } };
    expect((await open.inject(other)).json<OpenApiDocument>().servers[0]?.url).toBe('http://there.example');
  });

  it('takes no markup from the name of a host', async () => {
    const app = await serve();
    for (const host of ['"><script>alert(1)</script>', "'$(id)", 'a b', '']) {
      const { body } = await app.inject({ url: '/docs', headers: { host } });
      expect(body).not.toContain('alert(1)');
      expect(body).not.toContain('$(id)');
    }
  });

  it('saves the body while nothing has changed', async () => {
    const app = await serve();
    for (const url of ['/docs', '/docs/reference.css', '/docs/reference.js', '/openapi.json']) {
      const first = await app.inject({ url });
      expect(first.statusCode).toBe(200);
      const again = await app.inject({ url, headers: { 'if-none-match': String(first.headers.etag) } });
      expect([again.statusCode, again.body]).toEqual([304, '']);
    }
  });
});
