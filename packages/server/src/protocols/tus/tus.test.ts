// tus 1.0.0 request by request: what is told, and what is refused and how.
import { createHash } from 'node:crypto';
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { encodeMetadata, type TusTestClient, tusClient } from '../../../test/support/tus.ts';

const bytesMax = 1_000_000;

let server: TestServer;
let team: TestMember;
let tus: TusTestClient;
beforeAll(async () => {
  server = await startTestServer({ LUMENBOX_MAX_UPLOAD_BYTES: String(bytesMax) });
  team = await aTeam(server);
  tus = tusClient(server, team);
});
afterAll(() => server.close());

const bytesOf = (size: number) => Buffer.alloc(size, 'lumenbox');
const checksumOf = (algorithm: string, bytes: Uint8Array) =>
  `${algorithm} ${createHash(algorithm).update(bytes).digest('base64')}`;
const create = (headers: Record<string, string>) => tus.call('POST', '/files', headers);

describe('the server', () => {
  it('says what it can do, to anybody', async () => {
    for (const url of ['/files', '/files/', '/files/0197a3c0-0000-7000-8000-000000000000']) {
      const { status, headers } = await tusClient(server, { headers: { authorization: '' } }).call(
        'OPTIONS',
        url,
      );
      expect(status).toBe(204);
      expect(headers).toMatchObject({
        'tus-resumable': '1.0.0',
        'tus-version': '1.0.0',
        'tus-max-size': String(bytesMax),
        'tus-extension': 'creation,creation-with-upload,expiration,checksum,termination',
        'tus-checksum-algorithm': 'sha1,sha256,sha512,md5',
      });
    }
  });

  it('answers the preflight of another site that is let in', async () => {
    const open = await startTestServer({ LUMENBOX_CORS_ORIGINS: 'https://elsewhere.example' });
    const { statusCode, headers } = await open.app.inject({
      method: 'OPTIONS',
      url: '/files',
      headers: {
        origin: 'https://elsewhere.example',
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'tus-resumable, upload-offset',
      },
    });
    expect(statusCode).toBeLessThan(300);
    expect(headers['access-control-allow-origin']).toBe('https://elsewhere.example');
    expect(headers['access-control-allow-methods']).toContain('PATCH');
    expect(String(headers['access-control-allow-headers']).toLowerCase()).toContain('upload-offset');
    await open.close();
  });

  it('demands its version of everybody but OPTIONS, and says which it is', async () => {
    const path = await tus.create(10);
    const requests = [
      ['POST', '/files'],
      ['HEAD', path],
      ['PATCH', path],
      ['DELETE', path],
    ] as const;
    for (const [method, url] of requests) {
      for (const version of ['0.2.2', '']) {
        const { status, headers } = await tus.call(method, url, { 'tus-resumable': version });
        expect([method, status, headers['tus-version']]).toEqual([method, 412, '1.0.0']);
      }
    }
  });

  it('knows no other methods and paths', async () => {
    const path = await tus.create(10);
    expect(await tus.call('GET', path)).toMatchObject({ status: 405 });
    expect((await tus.call('GET', '/files')).headers.allow).toBe('OPTIONS, POST');
    expect((await tus.call('PUT', path)).headers.allow).toBe('DELETE, HEAD, OPTIONS, PATCH, POST');
    expect((await tus.call('HEAD', `${path}/more`)).status).toBe(404);
    expect((await tus.call('POST', path)).status).toBe(405);
    expect((await tus.call('POST', path, { 'x-http-method-override': 'GET' })).status).toBe(405);
  });
});

