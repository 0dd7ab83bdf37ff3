// The check of answers can say no: a test that no answer can fail would prove nothing.
import { expect, it } from 'vitest';
import { createAnswerCheck, type ReadAnswer } from './answer-check.ts';

const document = {
  paths: {
    '/things/{id}': {
      get: {
        responses: {
          200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } },
          304: {},
          404: { $ref: '#/components/responses/NotFound' },
        },
      },
    },
  },
  components: {
    responses: {
      NotFound: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
      MethodNotAllowed: {
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
    schemas: {
      Thing: {
        type: 'object',
        properties: { id: { type: 'string', format: 'uuid' } },
        required: ['id'],
        additionalProperties: false,
      },
      Error: { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] },
    },
  },
};
const check = createAnswerCheck(document);
const asked = { method: 'GET', path: '/things/1' };
const id = '003fb6c7-a399-46de-8199-ac51e031bd10';

function answer(status: number, body: unknown, headers: Record<string, string> = {}): ReadAnswer {
  const all = { 'X-Request-Id': 'x', 'Content-Type': 'application/json; charset=utf-8', ...headers };
  return { status, headers: new Headers(all), body, text: body === undefined ? '' : JSON.stringify(body) };
}

it.each([
  ['what is documented', asked, answer(200, { id })],
  ['a refusal that is shared', asked, answer(404, { message: 'Not found' })],
  ['an empty answer', asked, answer(304, undefined)],
  ['a HEAD', { ...asked, method: 'HEAD' }, answer(200, undefined)],
  ['a route that is not there', { ...asked, path: '/x' }, answer(404, { message: 'x' })],
  ['a method that is not there', { ...asked, method: 'PATCH' }, answer(405, { message: 'x' })],
])('takes %s', (_what, request, given) => {
  expect(() => check(request, given)).not.toThrow();
});

it.each([
  ['a status that is not documented', asked, answer(201, { id })],
  ['a key too many', asked, answer(200, { id, more: 1 })],
  ['a key too few', asked, answer(200, {})],
  ['another type', asked, answer(200, { id: 7 })],
  ['another form', asked, answer(200, { id: 'seven' })],
  ['a refusal without a message', asked, answer(404, {})],
  ['a body where none should be', asked, answer(304, {})],
  ['a HEAD with a body', { ...asked, method: 'HEAD' }, answer(200, { id })],
  ['another media type', asked, answer(200, { id }, { 'Content-Type': 'text/html' })],
  ['success where there is no route', { ...asked, path: '/x' }, answer(200, { id })],
  ['success where there is no method', { ...asked, method: 'PATCH' }, answer(200, { id })],
])('refuses %s', (_what, request, given) => {
  expect(() => check(request, given)).toThrow();
});

it('refuses an answer without a request id', () => {
  const { headers, ...rest } = answer(200, { id });
  headers.delete('X-Request-Id');
  expect(() => check(asked, { ...rest, headers })).toThrow('X-Request-Id');
});
