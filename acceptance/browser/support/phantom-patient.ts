// The patient of the phantoms: made over the API, and sent images to.
import { viewerAddress } from './viewer.ts';
import { request } from './walk.ts';

/** Who the phantoms say they are. */
export const phantom = {
  patientName: 'Phantom^Ada',
  patientBirthDate: '18151210',
  patientSex: 'F',
  patientId: '',
} as const;

/** The patient of a realm, to whom images are sent. */
export interface PhantomPatient {
  readonly patientId: string;
  /** Sends a file to the patient; throws when it is not stored. */
  send(file: Uint8Array): Promise<void>;
  /** Where the viewer shows a study of the patient. */
  addressOf(studyInstanceUid: string): Promise<string>;
}

/** Makes the patient. */
export async function aPhantomPatient(url: string, token: string): Promise<PhantomPatient> {
  const api = `${url}/api/v1/patients`;
  const { data } = await request<{ data: { id: string } }>(api, token, {
    body: { given_names: 'Ada', family_name: 'Phantom', date_of_birth: '1815-12-10', sex: 'female' },
  });
  return {
    patientId: data.id,
    send: async (file) => {
      const answer = await fetch(`${api}/${data.id}/imaging`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/dicom' },
        body: file as Uint8Array<ArrayBuffer>,
      });
      if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`);
    },
    addressOf: (uid) => viewerAddress(url, token, { patientId: data.id, studyInstanceUid: uid }),
  };
}
