// Orthanc, another archive, as a peer: started on folders and ports of its own, and asked over its own REST API.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/free-port.ts';

const program = process.env.LUMENBOX_TEST_ORTHANC;

/** True when there is no Orthanc and nobody demands one; in CI there must be one. */
export function mustSkipOrthanc(): boolean {
  if (program !== undefined) return false;
  if (process.env.CI === 'true')
    throw new Error('There is no Orthanc. Set LUMENBOX_TEST_ORTHANC to its path.');
  process.stderr.write(
    'SKIPPED: no Orthanc (apt-get install orthanc orthanc-dicomweb, and LUMENBOX_TEST_ORTHANC=/usr/sbin/Orthanc).\n',
  );
  return true;
}

/** A running Orthanc. */
export interface Orthanc {
  readonly dicomPort: number;
  /** Asks its REST API; throws what it answered when that is no success. */
  ask<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T>;
  /** Gives it files; their ids there, in the order of the files. */
  put(files: readonly Uint8Array[]): Promise<string[]>;
  /** The file of an instance, by its id there. */
  file(id: string): Promise<Buffer>;
  /** Forgets everything that it has. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

/** Whom it knows: us, over both protocols. */
export interface OrthancPeer {
  readonly aeTitle: string;
  readonly dimsePort: number;
  readonly dicomwebUrl: string;
  readonly token: string;
}

/** Starts one, and resolves when it answers. */
export async function startOrthanc(peer: OrthancPeer): Promise<Orthanc> {
  const folder = await mkdtemp(join(tmpdir(), 'lumenbox-orthanc-'));
  const [httpPort, dicomPort] = [await freePort(), await freePort()];
  const configuration = configurationOf(peer, { folder, httpPort, dicomPort });
  await writeFile(join(folder, 'orthanc.json'), JSON.stringify(configuration));
  const child = spawn(program ?? 'Orthanc', [join(folder, 'orthanc.json')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TCP_NODELAY: '1' },
  });
  const stop = async (): Promise<void> => {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    await rm(folder, { recursive: true, force: true });
  };
  await untilReady(child).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const url = `http://127.0.0.1:${httpPort}`;
  const ask = <T>(method: string, path: string, body?: unknown) => askJson<T>(method, url + path, body);
  return {
    dicomPort,
    ask,
    stop,
    put: async (files) => {
      const ids: string[] = [];
      for (const bytes of files) {
        const response = await fetch(`${url}/instances`, { method: 'POST', body: Buffer.from(bytes) });
        ids.push(((await response.json()) as { ID: string }).ID);
      }
      return ids;
    },
    file: async (id) => Buffer.from(await (await fetch(`${url}/instances/${id}/file`)).arrayBuffer()),
    clear: async () => {
      for (const id of await ask<string[]>('GET', '/patients')) await ask('DELETE', `/patients/${id}`);
    },
  };
}

function configurationOf(
  { aeTitle, dimsePort, dicomwebUrl, token }: OrthancPeer,
  place: { folder: string; httpPort: number; dicomPort: number },
): object {
  return {
    StorageDirectory: join(place.folder, 'storage'),
    IndexDirectory: join(place.folder, 'index'),
    TemporaryDirectory: place.folder,
    Plugins: ['/usr/share/orthanc/plugins/libOrthancDicomWeb.so'],
    HttpPort: place.httpPort,
    RemoteAccessAllowed: false,
    AuthenticationEnabled: false,
    DicomAet: 'ORTHANC',
    DicomPort: place.dicomPort,
    DicomModalities: {
      lumenbox: { AET: aeTitle, Host: '127.0.0.1', Port: dimsePort, AllowStorageCommitment: true },
    },
    DicomWeb: {
      Enable: true,
      Servers: {
        lumenbox: { Url: `${dicomwebUrl}/`, HttpHeaders: { Authorization: `Bearer ${token}` } },
      },
    },
  };
}

/** It says in its log when it listens. Throws with that when it ends before. */
function untilReady(child: ChildProcess): Promise<void> {
  let log = '';
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        log += text;
        if (log.includes('Orthanc has started')) resolve();
      });
    child.once('exit', (code) => reject(new Error(`Orthanc ended with ${code}. It printed:\n${log}`)));
    child.once('error', reject);
  });
}

async function askJson<T>(method: string, url: string, body: unknown): Promise<T> {
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Orthanc answered ${method} ${url} with ${response.status}: ${text}`);
  return JSON.parse(text === '' ? 'null' : text) as T;
}
