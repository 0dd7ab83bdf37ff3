// What `lumenbox doctor` looks at. It makes the directories that a start would make, and leaves nothing else behind.
import { randomUUID } from 'node:crypto';
import { mkdir, open, rm, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createObjectKeys, openObjectStore } from '../archive/index.ts';
import { readInstalledSchema, readKnownFaults } from '../compose/index.ts';
import type { Config, StorageLocation } from '../config.ts';
import { explainTls } from './explain-tls.ts';

/** What a check found. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  /** A sentence; of a fault it says what to do. */
  readonly message: string;
}

/** `node:sqlite` with time-outs, and type stripping without a flag. */
const nodeMin = [22, 18] as const;
const freeBytesMin = 1024 ** 3;
const answerTimeoutMs = 2000;

/** Looks at everything. */
export async function checkInstallation(config: Config): Promise<Finding[]> {
  return [
    checkNode(),
    await checkDirectory('data directory', config.dataDir),
    await checkFreeSpace(config),
    await checkDatabase(config),
    await checkObjectStore(config.storage),
    ...(await checkStoredObjects(config)),
    await checkPort(config),
  ];
}

function checkNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > nodeMin[0] || (major === nodeMin[0] && minor >= nodeMin[1]);
  return {
    name: 'Node',
    ok,
    message: ok
      ? `version ${process.versions.node}.`
      : `version ${process.versions.node} is too old; install ${nodeMin.join('.')} or newer, or start with npx lumenbox.`,
  };
}

/** Writes a file there, syncs it and the directory, and removes it: what every stored object goes through. */
async function checkDirectory(name: string, dir: string): Promise<Finding> {
  const file = join(dir, `.doctor-${randomUUID()}`);
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const written = await open(file, 'wx');
    try {
      await written.writeFile('doctor');
      await written.sync();
    } finally {
      await written.close();
    }
    const directory = await open(dir, 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
      await rm(file);
    }
    return { name, ok: true, message: `${dir} can be written and synced.` };
  } catch (error) {
    return {
      name,
      ok: false,
      message: `${dir} cannot be written and synced (${messageOf(error)}). Give this user the right to write there, or choose another place.`,
    };
  }
}

/** A bucket: writes an object, reads it back and removes it, as every stored one would be. */
async function checkObjectStore(storage: StorageLocation): Promise<Finding> {
  const name = 'object store';
  if (storage.kind === 'directory') return checkDirectory(name, storage.dir);
  const place = `s3://${storage.bucket}/${storage.prefix}`;
  try {
    const store = await openObjectStore(storage);
    const key = createObjectKeys()();
    await store.put(key, { kind: 'memory', chunks: [Buffer.from('doctor')] });
    const chunks: Uint8Array[] = [];
    for await (const chunk of await store.read(key)) chunks.push(chunk as Uint8Array);
    await store.delete(key);
    if (Buffer.concat(chunks).toString() !== 'doctor') throw new Error('it gives back other bytes');
    return { name, ok: true, message: `${place} can be written, read and cleared.` };
  } catch (error) {
    const reason = messageOf(error instanceof Error && error.cause !== undefined ? error.cause : error);
    return {
      name,
      ok: false,
      message: `${place} cannot be used (${reason}). See that the bucket is there, that LUMENBOX_S3_ENDPOINT and LUMENBOX_S3_REGION are right, and that the credentials may get, put, list and delete objects.`,
    };
  }
}

async function checkFreeSpace(config: Config): Promise<Finding> {
  const name = 'free space';
  try {
    const { bavail, bsize } = await statfs(config.dataDir);
    const gigabytes = `${((bavail * bsize) / 1024 ** 3).toFixed(1)} GiB free`;
    return bavail * bsize >= freeBytesMin
      ? { name, ok: true, message: `${gigabytes}.` }
      : {
          name,
          ok: false,
          message: `only ${gigabytes} in ${config.dataDir}. Make room, or move LUMENBOX_DATA_DIR.`,
        };
  } catch (error) {
    return { name, ok: false, message: `it cannot be told (${messageOf(error)}).` };
  }
}

async function checkDatabase(config: Config): Promise<Finding> {
  const name = 'database';
  try {
    const schema = await readInstalledSchema(config);
    if (schema === undefined)
      return { name, ok: true, message: 'there is none yet; the first start makes it.' };
    const { pending, unknown } = schema;
    if (unknown.length > 0)
      return {
        name,
        ok: false,
        message: `its schema is of a newer release (${unknown.join(', ')}). Install that release.`,
      };
    if (pending.length > 0)
      return { name, ok: false, message: `its schema lacks ${pending.join(', ')}. Run: lumenbox migrate` };
    return { name, ok: true, message: 'it answers, and its schema is current.' };
  } catch (error) {
    const ofTls = explainTls(error);
    if (ofTls !== undefined) return { name, ok: false, message: ofTls };
    const remedy =
      config.databaseUrl === undefined
        ? 'See that lumenbox.db in the data directory can be read and written and is a whole database, or restore a backup.'
        : 'See that it runs and that LUMENBOX_DATABASE_URL is right.';
    return { name, ok: false, message: `it does not answer (${messageOf(error)}). ${remedy}` };
  }
}

/** What reading objects again has found; nothing where the database cannot say, of which the check of it tells. */
async function checkStoredObjects(config: Config): Promise<Finding[]> {
  const name = 'stored objects';
  const count = await readKnownFaults(config).catch(() => undefined);
  if (count === undefined) return [];
  return count === 0
    ? [{ name, ok: true, message: 'none is known to be missing or damaged.' }]
    : [
        {
          name,
          ok: false,
          message: `${count} known to be missing or damaged. See which: lumenbox verify. Bring them back from a backup: lumenbox restore.`,
        },
      ];
}

async function checkPort(config: Config): Promise<Finding> {
  const name = 'port';
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  const address = `http://${host}:${config.port}`;
  if (await isLumenbox(address))
    return { name, ok: true, message: `a Lumenbox server answers at ${address}.` };
  const fault = await tryListen(config);
  return fault === undefined
    ? { name, ok: true, message: `${config.port} is free; no server runs there.` }
    : {
        name,
        ok: false,
        message: `${address} cannot be listened on (${fault}). Stop what uses it, or choose another LUMENBOX_PORT or LUMENBOX_HOST.`,
      };
}

async function isLumenbox(address: string): Promise<boolean> {
  try {
    const answer = await fetch(`${address}/health/live`, { signal: AbortSignal.timeout(answerTimeoutMs) });
    await answer.body?.cancel();
    return answer.ok && answer.headers.has('x-request-id');
  } catch {
    return false;
  }
}

function tryListen(config: Config): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(messageOf(error)));
    server.listen({ host: config.host, port: config.port }, () => server.close(() => resolve(undefined)));
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
