// PDFs and structured reports that come with the images: reports like others to read, and none to write. And how reports,
// written or received, show in studies and in the worklist, wherever the studies go.
import {
  aContentItem,
  aCtInstance,
  aPdf,
  aPdfInstance,
  aReportInstance,
  documentSopClassUids,
  element,
} from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imagingClient } from '../../../test/support/imaging.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { getPdf, putPdf } from '../../../test/support/reports.ts';
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

type Made = { readonly bytes: Uint8Array };
async function send(instances: readonly Made[], into = '/imaging') {
  const files = instances.map(({ bytes }, index) => ({ name: `${index}.dcm`, bytes }));
  const answer = await imagingClient(server, team).sendForm(into, files);
  expect(answer.status).toBe(201);
  const [{ id, patient_id }] = answer.body.data.studies;
  return {
    studyId: id as string,
    patientId: patient_id as string,
    study: `/patients/${patient_id}/studies/${id}`,
    reports: `/patients/${patient_id}/studies/${id}/reports`,
  };
}
const worklist = async (query: string) =>
  (await api.get(`/studies?per_page=100&${query}`)).body.data.map(({ id }: { id: string }) => id);

describe('documents among the images', () => {
  it('are reports of the study, behind those that were written here', async () => {
    const seed = 'documents';
    const place = await send([
      aCtInstance({ seed }),
      aPdfInstance({ seed, title: 'Referral letter', studyDate: '20250110' }),
      aReportInstance({ seed, title: 'Diagnostic Imaging Report', isVerified: true }),
      aReportInstance({ seed, title: 'Dose', sopClassUid: documentSopClassUids.doseSr, seriesNumber: 9 }),
    ]);
    const written = (await api.post(place.reports, { title: 'Written' })).body.data;
    const { data, meta } = (await api.get(place.reports)).body;
    expect(meta.total).toBe(4);
    expect(data[0]).toEqual(written);
    const received = data
      .slice(1)
      .toSorted((one: { title: string }, other: { title: string }) => (one.title < other.title ? -1 : 1));
    expect(received).toMatchObject([
      {
        title: 'Diagnostic Imaging Report',
        type: 'structured report',
        status: 'final',
        source: 'dicom',
        file: null,
      },
      { title: 'Dose', type: 'dose report', status: 'received', source: 'dicom' },
      {
        title: 'Referral letter',
        type: 'document',
        date: '2025-01-10',
        status: 'received',
        file: { media_type: 'application/pdf', size_bytes: null },
        instance: { sop_class_uid: documentSopClassUids.encapsulatedPdf },
      },
    ]);
    expect((await api.get(place.study)).body.data.reports).toHaveLength(4);
    expect((await api.get(`${place.reports}?per_page=2&page=2`)).body.data).toEqual(data.slice(2));
  });

  it('open: a PDF as it was put in, a structured report as a tree', async () => {
    const seed = 'opened';
    const pdf = aPdf('Of an odd length');
    const odd = pdf.length % 2 === 1 ? pdf : aPdf('Of an odd length.');
    const place = await send([
      aPdfInstance({ seed, pdf: odd }),
      aReportInstance({
        seed,
        title: 'Chest',
        content: [
          aContentItem(['CONTAINS', 'TEXT', 'Finding'], [element('TextValue', 'Clear.')]),
          aContentItem(
            ['CONTAINS', 'IMAGE', 'Seen in'],
            [
              element('ReferencedSOPSequence', [
                [
                  element('ReferencedSOPClassUID', '1.2.840.10008.5.1.4.1.1.2'),
                  element('ReferencedSOPInstanceUID', '1.2.3'),
                ],
              ]),
            ],
          ),
        ],
      }),
    ]);
    const { data } = (await api.get(place.reports)).body;
    const path = (type: string) =>
      `${place.reports}/${data.find((one: { type: string }) => one.type === type).id}`;
    const got = await getPdf(server, team, path('document'));
    expect(got.headers['content-type']).toBe('application/pdf');
    expect(got.rawPayload.equals(Buffer.from(odd))).toBe(true);
    const shown = (await api.get(path('structured report'))).body.data;
    expect(shown.content).toEqual({
      is_whole: true,
      items: [
        { level: 0, relationship: null, type: 'CONTAINER', name: 'Chest', value: null, reference: null },
        {
          level: 1,
          relationship: 'CONTAINS',
          type: 'TEXT',
          name: 'Finding',
          value: 'Clear.',
          reference: null,
        },
        {
          level: 1,
          relationship: 'CONTAINS',
          type: 'IMAGE',
          name: 'Seen in',
          value: null,
          reference: { sop_class_uid: '1.2.840.10008.5.1.4.1.1.2', sop_instance_uid: '1.2.3', frames: [] },
        },
      ],
    });
    expect((await getPdf(server, team, path('structured report'))).statusCode).toBe(404);
    expect((await api.get(`${path('document')}/versions`)).body.data).toEqual([]);
    const stranger = await aTeam(server);
    expect((await getPdf(server, stranger, path('document'))).statusCode).toBe(404);
    expect((await restClient(server, stranger).get(path('structured report'))).status).toBe(404);
  });

  it('are neither changed nor signed nor deleted here', async () => {
    const place = await send([aPdfInstance({ seed: 'read only' })]);
    const path = `${place.reports}/${(await api.get(place.reports)).body.data[0].id}`;
    const refused = await Promise.all([
      api.put(path, { title: 'x' }),
      api.post(`${path}/sign`),
      api.post(`${path}/amend`, { body: 'x', reason: 'y' }),
      api.delete(path),
      putPdf(server, team, path, aPdf('x')),
    ]);
    for (const { status, body } of refused) {
      expect(status).toBe(409);
      expect(body.message).toMatch(/came with the images/);
    }
  });

  it('are no report that is an image, whatever its id', async () => {
    const place = await send([aCtInstance({ seed: 'an image' })]);
    const row = await server.parts.foundation.database.kysely
      .selectFrom('instances')
      .select('id')
      .where('study_id', '=', place.studyId)
      .executeTakeFirstOrThrow();
    expect((await api.get(`${place.reports}/${row.id}`)).status).toBe(404);
    expect((await api.get(place.study)).body.data.reports).toEqual([]);
  });

  it('show a hundred of each study in its answers, and all in its list', async () => {
    const seed = 'many';
    const place = await send(
      Array.from({ length: 103 }, (_, index) => aReportInstance({ seed, instanceNumber: index + 1 })),
    );
    expect((await api.get(place.study)).body.data.reports).toHaveLength(100);
    expect((await api.get(place.reports)).body.meta.total).toBe(103);
    expect((await api.get(`${place.reports}?per_page=50&page=3`)).body.data).toHaveLength(3);
  });

  it('are found by an index, and not by looking at images', async () => {
    const { database } = server.parts.foundation;
    if (database.dialect !== 'sqlite') return;
    const classes = await database.kysely
      .selectFrom('sqlite_master' as never)
      .select('sql' as never)
      .where('name' as never, '=', 'instances_documents' as never)
      .executeTakeFirstOrThrow();
    const condition = /WHERE (.*)$/s.exec((classes as { sql: string }).sql)?.[1] ?? '';
    const { sql } = await import('kysely');
    const plan = await sql<{ detail: string }>`
      EXPLAIN QUERY PLAN SELECT id FROM instances WHERE study_id = 'x' AND ${sql.raw(condition)}`.execute(
      database.kysely,
    );
    expect(plan.rows.map(({ detail }) => detail).join()).toContain('instances_documents');
  });
});

