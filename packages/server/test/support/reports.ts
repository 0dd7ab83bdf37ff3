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
