// A server that somebody operates by the command line: real processes beside each other, an account, and a folder for files.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aCtInstance } from '@lumenbox/dicom/testing';
import { type CommandResult, runCli, type ServeProcess, startServe } from './cli.ts';
import { makeTestPlace, type TestPlace } from './test-database.ts';

/** The server, what it works on, and the commands beside it. The account is a@example.com, its team T. */
export interface OperatedServer {
  readonly place: TestPlace;
  readonly files: string;
  readonly server: ServeProcess;
  run(...args: string[]): Promise<CommandResult>;
  /** The same with `--json`, and what it printed. */
  runJson(...args: string[]): ReturnType<typeof runJson>;
  close(): Promise<void>;
}

/** Tests look into documents of every form. */
async function runJson(place: TestPlace, args: readonly string[]) {
  const result = await runCli(place, [...args, '--json']);
  return { ...result, document: JSON.parse(result.stdout) };
}

/** Makes an account and starts the server. */
export async function startOperatedServer(): Promise<OperatedServer> {
  const place = await makeTestPlace();
  const files = await mkdtemp(join(tmpdir(), 'lumenbox-files-'));
  const account = ['--email', 'a@example.com', '--name', 'A', '--team', 'T', '--password-stdin'];
  await runCli(place, ['user', 'create', ...account], { stdin: 'a long password' });
  const server = await startServe(place, /ready at/);
  return {
    place,
    files,
    server,
    run: (...args) => runCli(place, args),
    runJson: (...args) => runJson(place, args),
    close: async () => {
      await server.stop();
      await rm(files, { recursive: true, force: true });
      await place.remove();
    },
  };
}

/** The bytes of a slice of somebody's CT. */
export const slice = (seed: string, instanceNumber: number, more = {}) =>
  aCtInstance({ seed, instanceNumber, patientId: seed, patientName: 'Doe^Jane', ...more }).bytes;

/** A folder of slices, some of them deeper in it. */
export async function folderOfSlices(files: string, name: string, count: number): Promise<string> {
  const folder = join(files, name);
  await mkdir(join(folder, 'deep', 'er'), { recursive: true });
  for (let number = 1; number <= count; number++)
    await writeFile(join(folder, number % 2 === 0 ? 'deep/er' : '.', `IM${number}`), slice(name, number));
  return folder;
}
