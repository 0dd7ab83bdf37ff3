// Orthanc as a peer: it sends to us over both protocols, searches, fetches, is sent to, and asks whether what it sent is safe.
import { aCtInstance, type MadeInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../support/index.ts';
import { instanceOf } from './dcmtk-programs.ts';
import { mustSkipOrthanc, type Orthanc, startOrthanc } from './orthanc-program.ts';
import { aCalledRealm, type CalledRealm } from './realm.ts';

const aStudy = (seed: string) =>
  [1, 2, 3].map((instanceNumber) =>
    aCtInstance({
      seed,
      patientId: seed.toUpperCase(),
      patientName: 'Ørsted^Hans',
      studyDescription: `Study of ${seed}`,
      rows: 64,
      columns: 64,
      instanceNumber,
    }),
  );
const uidsOf = (made: readonly MadeInstance[]) => made.map(({ sopInstanceUid }) => sopInstanceUid).sort();
const dataSetOf = (bytes: Uint8Array) => instanceOf(Buffer.from(bytes)).dataSet;

describe.skipIf(mustSkipOrthanc())('Orthanc', () => {
  let server: RunningServer;
  let realm: CalledRealm;
  let orthanc: Orthanc;
  beforeAll(async () => {
    server = await startServer({ env: { LUMENBOX_RATE_LIMIT: '0' } });
    realm = await aCalledRealm(server, 'LUMENBOX');
    orthanc = await startOrthanc({
      aeTitle: 'LUMENBOX',
      dimsePort: server.dimsePort(),
      dicomwebUrl: `${server.url}/dicomweb`,
      token: realm.token,
    });
    await realm.ask('POST', '/peers', { ae_title: 'ORTHANC', host: '127.0.0.1', port: orthanc.dicomPort });
  });
  afterAll(async () => {
    await orthanc?.stop();
    await server?.stop();
  });

  /** Expects that we hand out what was made, byte for byte. */
  async function expectHere(made: readonly MadeInstance[]): Promise<void> {
    for (const { bytes } of made) {
      const { path, dataSet } = instanceOf(Buffer.from(bytes));
      const response = await realm.dicomweb(path, { Accept: 'application/dicom; transfer-syntax=*' });
      expect(response.status).toBe(200);
      expect(dataSetOf(Buffer.from(await response.arrayBuffer())).equals(dataSet)).toBe(true);
    }
  }
  /** Expects that Orthanc has what was made, byte for byte, and nothing else. */
  async function expectThere(made: readonly MadeInstance[]): Promise<void> {
    const files = await Promise.all((await orthanc.ask<string[]>('GET', '/instances')).map(orthanc.file));
    const found = new Map(files.map((bytes) => [instanceOf(bytes).sopInstanceUid, dataSetOf(bytes)]));
    expect([...found.keys()].sort()).toEqual(uidsOf(made));
    for (const { sopInstanceUid, bytes } of made)
      expect(found.get(sopInstanceUid)?.equals(dataSetOf(bytes))).toBe(true);
  }

  const byStore = aStudy('by-store');
  const byStow = aStudy('by-stow');

  it('reaches us by C-ECHO, and we reach it', async () => {
    await orthanc.ask('POST', '/modalities/lumenbox/echo', {});
    const { data: peers } = await realm.ask<{ data: { id: string }[] }>('GET', '/peers');
    const echo = await realm.ask<{ data: object }>('POST', `/peers/${peers[0]?.id}/echo`);
    expect(echo.data).toMatchObject({ succeeded: true, reason: null });
  });

  it('sends by C-STORE, and hears by N-EVENT-REPORT that we have it', async () => {
    const ids = await orthanc.put(byStore.map(({ bytes }) => bytes));
    const job = await orthanc.ask<{ FailedInstancesCount: number }>('POST', '/modalities/lumenbox/store', {
      Resources: ids,
      Synchronous: true,
    });
    expect(job).toMatchObject({ FailedInstancesCount: 0, InstancesCount: 3 });
    await expectHere(byStore);
    expect(await commitmentTo(byStore)).toMatchObject({ Status: 'Success', Failures: [] });
  });

  it('hears which of its instances we have not', async () => {
    const never = aStudy('never-sent').slice(0, 1);
    const report = await commitmentTo([...byStore, ...never]);
    expect(report.Status).toBe('Failure');
    expect(report.Failures.map((failure) => failure.SOPInstanceUID)).toEqual(uidsOf(never));
  });

  /** Asks us by N-ACTION about instances, and waits for the report. */
  async function commitmentTo(made: readonly MadeInstance[]) {
    const DicomInstances = made.map(({ sopClassUid, sopInstanceUid }) => [sopClassUid, sopInstanceUid]);
    const { Path } = await orthanc.ask<{ Path: string }>('POST', '/modalities/lumenbox/storage-commitment', {
      DicomInstances,
    });
    const read = () => orthanc.ask<{ Status: string; Failures: { SOPInstanceUID: string }[] }>('GET', Path);
    await expect.poll(async () => (await read()).Status, { timeout: 20_000 }).not.toBe('Pending');
    return read();
  }

  it('sends by STOW-RS', async () => {
    const ids = await orthanc.put(byStow.map(({ bytes }) => bytes));
    await orthanc.ask('POST', '/dicom-web/servers/lumenbox/stow', { Resources: ids, Synchronous: true });
    await expectHere(byStow);
  });

  it('searches by C-FIND, and fetches by C-MOVE', async () => {
    await orthanc.clear();
    const { ID } = await orthanc.ask<{ ID: string }>('POST', '/modalities/lumenbox/query', {
      Level: 'Study',
      Query: { PatientName: 'ØRSTED*', PatientID: 'BY-STORE', StudyDescription: '' },
    });
    const answers = await orthanc.ask<Record<string, string>[]>(
      'GET',
      `/queries/${ID}/answers?expand&simplify`,
    );
    expect(answers).toMatchObject([{ PatientID: 'BY-STORE', StudyDescription: 'Study of by-store' }]);
    await orthanc.ask('POST', `/queries/${ID}/retrieve`, { TargetAet: 'ORTHANC', Synchronous: true });
    await expectThere(byStore);
  });

  it('searches by QIDO-RS, and fetches by WADO-RS', async () => {
    await orthanc.clear();
    const found = await orthanc.ask<Record<string, { Value: string }>[]>(
      'POST',
      '/dicom-web/servers/lumenbox/qido',
      { Uri: '/studies', Arguments: { PatientID: 'BY-STOW' } },
    );
    const Study = found[0]?.['0020000D']?.Value;
    expect(Study).toBe(byStow[0]?.studyInstanceUid);
    await orthanc.ask('POST', '/dicom-web/servers/lumenbox/retrieve', {
      Resources: [{ Study }],
      Synchronous: true,
    });
    await expectThere(byStow);
  });

  it('is sent a study by a transfer', async () => {
    await orthanc.clear();
    const { data: patients } = await realm.ask<{ data: { id: string }[] }>(
      'GET',
      '/patients?search=BY-STORE',
    );
    const sent = await realm.ask<{ data: { id: string }[] }>('POST', `/patients/${patients[0]?.id}/send`, {
      ae_title: 'ORTHANC',
    });
    const id = sent.data[0]?.id;
    const state = async () =>
      (await realm.ask<{ data: { state: string } }>('GET', `/transfers/${id}`)).data.state;
    await expect.poll(state, { timeout: 20_000 }).toBe('complete');
    await expectThere(byStore);
  });
});
