// The OpenAPI document: valid, complete, with examples that fit, and the same as its golden file.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { errorCodes } from './error-codes.ts';
import { type Example, examples } from './examples.ts';
import { type HttpMethod, openApiDocument, refusals } from './openapi.ts';
import type { Operation } from './operations/define.ts';
import { apiPrefix, type OperationName, operations } from './operations/index.ts';
import { validate } from './validation.ts';

const root = new URL('../../../', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string };
const document = openApiDocument({ serverUrl: 'http://127.0.0.1:8100', version });
const all = Object.entries(operations as Record<OperationName, Operation>) as [OperationName, Operation][];
const entryOf = ({ path, method }: Operation) =>
  document.paths[apiPrefix + path]?.[method.toLowerCase() as HttpMethod];

describe('the OpenAPI document', () => {
  it('is the one in docs/api/openapi.json', () => {
    const golden = new URL('docs/api/openapi.json', root);
    const text = `${JSON.stringify(document, null, 2)}\n`;
    if (process.env.LUMENBOX_UPDATE_GOLDEN === '1') writeFileSync(golden, text);
    expect(existsSync(golden) && readFileSync(golden, 'utf8') === text, 'see docs/api/README.md').toBe(true);
  });

  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(document) as unknown as Record<string, unknown>);
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('would not be valid with a parameter that is nowhere', async () => {
    const broken = structuredClone(document) as unknown as { paths: Record<string, unknown> };
    broken.paths['/broken'] = { get: { parameters: [{ name: 'x', in: 'nowhere' }] } };
    expect((await new Validator().validate(broken as Record<string, unknown>)).valid).toBe(false);
  });

  it('holds every operation once, with an id, a known tag, a summary and a description', () => {
    const ids = Object.values(document.paths).flatMap((item) =>
      Object.values(item).map(({ operationId }) => operationId),
    );
    expect(ids.toSorted()).toEqual(all.map(([name]) => name).toSorted());
    const tagNames = document.tags.map(({ name }) => name);
    for (const [, operation] of all) {
      const entry = entryOf(operation);
      expect(entry?.tags.every((tag) => tagNames.includes(tag))).toBe(true);
      expect(entry?.summary.length).toBeGreaterThan(3);
      expect(entry?.description.length).toBeGreaterThan(9);
    }
  });

  it('marks as extensions all but the fifteen operations that existing clients know', () => {
    const entries = Object.values(document.paths).flatMap((item) => Object.values(item));
    expect(entries.filter((entry) => !entry['x-extension'])).toHaveLength(15);
    for (const entry of entries) expect(entry.tags.includes('extension')).toBe(entry['x-extension']);
  });

  it('names every parameter of a path', () => {
    for (const [, operation] of all) {
      const wanted = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const named = (entryOf(operation)?.parameters ?? []).flatMap((parameter) =>
        'in' in parameter && parameter.in === 'path' && parameter.required ? [parameter.name] : [],
      );
      expect(named).toEqual(wanted);
    }
  });

  it('shows an example of every JSON request and every JSON answer', () => {
    for (const [name, operation] of all) {
      const entry = entryOf(operation);
      const body = entry?.requestBody?.content['application/json'];
      if (body !== undefined) expect(body.examples?.example?.value, name).toEqual(examples[name].request);
      const answer = entry?.responses[operation.status];
      const content = answer !== undefined && 'content' in answer ? answer.content : undefined;
      if (operation.answer.kind === 'json')
        expect(content?.['application/json']?.examples?.example?.value, name).toEqual(examples[name].answer);
      else expect(content?.['application/json']).toBeUndefined();
    }
  });

  it('says of every field of an input what it means', () => {
    const silent = all.flatMap(([name, operation]) => {
      const entry = entryOf(operation);
      const schema = document.components.schemas[`${name.charAt(0).toUpperCase()}${name.slice(1)}`];
      const inBody = entry?.requestBody === undefined ? [] : Object.entries(schema?.properties ?? {});
      const inQuery = (entry?.parameters ?? []).flatMap((parameter) =>
        'in' in parameter ? [[parameter.name, parameter] as const] : [],
      );
      return [...inBody, ...inQuery]
        .filter(([, { description }]) => description === undefined)
        .map(([field]) => `${name}.${field}`);
    });
    expect(silent).toEqual([]);
  });

  it('never requires a field that has a default', () => {
    const { listCases } = operations;
    const parameters = entryOf(listCases)?.parameters ?? [];
    const page = parameters.find((parameter) => 'name' in parameter && parameter.name === 'page');
    expect(page).toMatchObject({ required: false, schema: { default: 1, type: 'integer' } });
  });

  it('asks for credentials exactly where an operation is not public', () => {
    for (const [name, operation] of all) {
      const security = entryOf(operation)?.security ?? [];
      expect(security.length === 0, name).toBe(operation.access === 'public');
      const takesKeys = security.some((way) => 'bearerAuth' in way);
      expect(takesKeys, name).toBe(operation.access !== 'public' && operation.access !== 'account');
    }
  });

  it('has an answer for every error code', () => {
    const codes = Object.values(refusals).flatMap(({ codes: some }): readonly string[] => some);
    expect(codes.toSorted()).toEqual(Object.keys(errorCodes).toSorted());
  });
});

describe.each(all)('the example of %s', (name, operation) => {
  const { request, otherRequests, answer, otherAnswers }: Example<OperationName> = examples[name];

  it('is taken as it is sent', () => {
    for (const sent of [request, ...Object.values(otherRequests ?? {})])
      expect(validate(operation.input, sent)).toMatchObject({ ok: true });
  });

  it('is answered in the documented form', () => {
    for (const body of [answer, ...Object.values(otherAnswers ?? {})]) {
      if (operation.answer.kind !== 'json') expect(body).toBeUndefined();
      else expect(operation.answer.schema.parse(body)).toEqual(body);
    }
  });
});
