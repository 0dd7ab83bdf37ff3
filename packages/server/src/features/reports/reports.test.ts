// Reports through HTTP: drafts with all their versions, where they are found, and when they go.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { aReport, aReportedStudy, eventsOf } from '../../../test/support/reports.ts';
import { type RestClient, restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let team: TestMember;
let api: RestClient;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  api = restClient(server, team);
});
afterAll(() => server.close());

describe('a report', () => {
  it('is a draft of today by whoever writes it, and shows so in its study', async () => {
    const study = await aReportedStudy(api);
    const made = await api.post(study.reports, { title: 'CT Chest Report', body: '## Findings\n\nClear.' });
    expect(made.status).toBe(201);
    expect(made.body.data).toMatchObject({
      title: 'CT Chest Report',
      type: 'radiology',
      date: server.clock.now().slice(0, 10),
      status: 'draft',
      source: 'written',
      author: 'Test Member',
      body: '## Findings\n\nClear.',
      file: null,
      instance: null,
      version: 1,
      written_by: 'Test Member',
      signed_by: null,
      signed_at: null,
    });
    const { id, title, type, date } = made.body.data;
    const studyPath = `/patients/${study.patientId}/studies`;
    const shown = await api.get(`${studyPath}/${study.studyId}`);
    expect(shown.body.data.reports).toEqual([{ id, title, type, date }]);
    expect((await api.get(studyPath)).body.data[0].reports).toEqual(shown.body.data.reports);
    expect((await api.get('/studies')).body.data[0].reports).toEqual(shown.body.data.reports);
    expect((await api.get(`${study.reports}/${id}`)).body.data).toEqual({ ...made.body.data, content: null });
  });

  it('takes what it is told: type, date, author, and no text at all', async () => {
    const { report } = await aReport(api, {
      type: 'pathology',
      date: '2025-01-10',
      author: 'Dr Smith',
      body: null,
    });
    expect(report).toMatchObject({ type: 'pathology', date: '2025-01-10', author: 'Dr Smith', body: null });
    const nobody = await aReport(api, { date: null, author: null });
    expect(nobody.report).toMatchObject({ date: null, author: null, written_by: 'Test Member' });
  });

  it('needs a title, and has limits', async () => {
    const { reports } = await aReportedStudy(api);
    expect((await api.post(reports, { body: 'x' })).body.errors).toEqual({
      title: ['The title field is required.'],
    });
    const long = await api.post(reports, {
      title: 't'.repeat(256),
      type: 'y'.repeat(65),
      body: 'b'.repeat(100_001),
    });
    expect(Object.keys(long.body.errors)).toEqual(['title', 'type', 'body']);
    expect((await api.post(reports, { title: 't', body: 'ü'.repeat(100_000) })).status).toBe(201);
    expect((await api.post(reports, { title: 't', date: 'soon' })).status).toBe(422);
  });

  it('keeps no HTML as HTML, and leaves what only looks like it', async () => {
    const body = [
      '<script>alert(1)</script> and <img src=x onerror=alert(1)>',
      'A nodule of < 5 mm, p<0.05, <https://example.org/x>, 2 <3',
      '<!-- hidden --> <svg/onload=alert(1)> <?php ?>',
      '\\<b> stays escaped, \\\\<b> is not escaped yet',
    ].join('\n');
    const { path, report } = await aReport(api, { body });
    expect(report.body).toBe(
      [
        '\\<script>alert(1)\\</script> and \\<img src=x onerror=alert(1)>',
        'A nodule of < 5 mm, p<0.05, <https://example.org/x>, 2 <3',
        '\\<!-- hidden --> \\<svg/onload=alert(1)> \\<?php ?>',
        '\\<b> stays escaped, \\\\\\<b> is not escaped yet',
      ].join('\n'),
    );
    // What came back is sent again: nothing changes, and nothing is escaped twice.
    const again = await api.put(path, { body: report.body });
    expect(again.body.data).toEqual(report);
  });

  it('gets a version with each change, and keeps what it said', async () => {
    const { path } = await aReport(api);
    const changed = await api.put(path, { body: 'Lungs clear. No effusion.', title: 'CT Chest' });
    expect(changed.body.data).toMatchObject({ version: 2, title: 'CT Chest', author: 'Test Member' });
    const same = await api.put(path, { title: 'CT Chest', version: 2 });
    expect(same.body.data).toEqual(changed.body.data);
    const { body } = await api.get(`${path}/versions`);
    expect(body.meta.total).toBe(2);
    expect(body.data.map((one: object) => one)).toMatchObject([
      { version: 2, status: 'draft', title: 'CT Chest', body: 'Lungs clear. No effusion.' },
      { version: 1, status: 'draft', title: 'CT Chest Report', body: 'Lungs clear.' },
    ]);
    expect((await api.get(`${path}/versions?per_page=1&page=2`)).body.data).toMatchObject([{ version: 1 }]);
  });

  it('is not changed from a version that is not the newest any more, nor by two at once', async () => {
    const { path } = await aReport(api);
    const both = await Promise.all([
      api.put(path, { body: 'one', version: 1 }),
      api.put(path, { body: 'other', version: 1 }),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const refused = both.find(({ status }) => status === 409);
    expect(refused?.body.message).toBe(
      'Version 1 is not the newest any more: there is version 2. Look at it first.',
    );
    expect((await api.post(`${path}/sign`, { version: 1 })).status).toBe(409);
    const many = await Promise.all(
      Array.from({ length: 8 }, (_, index) => api.put(path, { body: `${index}` })),
    );
    expect(many.map(({ body }) => body.data.version).toSorted()).toEqual(
      [3, 4, 5, 6, 7, 8, 9, 10].toSorted(),
    );
  });
});

describe('the reports of a study', () => {
  it('are listed newest first, in pages', async () => {
    const study = await aReportedStudy(api);
    for (const title of ['first', 'second', 'third']) await aReport(api, { title }, study);
    const titles = async (query: string) =>
      (await api.get(`${study.reports}${query}`)).body.data.map((one: { title: string }) => one.title);
    expect(await titles('')).toEqual(['third', 'second', 'first']);
    expect(await titles('?per_page=2&page=2')).toEqual(['first']);
    expect((await api.get(study.reports)).body.meta.total).toBe(3);
  });

  it('are a hundred at most', async () => {
    const study = await aReportedStudy(api);
    for (let count = 0; count < 100; count += 1)
      expect((await api.post(study.reports, { title: `${count}` })).status).toBe(201);
    const refused = await api.post(study.reports, { title: 'one more' });
    expect([refused.status, refused.body.message]).toEqual([
      409,
      'A study has at most 100 reports. Delete some first.',
    ]);
    const shown = await api.get(`/patients/${study.patientId}/studies/${study.studyId}`);
    expect(shown.body.data.reports).toHaveLength(100);
  });

  it('are found under their own study and patient, in their own realm, and nowhere else', async () => {
    const { reports, report } = await aReport(api);
    const other = await aReportedStudy(api);
    const strangers = restClient(server, await aTeam(server));
    const calls = (client: RestClient, path: string) => [
      client.get(path),
      client.put(path, { body: 'x' }),
      client.delete(path),
      client.post(`${path}/sign`),
      client.post(`${path}/amend`, { body: 'x', reason: 'y' }),
      client.get(`${path}/versions`),
      client.get(`${path}/file`),
    ];
    const places = [
      ...calls(strangers, `${reports}/${report.id}`),
      ...calls(api, `${other.reports}/${report.id}`),
      ...calls(api, `${reports}/${other.studyId}`),
      ...calls(api, `${reports}/no-id`),
      ...calls(api, `${reports.replace(/patients\/[^/]+/, `patients/${other.patientId}`)}/${report.id}`),
    ];
    for (const { status } of await Promise.all(places)) expect(status).toBe(404);
    expect((await strangers.get(reports)).status).toBe(404);
    expect((await strangers.post(reports, { title: 'x' })).status).toBe(404);
    expect((await api.get(`${reports}/${report.id}`)).body.data.version).toBe(1);
  });

  it('are written into a case under its id, and are no business of other patients', async () => {
    const label = (await api.post('/cases', { label: 'Teaching' })).body.data.id;
    const study = (await api.post(`/patients/${label}/studies`, {})).body.data.id;
    const made = await api.post(`/patients/${label}/studies/${study}/reports`, { title: 'For teaching' });
    expect(made.status).toBe(201);
    const { patientId } = await aReportedStudy(api);
    expect((await api.get(`/patients/${patientId}/studies/${study}/reports`)).status).toBe(404);
  });

  it('go one by one, and with the study', async () => {
    const study = await aReportedStudy(api);
    const { path, report } = await aReport(api, {}, study);
    const kept = await aReport(api, {}, study);
    expect((await api.delete(path)).status).toBe(204);
    expect((await api.get(path)).status).toBe(404);
    expect((await api.delete(path)).status).toBe(404);
    expect((await eventsOf(api, report.id)).at(-1)).toMatchObject({ event: 'report.deleted' });
    expect((await api.get(kept.path)).status).toBe(200);
    expect((await api.delete(`/patients/${study.patientId}/studies/${study.studyId}`)).status).toBe(204);
    const rows = await server.parts.foundation.database.kysely
      .selectFrom('report_versions')
      .select('version')
      .where('report_id', 'in', [report.id, kept.report.id])
      .execute();
    expect(rows).toEqual([]);
  });

  it('come to be with the study or not at all when it is deleted meanwhile', async () => {
    for (let round = 0; round < 5; round += 1) {
      const study = await aReportedStudy(api);
      const path = `/patients/${study.patientId}/studies/${study.studyId}`;
      const answers = await Promise.all([
        api.delete(path),
        ...Array.from({ length: 4 }, () => api.post(study.reports, { title: 'Late' })),
      ]);
      expect(answers[0]?.status).toBe(204);
      for (const { status } of answers.slice(1)) expect([201, 404]).toContain(status);
      expect((await api.get(study.reports)).status).toBe(404);
    }
  });

  it('leave their reading in the audit trail, without a word of what they say', async () => {
    const { path, report } = await aReport(api, { title: 'Sehrgeheim', body: 'Sehrgeheim' });
    await api.get(path);
    await expect
      .poll(async () => (await eventsOf(api, report.id)).map((one: { event: string }) => one.event))
      .toEqual(['report.created', 'report.read']);
    expect(JSON.stringify((await api.get('/audit-events?per_page=100')).body)).not.toContain('Sehrgeheim');
  });
});
