// A team whose realm lets other bytes take the place of the first, with the clients that its tests speak through.
import { aCtInstance } from '@lumenbox/dicom/testing';
import { type DicomwebTestClient, dicomwebClient } from './dicomweb.ts';
import { type ImagingClient, imagingClient } from './imaging.ts';
import type { TestMember } from './makers.ts';
import { type RestClient, restClient } from './rest-client.ts';
import type { TestServer } from './test-server.ts';

/** How a member of the team reaches the server. */
export interface ReplacingClients {
  readonly api: RestClient;
  readonly imaging: ImagingClient;
  readonly dicomweb: DicomwebTestClient;
}

/** Has the realm keep the last bytes under a SOP Instance UID. */
export async function replacing(server: TestServer, team: TestMember): Promise<ReplacingClients> {
  const api = restClient(server, team);
  await api.put('/realm', { when_bytes_differ: 'replace' });
  return { api, imaging: imagingClient(server, team), dicomweb: await dicomwebClient(server, team) };
}

/** A small slice of a patient and a study that are named by the seed. */
export function aSlice(seed: string, options: Parameters<typeof aCtInstance>[0] = {}) {
  return aCtInstance({ seed, patientId: seed, rows: 16, columns: 16, ...options });
}
