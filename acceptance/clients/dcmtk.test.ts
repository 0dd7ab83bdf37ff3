// DCMTK's programs with real files: what storescu sends is what WADO-RS and getscu bring back, byte for byte. What it sends is seen by
// sending it to DCMTK's own storescp as well.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { type RunningServer, startServer } from '../support/index.ts';
import {
  configurationFor,
  type Instance,
  instanceOf,
  instancesIn,
  runDcmtk,
  startStoreScp,
  storeFiles,
} from './dcmtk-programs.ts';
import { aCalledRealm, assignAllHeld, type CalledRealm } from './realm.ts';
import { mustSkipReferenceFiles, readableReferenceFiles } from './reference-files.ts';

const isSkipped = process.env.LUMENBOX_TEST_DCMTK === undefined || mustSkipReferenceFiles();

/** How getscu is told to take a transfer syntax. There is no way for the others: of `+xi` it makes explicit VR (3.6.7). */
const getscuOptions: Readonly<Record<string, string>> = {
  '1.2.840.10008.1.2.1': '+xe',
  '1.2.840.10008.1.2.2': '+xb',
  '1.2.840.10008.1.2.1.99': '+xd',
  '1.2.840.10008.1.2.4.50': '+xy',
  '1.2.840.10008.1.2.4.51': '+xx',
  '1.2.840.10008.1.2.4.70': '+xs',
  '1.2.840.10008.1.2.4.80': '+xt',
  '1.2.840.10008.1.2.4.81': '+xu',
  '1.2.840.10008.1.2.4.90': '+xv',
  '1.2.840.10008.1.2.4.91': '+xw',
  '1.2.840.10008.1.2.4.100': '+xm',
  '1.2.840.10008.1.2.4.102': '+xn',
  '1.2.840.10008.1.2.5': '+xr',
};

/** Parametric maps and label maps: getscu proposes 120 classes and not these. */
const unknownToGetscu = ['1.2.840.10008.5.1.4.1.1.30', '1.2.840.10008.5.1.4.1.1.66.7'];

describe.skipIf(isSkipped)('real files sent by DCMTK', () => {
  const files = isSkipped ? [] : readableReferenceFiles();
  let server: RunningServer;
  let realm: CalledRealm;
  let folder: string;
  /** What storescu sends, by SOP Instance UID. */
  let sent: ReadonlyMap<string, Instance>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lumenbox-dcmtk-'));
    const privateClasses = files
      .map(({ sopClassUid }) => sopClassUid)
      .filter((uid) => !uid.startsWith('1.2.840.10008.'));
    server = await startServer({
      env: { LUMENBOX_RATE_LIMIT: '0', LUMENBOX_PRIVATE_SOP_CLASSES: privateClasses.join(',') },
    });
    realm = await aCalledRealm(server, 'LUMENBOX');
    await realm.ask('POST', '/peers', { ae_title: 'DCMTK' });
  });
  afterAll(async () => {
    await server?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });
  async function aFolder(name: string): Promise<string> {
    await mkdir(join(folder, name));
    return join(folder, name);
  }
  async function aConfiguration(role: 'scu' | 'scp'): Promise<string> {
    await writeFile(join(folder, role), configurationFor(files, role));
    return join(folder, role);
  }

  it('are all taken, as DCMTK takes them itself', async () => {
    const configuration = await aConfiguration('scu');
    const port = await freePort();
    const received = await aFolder('storescp');
    const storescp = await startStoreScp({
      port,
      folder: received,
      configuration: await aConfiguration('scp'),
    });
    const byDcmtk = await storeFiles(files, { port, configuration });
    await storescp.stop();
    sent = await instancesIn(received);
    const byUs = await storeFiles(files, { port: server.dimsePort(), configuration });
    expect(byUs).toEqual(byDcmtk);
    expect([...byUs.values()].filter((answer) => answer === 'Success')).toHaveLength(sent.size);
    // One has a transfer syntax that this DCMTK does not know.
    expect(sent.size).toBeGreaterThanOrEqual(files.length - 1);
    await assignAllHeld(realm);
  });

  it('come back unchanged by WADO-RS', async () => {
    const changed: string[] = [];
    for (const { path, dataSet, transferSyntaxUid } of sent.values()) {
      const response = await realm.dicomweb(path, { Accept: 'application/dicom; transfer-syntax=*' });
      expect(response.status, path).toBe(200);
      const got = instanceOf(Buffer.from(await response.arrayBuffer()));
      if (got.transferSyntaxUid !== transferSyntaxUid || !got.dataSet.equals(dataSet)) changed.push(path);
    }
    expect(changed).toEqual([]);
  });

  it('come back unchanged by getscu, in every transfer syntax that it can ask for', async () => {
    const missing = new Set<string>();
    const changed: string[] = [];
    for (const [syntax, instances] of Map.groupBy(sent, ([, { transferSyntaxUid }]) => transferSyntaxUid)) {
      const option = getscuOptions[syntax];
      if (option === undefined) continue;
      const into = await aFolder(`getscu-${syntax}`);
      const studies = [...new Set(instances.map(([, { studyUid }]) => studyUid))];
      const keys = ['-k', 'QueryRetrieveLevel=STUDY', '-k', `StudyInstanceUID=${studies.join('\\')}`];
      const who = ['-aet', 'DCMTK', '-aec', 'LUMENBOX', '127.0.0.1', String(server.dimsePort())];
      await runDcmtk('getscu', ['-S', '+B', option, '-od', into, ...keys, ...who]);
      const arrived = await instancesIn(into);
      for (const [uid, { dataSet, sopClassUid }] of instances) {
        const got = arrived.get(uid);
        if (got === undefined) missing.add(sopClassUid);
        else if (got.transferSyntaxUid !== syntax || !got.dataSet.equals(dataSet)) changed.push(uid);
      }
    }
    expect(changed).toEqual([]);
    expect([...missing].filter((uid) => !unknownToGetscu.includes(uid))).toEqual([]);
  });
});