describe('the worklist', () => {
  it('finds studies with a report, and those without', async () => {
    const bare = await send([aCtInstance({ seed: 'w-bare' })]);
    const pdf = await send([aCtInstance({ seed: 'w-pdf' }), aPdfInstance({ seed: 'w-pdf' })]);
    const dose = await send([aReportInstance({ seed: 'w-dose', sopClassUid: documentSopClassUids.doseSr })]);
    const measured = await send([
      aReportInstance({ seed: 'w-measured', sopClassUid: documentSopClassUids.comprehensive3dSr }),
    ]);
    const ids = [bare, pdf, dose, measured].map(({ studyId }) => studyId);
    const among = async (query: string) => (await worklist(query)).filter((id: string) => ids.includes(id));
    expect(await among('has_report=true')).toEqual([pdf.studyId]);
    expect((await among('has_report=no')).toSorted()).toEqual(
      [bare, dose, measured].map(({ studyId }) => studyId).toSorted(),
    );
    expect(await among('has_report=1&modality=CT')).toEqual([pdf.studyId]);
    expect((await among('')).length).toBe(4);
    expect((await api.get('/studies?has_report=maybe')).status).toBe(422);

    const report = await api.post(bare.reports, { title: 'Written' });
    expect((await among('has_report=true')).toSorted()).toEqual([bare.studyId, pdf.studyId].toSorted());
    await api.delete(`${bare.reports}/${report.body.data.id}`);
    expect(await among('has_report=true')).toEqual([pdf.studyId]);
    await server.app.inject({
      method: 'DELETE',
      url: `/dicomweb/studies/${aPdfInstance({ seed: 'w-pdf' }).studyInstanceUid}/series/${aPdfInstance({ seed: 'w-pdf' }).seriesInstanceUid}`,
      headers: team.headers,
    });
    expect(await among('has_report=true')).toEqual([]);
  });

  it('has no word of a study that is gone', async () => {
    const gone = await send([aPdfInstance({ seed: 'w-gone' })]);
    await api.post(gone.reports, { title: 'Written' });
    const { kysely } = server.parts.foundation.database;
    const { number } = await kysely
      .selectFrom('worklist_studies')
      .select('number')
      .where('study_id', '=', gone.studyId)
      .executeTakeFirstOrThrow();
    const terms = () =>
      kysely.selectFrom('worklist_terms').select('term').where('study_number', '=', number).execute();
    expect(await terms()).toContainEqual({ term: 'r:1' });
    await api.delete(gone.study);
    expect(await terms()).toEqual([]);
  });
});

