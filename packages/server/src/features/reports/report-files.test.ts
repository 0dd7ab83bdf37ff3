// The files of reports through HTTP: PDFs alone, whole or not at all, in the object store as images are, and gone with their study.

import { readdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { join } from 'node:path';
import { aPdf } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { aReportedStudy, getPdf, putPdf } from '../../../test/support/reports.ts';
import { type RestClient, restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { type ObjectFault, scheduleSweep, verifyObjects } from '../../archive/index.ts';

let server: TestServer;
let team: TestMember;
let api: RestClient;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  api = restClient(server, team);
});
afterAll(() => server.close());

/** Over what lies in the database, and so an object of its own. */
const large = aPdf('A large one', { paddingBytes: 200_000 });
const small = aPdf('A small one');

async function aReport() {
  const study = await aReportedStudy(api);
  const { body } = await api.post(study.reports, { title: 'Scanned', body: null });
  return { ...study, id: body.data.id, path: `${study.reports}/${body.data.id}` };
}
const db = () => server.parts.foundation.database.kysely;
const keysOf = async (studyId: string) =>
  (await db().selectFrom('report_files').select('object_key').where('study_id', '=', studyId).execute()).map(
    ({ object_key }) => object_key,
  );
const areThere = async (keys: readonly string[]) =>
  (await Promise.all(keys.map((key) => server.parts.archive.objects.stat(key as never)))).map(
    (stat) => stat !== undefined,
  );
const faults = async () => {
  const found: ObjectFault[] = [];
  const { database } = server.parts.foundation;
  for await (const fault of verifyObjects({ database, objects: server.parts.archive.objects }))
    found.push(fault);
  return found;
};
const spoolFiles = () => readdir(join(server.dataDir, 'objects', 'incoming'));