describe('an upload', () => {
  it('is made, filled in steps, and says where it stands', async () => {
    const made = await create({
      'upload-length': '10',
      'upload-metadata': encodeMetadata({ filename: 'ä.dcm' }),
    });
    expect(made).toMatchObject({ status: 201, headers: { 'upload-offset': '0' } });
    expect(made.headers.location).toMatch(/^http:\/\/.+\/files\/[0-9a-f-]{36}$/);
    const path = new URL(made.headers.location ?? '').pathname;
    expect((await tus.patch(path, 0, bytesOf(4))).headers['upload-offset']).toBe('4');
    const head = await tus.call('HEAD', path);
    expect(head).toMatchObject({
      status: 200,
      headers: {
        'upload-offset': '4',
        'upload-length': '10',
        'upload-metadata': encodeMetadata({ filename: 'ä.dcm' }),
        'cache-control': 'no-store',
      },
    });
    expect(Date.parse(head.headers['upload-expires'] ?? '')).toBeGreaterThan(
      server.clock.nowMs() + 71 * 3_600_000,
    );
    const end = await tus.patch(path, 4, bytesOf(6));
    expect(end).toMatchObject({ status: 204, headers: { 'upload-offset': '10' } });
    expect(end.headers['upload-expires']).toBeUndefined();
    expect(await tus.offset(path)).toBe(10);
    expect((await tus.patch(path, 10, bytesOf(0))).status).toBe(204);
  });

  it('can bring bytes when it is made', async () => {
    const headers = { 'content-type': 'application/offset+octet-stream' };
    const made = await tus.call('POST', '/files', { ...headers, 'upload-length': '10' }, bytesOf(7));
    expect(made).toMatchObject({ status: 201, headers: { 'upload-offset': '7' } });
  });

  it('is not made at all when the bytes that come with it are refused', async () => {
    const uploads = async () => (await restClient(server, team).get('/uploads')).body.meta.total;
    const before = await uploads();
    const headers = { 'content-type': 'application/offset+octet-stream', 'upload-length': '3' };
    expect((await tus.call('POST', '/files', headers, bytesOf(4))).status).toBe(413);
    const checksum = { ...headers, 'upload-checksum': 'crc7 abcd' };
    expect((await tus.call('POST', '/files', checksum, bytesOf(3))).status).toBe(400);
    expect(await uploads()).toBe(before);
  });

  it('can be of no bytes', async () => {
    const path = await tus.create(0, { filename: 'empty.dcm' });
    expect(await tus.offset(path)).toBe(0);
    await server.parts.jobs.runDue();
    const { headers } = await tus.call('HEAD', path);
    const { body } = await restClient(server, team).get(`/uploads/${headers['lumenbox-upload-id']}`);
    expect(body.data).toMatchObject({
      status: 'complete',
      files: [{ name: 'empty.dcm', outcome: 'rejected' }],
    });
  });

  it('is refused without a length, with one that is none, or beyond the limit', async () => {
    expect((await create({})).status).toBe(400);
    for (const length of ['-1', '1.5', '1e3', '0x10', 'ten'])
      expect([length, (await create({ 'upload-length': length })).status]).toEqual([length, 400]);
    expect((await create({ 'upload-length': String(bytesMax) })).status).toBe(201);
    expect((await create({ 'upload-length': String(bytesMax + 1) })).status).toBe(413);
    for (const length of ['999999999999999', '9'.repeat(20), '9'.repeat(400)])
      expect((await create({ 'upload-length': length })).status).toBe(413);
    expect((await create({ 'upload-defer-length': '1' })).status).toBe(400);
  });

  it('is refused with metadata that are none', async () => {
    const wrong = [
      'filename',
      'filename a b',
      'filename !!!!',
      'filename YWJj,filename YWJj',
      ', ',
      encodeMetadata({ accept_mismatch: 'perhaps' }),
      encodeMetadata({ part: '1' }),
      encodeMetadata({ group: 'g', part: '3', parts: '2' }),
      encodeMetadata({ group: 'g', part: '0', parts: '2' }),
      encodeMetadata({ group: 'g'.repeat(101), part: '1', parts: '1' }),
      encodeMetadata({ filename: 'a\0b.dcm' }),
      encodeMetadata({ filetype: 'application/dicom\0' }),
      encodeMetadata({ patient_id: '\0' }),
      encodeMetadata({ group: 'g\0', part: '1', parts: '1' }),
    ];
    // A key without a value is allowed.
    expect((await create({ 'upload-length': '1', 'upload-metadata': wrong[0] ?? '' })).status).toBe(201);
    for (const metadata of wrong.slice(1)) {
      const answer = await create({ 'upload-length': '1', 'upload-metadata': metadata });
      expect([metadata, answer.status]).toEqual([metadata, 400]);
    }
  });

  it('takes bytes only where it stands, of the right type, and no more than it has', async () => {
    const path = await tus.create(10);
    await tus.patch(path, 0, bytesOf(4));
    for (const offset of [0, 3, 5, 10, 100])
      expect((await tus.patch(path, offset, bytesOf(1))).status).toBe(409);
    expect((await tus.patch(path, 4, bytesOf(7))).status).toBe(413);
    expect((await tus.patch(path, 4, bytesOf(1), { 'content-type': 'application/dicom' })).status).toBe(415);
    expect((await tus.patch(path, 4, bytesOf(1), { 'content-encoding': 'gzip' })).status).toBe(415);
    expect((await tus.patch(path, 4, bytesOf(1), { 'upload-offset': '-4' })).status).toBe(400);
    expect(await tus.offset(path)).toBe(4);
  });

  it('keeps nothing of bytes that have another checksum than they came with', async () => {
    const bytes = bytesOf(100_000);
    for (const algorithm of ['sha1', 'sha256', 'sha512', 'md5']) {
      const path = await tus.create(bytes.length);
      const wrong = { 'upload-checksum': checksumOf(algorithm, bytesOf(1)) };
      expect((await tus.patch(path, 0, bytes, wrong)).status).toBe(460);
      expect(await tus.offset(path)).toBe(0);
      const right = { 'upload-checksum': checksumOf(algorithm, bytes) };
      expect((await tus.patch(path, 0, bytes, right)).status).toBe(204);
    }
    const path = await tus.create(1);
    for (const header of ['crc64 AAAA', 'sha1', 'sha1 ???', 'sha1 AAAA AAAA'])
      expect((await tus.patch(path, 0, bytesOf(1), { 'upload-checksum': header })).status).toBe(400);
  });

  it('is given up by its maker, and is gone then', async () => {
    const path = await tus.create(10);
    await tus.patch(path, 0, bytesOf(4));
    const { headers } = await tus.call('HEAD', path);
    expect((await tus.call('DELETE', path)).status).toBe(204);
    expect((await tus.call('HEAD', path)).status).toBe(404);
    expect((await tus.patch(path, 4, bytesOf(1))).status).toBe(404);
    expect((await tus.call('DELETE', path)).status).toBe(404);
    const { body } = await restClient(server, team).get(`/uploads/${headers['lumenbox-upload-id']}`);
    expect(body.data).toMatchObject({ status: 'failed', files: [] });
  });

  it('takes the methods that a firewall stops in a header of a POST', async () => {
    const path = await tus.create(4);
    const patched = await tus.call(
      'POST',
      path,
      {
        'x-http-method-override': 'PATCH',
        'upload-offset': '0',
        'content-type': 'application/offset+octet-stream',
      },
      bytesOf(2),
    );
    expect(patched).toMatchObject({ status: 204, headers: { 'upload-offset': '2' } });
    expect((await tus.call('POST', path, { 'x-http-method-override': 'DELETE' })).status).toBe(204);
    expect(await tus.offset(path)).toBeUndefined();
  });
});

describe('two who send at the same place at once', () => {
  it('are one who did, and one who is told', async () => {
    const { bytes } = aCtInstance({ seed: 'twice' });
    const path = await tus.create(bytes.length, { filename: 'twice.dcm' });
    const answers = await Promise.all([tus.patch(path, 0, bytes), tus.patch(path, 0, bytes)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    expect(await tus.offset(path)).toBe(bytes.length);
    const uploadId = (await tus.call('HEAD', path)).headers['lumenbox-upload-id'];
    await server.parts.jobs.runDue();
    const { body } = await restClient(server, team).get(`/uploads/${uploadId}`);
    expect(body.data.counts).toMatchObject({ received: 1, stored: 1 });
  });
});