describe('reports of a study that moves', () => {
  it('go with it into the study of the same images that the other patient has', async () => {
    const mine = await send([aCtInstance({ seed: 'moved', patientId: 'A' })]);
    const other = (
      await api.post('/patients', {
        given_names: 'B',
        family_name: 'B',
        date_of_birth: '1990-01-01',
        sex: 'male',
      })
    ).body.data.id;
    const twin = await send(
      [aCtInstance({ seed: 'moved', patientId: 'A', instanceNumber: 2 })],
      `/patients/${other}/imaging?accept_mismatch=1`,
    );
    const { id } = (await api.post(mine.reports, { title: 'Moved' })).body.data;
    await putPdf(server, team, `${mine.reports}/${id}`, aPdf('Moved along'));
    const moved = await api.post(`${mine.study}/move`, { to_patient_id: other });
    expect(moved.status).toBe(200);
    expect(moved.body.data).toMatchObject({ id: twin.studyId, reports: [{ id, title: 'Moved' }] });
    expect((await api.get(`${mine.reports}/${id}`)).status).toBe(404);
    const got = await getPdf(server, team, `${twin.reports}/${id}`);
    expect(got.rawPayload.equals(Buffer.from(aPdf('Moved along')))).toBe(true);
    expect(await worklist('has_report=1')).toContain(twin.studyId);
  });

  it('stay with the patient when it is copied into a case', async () => {
    const mine = await send([aCtInstance({ seed: 'copied' })]);
    await api.post(mine.reports, { title: 'Of a person', body: 'Of a person' });
    const label = (await api.post('/cases', { label: 'Copied' })).body.data.id;
    const copy = await api.post(`/cases/${label}/studies`, { from_study: mine.studyId });
    expect(copy.status).toBe(201);
    const [{ id }] = copy.body.data.studies;
    expect((await api.get(`/patients/${label}/studies/${id}`)).body.data.reports).toEqual([]);
  });
});