describe('the PDF of a report', () => {
  it.each([
    ['small', small],
    ['large', large],
  ])('comes back as it was sent: a %s one', async (_, pdf) => {
    const { path } = await aReport();
    const answer = await putPdf(server, team, path, pdf);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        data: {
          version: 2,
          source: 'uploaded',
          file: { media_type: 'application/pdf', size_bytes: pdf.length },
        },
      },
    });
    const got = await getPdf(server, team, path);
    expect(got.statusCode).toBe(200);
    expect(got.rawPayload.equals(Buffer.from(pdf))).toBe(true);
    expect(got.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(pdf.length),
      'content-disposition': 'inline; filename="report.pdf"',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'cache-control': 'private, no-cache',
    });
    expect(got.headers['content-security-policy']).toContain("frame-ancestors 'self'");
    const known = await getPdf(server, team, path, {
      headers: { 'if-none-match': String(got.headers.etag) },
    });
    expect([known.statusCode, known.rawPayload.length]).toEqual([304, 0]);
  });

  it('is another one in each version, and the former stays', async () => {
    const { path } = await aReport();
    await putPdf(server, team, path, small);
    await putPdf(server, team, path, large);
    await api.put(path, { body: 'With words.' });
    const sizes = await Promise.all(
      ['', '?version=1', '?version=2', '?version=3', '?version=4', '?version=9'].map(async (query) => {
        const got = await getPdf(server, team, path, { query });
        return got.statusCode === 200 ? got.rawPayload.length : got.statusCode;
      }),
    );
    expect(sizes).toEqual([large.length, 404, small.length, large.length, large.length, 404]);
  });

  it('is signed, and taken in place of a text', async () => {
    const { path } = await aReport();
    await putPdf(server, team, path, small);
    expect((await api.post(`${path}/sign`)).body.data.status).toBe('final');
    expect((await putPdf(server, team, path, large)).status).toBe(409);
    const amended = await api.post(`${path}/amend`, { body: 'Page 2: left, not right.', reason: 'Side.' });
    expect(amended.body.data).toMatchObject({ status: 'amended', file: { size_bytes: small.length } });
  });

  it.each([
    ['a fake one', Buffer.from('<html><script>alert(1)</script></html>'), 'The file is no PDF.'],
    ['nothing', Buffer.alloc(0), 'The request body is empty. Send one PDF.'],
    ['its first letters alone', Buffer.from('%PD'), 'The file is no PDF.'],
    ['HTML before a PDF', Buffer.concat([Buffer.from('<html>'), small]), 'The file is no PDF.'],
    ['a cut one', Buffer.from(large.subarray(0, 150_000)), 'The PDF breaks off: its end is missing.'],
  ])('is refused when it is %s', async (_, bytes, sentence) => {
    const { path, studyId } = await aReport();
    const answer = await putPdf(server, team, path, bytes);
    expect([answer.status, answer.body.errors]).toEqual([422, { file: [sentence] }]);
    expect(await keysOf(studyId)).toEqual([]);
    expect((await api.get(path)).body.data).toMatchObject({ version: 1, file: null });
    expect(await spoolFiles()).toEqual([]);
  });

  it('is refused when it says that it is something else, is compressed, or is too large', async () => {
    const { path } = await aReport();
    expect((await putPdf(server, team, path, small, 'text/html')).status).toBe(415);
    const url = `/api/v1${path}/file`;
    const send = (headers: Record<string, string>) =>
      server.app.inject({
        method: 'PUT',
        url,
        headers: { ...team.headers, 'content-type': 'application/pdf', ...headers },
        payload: Buffer.from(small),
      });
    expect((await send({ 'content-encoding': 'gzip' })).statusCode).toBe(415);
    expect((await send({ 'content-length': String(64 * 1024 * 1024 + 1) })).statusCode).toBe(413);
    const endless = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(64 * 1024 * 1024)]);
    const answer = await putPdf(server, team, path, endless);
    expect([answer.status, answer.body.message]).toEqual([413, 'A PDF may have 64 MiB.']);
    expect(await spoolFiles()).toEqual([]);
  });

  it('is not there when the line was cut, and nothing of it is left', async () => {
    const { path, studyId } = await aReport();
    if (!server.app.server.listening) await server.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = server.app.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    const head = [
      `PUT /api/v1${path}/file HTTP/1.1`,
      'Host: x',
      `Authorization: ${team.headers.authorization}`,
      'Content-Type: application/pdf',
      `Content-Length: ${large.length}`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    socket.write(large.subarray(0, 150_000));
    await expect.poll(async () => (await spoolFiles()).length).toBe(1);
    socket.destroy();
    await expect.poll(spoolFiles).toEqual([]);
    expect(await keysOf(studyId)).toEqual([]);
    expect((await api.get(path)).body.data.version).toBe(1);
  });

  it('counts once when two come at once for the same version', async () => {
    const { path } = await aReport();
    const both = await Promise.all([putPdf(server, team, path, small), putPdf(server, team, path, large)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(both.map(({ body }) => body.data.version).toSorted()).toEqual([2, 3]);
    const stale = await server.app.inject({
      method: 'PUT',
      url: `/api/v1${path}/file?version=1`,
      headers: { ...team.headers, 'content-type': 'application/pdf' },
      payload: Buffer.from(small),
    });
    expect(stale.statusCode).toBe(409);
  });

  it('is none of another realm, nor without permission', async () => {
    const { path } = await aReport();
    await putPdf(server, team, path, small);
    const stranger = await aTeam(server);
    expect((await getPdf(server, stranger, path)).statusCode).toBe(404);
    expect((await putPdf(server, stranger, path, small)).status).toBe(404);
    const token = await team.token(['studies:read', 'imaging:read']);
    const headers = { authorization: `Bearer ${token}` };
    expect((await getPdf(server, { headers }, path)).statusCode).toBe(403);
  });
});

describe('the objects of files', () => {
  it('are verified, kept by the sweep, and gone with their report', async () => {
    const { path, studyId } = await aReport();
    await putPdf(server, team, path, small);
    await putPdf(server, team, path, large);
    const keys = await keysOf(studyId);
    expect(keys).toHaveLength(2);
    expect(keys.filter((key) => key.startsWith('small/'))).toHaveLength(1);
    expect(await faults()).toEqual([]);
    await scheduleSweep(server.parts.foundation);
    server.clock.advance(26 * 3_600_000);
    await server.parts.jobs.runDue();
    expect(await areThere(keys)).toEqual([true, true]);
    expect((await api.delete(path)).status).toBe(204);
    await server.parts.jobs.runDue();
    expect(await areThere(keys)).toEqual([false, false]);
  });

  it('are gone with their study, and with their patient', async () => {
    const ofStudy = await aReport();
    const ofPatient = await aReport();
    for (const { path } of [ofStudy, ofPatient]) {
      await putPdf(server, team, path, small);
      await putPdf(server, team, path, large);
    }
    const keys = [...(await keysOf(ofStudy.studyId)), ...(await keysOf(ofPatient.studyId))];
    expect(await areThere(keys)).toEqual([true, true, true, true]);
    await api.delete(`/patients/${ofStudy.patientId}/studies/${ofStudy.studyId}`);
    await api.delete(`/patients/${ofPatient.patientId}`);
    await server.parts.jobs.runDue();
    expect(await areThere(keys)).toEqual([false, false, false, false]);
    expect(await faults()).toEqual([]);
  });

  it('are seen to be damaged', async () => {
    const { path, studyId } = await aReport();
    await putPdf(server, team, path, large);
    const [key] = await keysOf(studyId);
    await server.parts.archive.objects.delete(key as never);
    expect(await faults()).toMatchObject([{ table: 'report_files', objectKey: key, fault: 'missing' }]);
    await api.delete(path);
  });
});
