// Transfers from one realm to another of the same server: over real associations, told once, tried again, called off.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { aCtInstance, type MadeInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditNames } from '../../../test/support/browser.ts';
import {
  aCalledTeam,
  aPeer,
  type CalledTeam,
  type DimseServer,
  freePort,
  startDimseServer,
} from '../../../test/support/dimse.ts';
import { imagingClient } from '../../../test/support/imaging.ts';
import { aMember } from '../../../test/support/makers.ts';
import { restClient } from '../../../test/support/rest-client.ts';
import { sendTransferJob } from './send-transfer.job.ts';

let server: DimseServer;
let sender: CalledTeam;
let receiver: CalledTeam;
beforeAll(async () => {
  server = await startDimseServer();
  [sender, receiver] = [await aCalledTeam(server), await aCalledTeam(server)];
  const address = { host: '127.0.0.1', port: server.port };
  await aPeer(server, sender, { ae_title: receiver.aeTitle, ...address });
  await aPeer(server, receiver, { ae_title: sender.aeTitle, rights: ['store'] });
});
afterAll(() => server.close());

const runJobs = () => server.parts.jobs.runDue();
const api = () => restClient(server, sender);
const aSlice = (seed: string, instanceNumber = 1, more = {}) =>
  aCtInstance({ seed, patientId: seed, instanceNumber, rows: 16, columns: 16, ...more });

const aPatient = async (): Promise<string> =>
  (
    await api().post('/patients', {
      given_names: 'A',
      family_name: 'B',
      date_of_birth: '1970-01-01',
      sex: 'other',
    })
  ).body.data.id;

