// The client against a small server of node:http: what goes over the wire, and what comes back.
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ApiError, createClient } from './client.ts';
import { examples } from './examples.ts';

interface Received {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

let server: Server;
let baseUrl: string;
let received: Received[];
let answer: { status: number; body?: unknown; headers?: Record<string, string> };

beforeEach(async () => {
  received = [];
  answer = { status: 200, body: {} };
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      received.push({ method: request.method, url: request.url, headers: request.headers, body });
      response.writeHead(answer.status, { 'Content-Type': 'application/json', ...answer.headers });
      response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

it('reads with the fields in the query string and the key in its header', async () => {
  answer = { status: 200, body: examples.listCases.answer };
  const page = await createClient({ baseUrl, token: 'lbx_key' }).listCases({
    search: 'a&b=c',
    per_page: 5,
    sort: null,
  });
  expect(page).toEqual(examples.listCases.answer);
  expect(received[0]).toMatchObject({
    method: 'GET',
    url: '/api/v1/cases?search=a%26b%3Dc&per_page=5',
    headers: { authorization: 'Bearer lbx_key' },
    body: '',
  });
});

it('writes JSON, with the ids in the path and not in the body', async () => {
  await createClient({ baseUrl }).updateStudy({ patient_id: 'a/b', study_id: 'c', notes: null });
  expect(received[0]).toMatchObject({
    method: 'PUT',
    url: '/api/v1/patients/a%2Fb/studies/c',
    headers: { 'content-type': 'application/json' },
    body: '{"notes":null}',
  });
});

it('sends the CSRF token with writes alone', async () => {
  const client = createClient({ baseUrl, csrfToken: () => 'csrf' });
  await client.showSession({});
  await client.archiveCase({ id: 'x' });
  expect(received.map(({ headers }) => headers['x-csrf-token'])).toEqual([undefined, 'csrf']);
});

it('sends a file as it is, its fields in the query string', async () => {
  const body = new Blob(['DICM'], { type: 'application/dicom' });
  await createClient({ baseUrl }).receivePatientImaging({ patient_id: 'p', accept_mismatch: true }, { body });
  expect(received[0]).toMatchObject({
    url: '/api/v1/patients/p/imaging?accept_mismatch=true',
    headers: { 'content-type': 'application/dicom' },
    body: 'DICM',
  });
});

it('gives nothing for an empty answer, and a Blob for a file', async () => {
  const client = createClient({ baseUrl });
  answer = { status: 204 };
  await expect(client.deleteCase({ id: 'x' })).resolves.toBeUndefined();
  answer = { status: 200, body: 'zip', headers: { 'Content-Type': 'application/zip' } };
  const file = await client.downloadStudy({ patient_id: 'p', study_id: 's' });
  expect(file.size).toBe(5);
});

it('throws what the API says, field by field', async () => {
  answer = { status: 422, body: { message: 'No.', errors: { label: ['The label field is required.'] } } };
  const failed: unknown = await createClient({ baseUrl })
    .createCase({ label: '' })
    .catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(ApiError);
  expect(failed).toMatchObject({
    status: 422,
    message: 'No.',
    errors: { label: ['The label field is required.'] },
  });
});

it('says when to try again', async () => {
  answer = { status: 429, body: { message: 'Too Many Attempts.' }, headers: { 'Retry-After': '7' } };
  await expect(createClient({ baseUrl }).listPatients({})).rejects.toMatchObject({
    status: 429,
    retryAfterSeconds: 7,
  });
});

it('can be told to stop', async () => {
  const signal = AbortSignal.abort();
  await expect(createClient({ baseUrl }).listPatients({}, { signal })).rejects.toMatchObject({
    name: 'AbortError',
  });
});
