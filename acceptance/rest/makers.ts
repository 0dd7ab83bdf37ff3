// What the REST tests need to stand before they can ask: patients, cases, studies, images. Made through the API.
import { aCtInstance } from '@lumenbox/dicom/testing';
import { expect } from 'vitest';
import type { Api, Json } from '../support/index.ts';

/** The fields of a patient that nothing is wrong with. */
export const patientFields = {
  given_names: 'Jessica',
  family_name: 'Jones',
  date_of_birth: '1985-06-15',
  sex: 'female',
};

/** Makes a patient and gives it. */
export async function aPatient(api: Api, fields: Readonly<Record<string, unknown>> = {}): Promise<Json> {
  const answer = await api.post('/patients', { ...patientFields, ...fields });
  expect(answer.status, answer.text).toBe(201);
  return answer.body.data;
}

/** Makes a case and gives it. */
export async function aCase(api: Api, fields: Readonly<Record<string, unknown>> = {}): Promise<Json> {
  const answer = await api.post('/cases', { label: 'CASE-1', ...fields });
  expect(answer.status, answer.text).toBe(201);
  return answer.body.data;
}

/** Makes a study of a patient or case and gives it. */
export async function aStudy(
  api: Api,
  patientId: string,
  fields: Readonly<Record<string, unknown>> = {},
): Promise<Json> {
  const answer = await api.post(`/patients/${patientId}/studies`, fields);
  expect(answer.status, answer.text).toBe(201);
  return answer.body.data;
}

/** The bytes of a CT image of the patient that {@link patientFields} names. Equal seeds, equal UIDs. */
export function ctImage(seed: string): Uint8Array<ArrayBuffer> {
  const { bytes } = aCtInstance({
    seed,
    rows: 16,
    columns: 16,
    patientName: 'Jones^Jessica',
    patientBirthDate: '19850615',
    patientSex: 'F',
    accessionNumber: 'ACC001234',
    institutionName: 'Sydney Radiology',
    referringPhysicianName: 'Smith^Sam',
  });
  return new Uint8Array(bytes);
}

/** Makes a patient with a viewable study of one CT image. */
export async function aPatientWithImages(api: Api, seed: string): Promise<{ patient: Json; study: Json }> {
  const patient = await aPatient(api);
  const upload = await api.send('POST', `/patients/${patient.id}/imaging`, {
    raw: ctImage(seed),
    type: 'application/dicom',
  });
  expect(upload.status, upload.text).toBe(201);
  const path = `/patients/${patient.id}/studies/${upload.body.data.studies[0].id}`;
  await expect
    .poll(async () => (await api.get(path)).body.data.status, { timeout: 30_000, interval: 100 })
    .toBe('viewable');
  return { patient, study: (await api.get(path)).body.data };
}

/** A value in every row of a list. */
export function column(answer: { body: Json }, key: string): unknown[] {
  return answer.body.data.map((row: Json) => row[key]);
}