/** Stores images for a new patient of the sender; gives the path of their study. */
async function storedStudy(...made: MadeInstance[]): Promise<{ patient: string; path: string }> {
  const id = await aPatient();
  const client = imagingClient(server, sender);
  let study = '';
  for (const { bytes } of made) {
    const answer = await client.send(`/patients/${id}/imaging?accept_mismatch=true`, bytes);
    study = answer.body.data.studies[0].id;
  }
  return { patient: `/patients/${id}`, path: `/patients/${id}/studies/${study}` };
}
async function transferOf(path: string, body: object = { ae_title: receiver.aeTitle }) {
  const answer = await api().post(`${path}/send`, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.data;
}
const show = async (id: string) => (await api().get(`/transfers/${id}`)).body.data;

/** Which of some instances the receiver has, as it hands them out. */
async function arrived(made: readonly MadeInstance[]): Promise<number> {
  const client = restClient(server, receiver);
  const patients = await client.get('/patients?per_page=100');
  let count = 0;
  for (const { id } of patients.body.data) {
    const studies = await client.get(`/patients/${id}/studies`);
    for (const study of studies.body.data)
      if (study.study_instance_uid === made[0]?.studyInstanceUid) count += study.instance_count;
  }
  return count;
}

describe('sending a study', () => {
  it('tells the peer each instance, and says so', async () => {
    const made = [1, 2, 3].map((number) => aSlice('send-study', number, { studyDescription: 'CT chest' }));
    const { path } = await storedStudy(...made);
    const transfer = await transferOf(path);
    const study = { study_description: 'CT chest', modalities: ['CT'] };
    expect(transfer).toMatchObject({
      ...study,
      state: 'waiting',
      counts: { instances: 3, completed: 0 },
    });
    await runJobs();
    expect(await show(transfer.id)).toMatchObject({
      state: 'complete',
      reason: null,
      counts: { instances: 3, completed: 3, warning: 0, failed: 0 },
    });
    expect((await api().get('/transfers')).body.data).toContainEqual(expect.objectContaining(study));
    expect(await arrived(made)).toBe(3);
    const names = await auditNames(server, sender.realmId);
    expect(names).toContain('transfer.requested');
    expect(names).toContain('study.exported');
  });

  it('sends one series of it when asked for that alone', async () => {
    const made = [aSlice('send-series', 1), aSlice('send-series', 1, { seriesNumber: 2 })];
    const { path } = await storedStudy(...made);
    const series_instance_uid = made[1]?.seriesInstanceUid;
    const transfer = await transferOf(path, { ae_title: receiver.aeTitle, series_instance_uid });
    expect(transfer.counts.instances).toBe(1);
    await runJobs();
    expect(await arrived(made)).toBe(1);
  });

  it('sends all studies of a patient', async () => {
    const made = [aSlice('send-a'), aSlice('send-b')];
    const { patient } = await storedStudy(...made);
    const transfers = await transferOf(patient);
    expect(transfers).toHaveLength(2);
    await runJobs();
    for (const { id } of transfers) expect(await show(id)).toMatchObject({ state: 'complete' });
  });

  it('lists the instances that the peer did not take', async () => {
    const stranger = await aCalledTeam(server);
    const address = { host: '127.0.0.1', port: server.port };
    await aPeer(server, sender, { ae_title: stranger.aeTitle, ...address });
    await aPeer(server, stranger, { ae_title: sender.aeTitle, rights: ['query'] });
    const made = aSlice('send-refused');
    const { path } = await storedStudy(made);
    const { id } = await transferOf(path, { ae_title: stranger.aeTitle });
    await runJobs();
    expect(await show(id)).toMatchObject({
      state: 'complete',
      counts: { completed: 0, failed: 1 },
      failed_sop_instance_uids: [made.sopInstanceUid],
    });
  });
});

describe('a peer that is away', () => {
  it('gets the rest when it is back, and nothing twice', async () => {
    const made = [1, 2, 3, 4].map((number) => aSlice('send-cut', number, { rows: 64, columns: 64 }));
    const { path } = await storedStudy(...made);
    const proxy = await cuttingProxy(server.port, 20_000);
    const ae_title = receiver.aeTitle;
    const peers = (await api().get('/peers')).body.data;
    const peer = peers.find((one: { ae_title: string }) => one.ae_title === ae_title);
    await api().put(`/peers/${peer.id}`, { port: proxy.port });
    const { id } = await transferOf(path);
    await runJobs();
    const cut = await show(id);
    expect(cut.state).toBe('waiting');
    expect(cut.reason).toMatch(/^aborted: /);
    expect(cut.counts.completed).toBeGreaterThan(0);
    expect(cut.counts.completed).toBeLessThan(4);
    await proxy.close();
    await api().put(`/peers/${peer.id}`, { port: server.port });
    server.clock.advance(3_600_000);
    await runJobs();
    expect(await show(id)).toMatchObject({ state: 'complete', reason: null, counts: { completed: 4 } });
    expect(await arrived(made)).toBe(4);
  });

  it('is told to somebody when it stays away', async () => {
    await aPeer(server, sender, { ae_title: 'AWAY', host: '127.0.0.1', port: await freePort() });
    const { path } = await storedStudy(aSlice('send-away'));
    const { id } = await transferOf(path, { ae_title: 'AWAY' });
    await runJobs();
    expect((await show(id)).reason).toMatch(/^unreachable: /);
    for (let attempt = 2; attempt <= sendTransferJob.attemptsMax; attempt++) {
      server.clock.advance(3_600_000);
      await runJobs();
    }
    expect(await show(id)).toMatchObject({ state: 'failed', counts: { completed: 0 } });
  });
});

describe('calling a transfer off', () => {
  it('sends no more of it, and is done once', async () => {
    const made = aSlice('send-cancelled');
    const { path } = await storedStudy(made);
    const { id } = await transferOf(path);
    expect((await api().post(`/transfers/${id}/cancel`)).body.data.state).toBe('cancelled');
    await runJobs();
    expect(await arrived([made])).toBe(0);
    expect((await api().post(`/transfers/${id}/cancel`)).status).toBe(409);
  });

  it('goes with its study', async () => {
    const { path } = await storedStudy(aSlice('send-deleted'));
    const { id } = await transferOf(path);
    await api().delete(path);
    await runJobs();
    expect((await api().get(`/transfers/${id}`)).status).toBe(404);
  });
});

describe('what is refused', () => {
  it('names the field: no such peer, no address, no such series', async () => {
    const { path } = await storedStudy(aSlice('send-nowhere'));
    const silent = await aPeer(server, sender);
    for (const [body, field] of [
      [{}, 'ae_title'],
      [{ ae_title: 'NOBODY' }, 'ae_title'],
      [{ ae_title: silent }, 'ae_title'],
      [{ ae_title: receiver.aeTitle, series_instance_uid: '1.2.3' }, 'series_instance_uid'],
    ] as const) {
      const answer = await api().post(`${path}/send`, body);
      expect(answer.status, JSON.stringify(body)).toBe(422);
      expect(Object.keys(answer.body.errors)).toEqual([field]);
    }
  });

  it('is sending where there are no images', async () => {
    const id = await aPatient();
    const answer = await api().post(`/patients/${id}/send`, { ae_title: receiver.aeTitle });
    expect(answer.status).toBe(409);
  });

  it('is what another realm has, and what a viewer may not', async () => {
    const { path } = await storedStudy(aSlice('send-wall'));
    const { id } = await transferOf(path);
    const stranger = restClient(server, receiver);
    expect((await stranger.post(`${path}/send`, { ae_title: sender.aeTitle })).status).toBe(404);
    expect((await stranger.get(`/transfers/${id}`)).status).toBe(404);
    expect((await stranger.post(`/transfers/${id}/cancel`)).status).toBe(404);
    const viewer = restClient(server, await aMember(server, sender, 'viewer'));
    expect((await viewer.post(`${path}/send`, { ae_title: receiver.aeTitle })).status).toBe(403);
    expect((await viewer.get('/transfers')).status).toBe(200);
    await api().post(`/transfers/${id}/cancel`);
  });
});

/** Passes bytes on to a port until so many have gone to it, and then cuts the connection. */
async function cuttingProxy(port: number, bytesMax: number) {
  const proxy = createServer((incoming) => {
    const outgoing = connect({ port, host: '127.0.0.1' });
    let passed = 0;
    for (const [from, to] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
    outgoing.pipe(incoming);
    incoming.on('data', (bytes: Buffer) => {
      passed += bytes.length;
      if (passed > bytesMax) incoming.destroy();
      else outgoing.write(bytes);
    });
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    port: (proxy.address() as { port: number }).port,
    close: async () => {
      proxy.close();
      await once(proxy, 'close');
    },
  };
}
