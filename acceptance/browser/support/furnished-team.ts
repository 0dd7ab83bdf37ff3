// A team with one of everything, for tests that look at every page.
import { aCtInstance } from '@lumenbox/dicom/testing';
import type { Account } from '../../support/index.ts';
import type { Stage } from './browser.ts';
import { request } from './walk.ts';

/** What was made, by its id. */
export interface FurnishedTeam {
  readonly patient: string;
  readonly upload: string;
}

/** Fills a team with one of everything. */
export async function furnish(stage: Stage, account: Account): Promise<FurnishedTeam> {
  const api = `${stage.server.url}/api/v1`;
  const token = await stage.server.createToken(account, { name: 'Integration' });
  const make = async (path: string, body: unknown) =>
    (await request<{ data: { id: string } }>(api + path, token, { body })).data.id;
  const names = ['Diallo', 'García López', 'Müller', 'Patel', 'Rossi', 'Smith', 'Tanaka'];
  for (const family_name of names)
    await make('/patients', { given_names: 'Alex', family_name, date_of_birth: '1961-02-03', sex: 'other' });
  const patient = await make('/patients', {
    given_names: 'Jessica',
    family_name: 'Jones',
    date_of_birth: '1985-06-15',
    sex: 'female',
    address: { street: '12 Lake Road', city: 'Zurich', postcode: '8001', country: 'CH' },
  });
  await make(`/patients/${patient}/identifiers`, { value: 'MRN-0042', issuer: 'North Hospital', type: 'MR' });
  await make(`/patients/${patient}/studies`, {
    study_description: 'MRI brain with contrast',
    study_date: '2025-01-10',
    institution_name: 'South Clinic',
    notes: 'Images on CD at the front desk.',
  });
  for (let index = 0; index < 30; index++) await make('/cases', { label: `CASE-${1000 + index}` });
  await request(`${api}/realm`, token, { method: 'PUT', body: { ae_title: 'RADIOLOGY_NORTH' } });
  await make('/peers', { ae_title: 'CT_SCANNER', rights: ['store'] });
  // Nobody listens there: what is sent waits.
  await make('/peers', { ae_title: 'ARCHIVE', host: '127.0.0.1', port: 1, tls: true });
  const upload = await send(`${api}/patients/${patient}/imaging`, token);
  await request(`${api}/patients/${patient}/send`, token, { body: { ae_title: 'ARCHIVE' } });
  return { patient, upload };
}

/** Sends six slices in two series, one of them of another person. Gives the upload's id. */
async function send(url: string, token: string): Promise<string> {
  const form = new FormData();
  for (let number = 1; number <= 6; number++) {
    const { bytes } = aCtInstance({
      seed: 'pages',
      patientName: number === 6 ? 'Smith^John' : 'Jones^Jessica',
      patientBirthDate: '19850615',
      patientSex: 'F',
      patientId: '',
      studyDescription: 'CT chest',
      studyDate: '20250203',
      seriesNumber: number > 3 ? 2 : 1,
      seriesDescription: number > 3 ? 'Lung' : 'Soft tissue',
      instanceNumber: number,
    });
    form.append('files[]', new Blob([new Uint8Array(bytes)]), `CT/${number}.dcm`);
  }
  const response = await fetch(url, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
    body: form,
  });
  const answer = (await response.json()) as { data: { id: string } };
  return answer.data.id;
}
