// DCMTK's programs of the network, and the data sets in the files that they leave behind.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { firstString, readFile as readDicom, type Tag, tags } from '@lumenbox/dicom';
import { type ProgramResult, runProgram } from '../support/index.ts';
import type { ReferenceFile } from './reference-files.ts';

/** Without the variable DCMTK's sockets wait for acknowledgements that come 40 ms late. */
const env = { TCP_NODELAY: '1' };

/** Runs a program to its end. */
export function runDcmtk(program: string, args: readonly string[]): Promise<ProgramResult> {
  return runProgram(program, args, { env });
}

/** A storescp that writes what it receives as it came. */
export interface StoreScp {
  stop(): Promise<void>;
}

/** Starts one, and resolves when it listens. */
export async function startStoreScp(options: {
  port: number;
  folder: string;
  configuration: string;
}): Promise<StoreScp> {
  const { port, folder, configuration } = options;
  const args = ['-v', '+B', '-od', folder, '-xf', configuration, 'Default', String(port)];
  const child = spawn('storescp', args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  });
  await untilListening(port, child);
  return {
    stop: async () => {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

/** Tries as often as C-ECHO needs to come back, which it does within a second or two. */
const triesMax = 100;

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < triesMax && child.exitCode === null; tries++) {
    const { code } = await runDcmtk('echoscu', ['127.0.0.1', String(port)]);
    if (code === 0) return;
  }
  child.kill();
  throw new Error(`Nobody listens on port ${port}.`);
}

/** Sends files over one association. Gives what each was answered, by path, in DCMTK's words. */
export async function storeFiles(
  files: readonly ReferenceFile[],
  to: { port: number; configuration: string },
): Promise<Map<string, string>> {
  const { stdout, stderr } = await runDcmtk('storescu', [
    '-v',
    '-nh',
    '-xf',
    to.configuration,
    'Default',
    '-aet',
    'DCMTK',
    '-aec',
    'LUMENBOX',
    '127.0.0.1',
    String(to.port),
    ...files.map(({ path }) => path),
  ]);
  const answers = (stdout + stderr).split('Sending file: ').slice(1);
  return new Map(
    answers.map((text) => [
      text.slice(0, text.indexOf('\n')),
      /Received Store Response \((.*?)\)/.exec(text)?.[1] ?? 'not sent',
    ]),
  );
}

/**
 * DCMTK's configuration of associations. As SCU a context for each class in each syntax that the files have; as SCP each class once,
 * in all of them, and C-ECHO.
 */
export function configurationFor(files: readonly ReferenceFile[], role: 'scu' | 'scp'): string {
  const syntaxes = [...new Set(files.map((file) => file.transferSyntaxUid))];
  const contexts = files.map(({ sopClassUid, transferSyntaxUid }) =>
    role === 'scu' ? `${sopClassUid}\\T${syntaxes.indexOf(transferSyntaxUid)}` : `${sopClassUid}\\All`,
  );
  if (role === 'scp') contexts.push('VerificationSOPClass\\All');
  return [
    '[[TransferSyntaxes]]',
    ...syntaxes.flatMap((uid, index) => [`[T${index}]`, `TransferSyntax1 = ${uid}`]),
    '[All]',
    ...syntaxes.map((uid, index) => `TransferSyntax${index + 1} = ${uid}`),
    '[[PresentationContexts]]',
    '[Contexts]',
    ...[...new Set(contexts)].map((context, index) => `PresentationContext${index + 1} = ${context}`),
    '[[Profiles]]',
    '[Default]',
    'PresentationContexts = Contexts',
    '',
  ].join('\n');
}

/** An instance without its file meta information. */
export interface Instance {
  readonly transferSyntaxUid: string;
  readonly sopClassUid: string;
  readonly studyUid: string;
  /** Its address below that of DICOMweb. */
  readonly path: string;
  readonly dataSet: Buffer;
}

/** What a Part 10 file holds. */
export function instanceOf(bytes: Buffer): Instance & { readonly sopInstanceUid: string } {
  const { dataSet, dataSetOffset, transferSyntaxUid } = readDicom(bytes);
  const uid = (tag: Tag) => firstString(dataSet, tag) ?? '';
  const [studyUid, sopInstanceUid] = [uid(tags.StudyInstanceUID), uid(tags.SOPInstanceUID)];
  return {
    transferSyntaxUid,
    sopClassUid: uid(tags.SOPClassUID),
    studyUid,
    sopInstanceUid,
    path: `/studies/${studyUid}/series/${uid(tags.SeriesInstanceUID)}/instances/${sopInstanceUid}`,
    dataSet: bytes.subarray(dataSetOffset),
  };
}

/** The instances in a folder, by SOP Instance UID. */
export async function instancesIn(folder: string): Promise<Map<string, Instance>> {
  const found = new Map<string, Instance>();
  for (const name of await readdir(folder)) {
    const { sopInstanceUid, ...instance } = instanceOf(await readFile(join(folder, name)));
    found.set(sopInstanceUid, instance);
  }
  return found;
}
