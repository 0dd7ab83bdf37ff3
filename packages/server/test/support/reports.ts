// Reports in tests: a patient with a study, paths, and PDFs as bodies.
/* oxlint-disable typescript/no-explicit-any, typescript/no-unsafe-member-access -- tests look into answers of every form. */
import type { TestMember } from './makers.ts';
import type { RestClient } from './rest-client.ts';
import type { TestServer } from './test-server.ts';

/** A study made by hand, and the path of its reports. */
export interface ReportedStudy {
  readonly patientId: string;
  readonly studyId: string;
  readonly reports: string;
}

/** A patient with a study. */
export async function aReportedStudy(api: RestClient, fields: object = {}): Promise<ReportedStudy> {
  const patient = await api.post('/patients', {
    given_names: 'Ada',
    family_name: 'Reported',
    date_of_birth: '1990-01-01',
    sex: 'female',
  });
  const patientId = patient.body.data.id;
  const study = await api.post(`/patients/${patientId}/studies`, fields);
  const studyId = study.body.data.id;
  return { patientId, studyId, reports: `/patients/${patientId}/studies/${studyId}/reports` };
}

/** A report of a study, or of a new one; what it says can be chosen. */
export async function aReport(
  api: RestClient,
  fields: object = {},
  study?: { readonly reports: string },
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every form.
): Promise<{ reports: string; path: string; report: any }> {
  const { reports } = study ?? (await aReportedStudy(api));
  const { body } = await api.post(reports, { title: 'CT Chest Report', body: 'Lungs clear.', ...fields });
  return { reports, path: `${reports}/${body.data.id}`, report: body.data };
}

/** What the audit trail says of an object, oldest first. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every form.
export async function eventsOf(api: RestClient, id: string): Promise<any[]> {
  const { body } = await api.get(`/audit-events?object_id=${id}`);
  return [...body.data].reverse();
}

/** Sends a body as the file of a report. */
export async function putPdf(
  server: TestServer,
  member: Pick<TestMember, 'headers'>,
  report: string,
  body: Uint8Array,
  type = 'application/pdf',
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every form.
): Promise<{ status: number; body: any }> {
  const answer = await server.app.inject({
    method: 'PUT',
    url: `/api/v1${report}/file`,
    headers: { ...member.headers, 'content-type': type },
    payload: Buffer.from(body),
  });
  return { status: answer.statusCode, body: answer.json() };
}

/** The file of a report as it comes. */
export function getPdf(
  server: TestServer,
  member: Pick<TestMember, 'headers'>,
  report: string,
  { query = '', headers = {} }: { query?: string; headers?: Record<string, string> } = {},
) {
  return server.app.inject({
    url: `/api/v1${report}/file${query}`,
    headers: { ...member.headers, ...headers },
  });
}
