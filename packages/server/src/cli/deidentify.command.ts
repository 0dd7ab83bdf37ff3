// `lumenbox deidentify`: files and folders into files without identity, on this machine alone: no server, no account.
import { randomBytes } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  type Account,
  createDeidentifier,
  type DeidentificationProfile,
  profileEdition,
  profileNames,
  profileOf,
  type ReviewReason,
  reviewReasons,
  sumAccounts,
} from '@lumenbox/dicom/deidentify';
import type { Command } from 'commander';
import { createPixels } from '../pixels/index.ts';
import { CliError, createCommand, type OutputOptions, printAnswer, printMessage } from './command.ts';
import { deidentifyFiles, type FilesOptions, type FileVerdict } from './deidentify-files.ts';
import { listImportFiles } from './import-files.ts';
import { readProfileFile } from './profile-file.ts';
import { showProgress } from './progress-line.ts';

interface DeidentifyOptions extends OutputOptions {
  profile: string;
  key?: string;
  label: string;
  accept?: string;
}

const defaultLabel = 'CASE';
const labelCharactersMax = 64; // what Patient ID takes

/** Makes the command. */
export function deidentifyCommand(): Command {
  return createCommand('deidentify', 'De-identify DICOM files (PS3.15 Annex E); needs no server.')
    .argument('<in>', 'a file, or a folder')
    .argument('<out>', 'where the results go: a folder, or for one file a new file; nothing is overwritten')
    .option('--profile <name>', `${profileNames.join(', ')}, or a JSON file with one of your own`, 'basic')
    .option('--key <file>', 'the secret that UIDs and dates come from; made when the file is not there')
    .option('--label <text>', 'becomes name and identifier of the patient', defaultLabel)
    .option('--accept <reasons>', `let pass what needs a person: ${reviewReasons.join(', ')}`)
    .action(async (input: string, output: string, options: DeidentifyOptions, command: Command) => {
      const builtIn = profileNames.find((name) => name === options.profile);
      if (builtIn === undefined && !options.profile.endsWith('.json'))
        command.error(`error: the profile is one of ${profileNames.join(', ')}, or a file NAME.json`);
      const accepted = (options.accept ?? '').split(',').filter((reason) => reason !== '');
      const unknown = accepted.find((reason) => !reviewReasons.includes(reason as ReviewReason));
      if (unknown !== undefined) command.error(`error: there is no reason ${unknown}`);
      if (options.label.trim() === '' || [...options.label].length > labelCharactersMax)
        command.error(`error: the label has 1 to ${labelCharactersMax} characters`);
      const profile =
        builtIn === undefined ? (await readProfileFile(options.profile)).profile : profileOf(builtIn);
      await deidentify({ input, output, profile, accepted: accepted as ReviewReason[] }, options);
    });
}

type Request = {
  input: string;
  output: string;
  profile: DeidentificationProfile;
  accepted: readonly ReviewReason[];
};

async function deidentify(
  { input, output, profile, accepted }: Request,
  options: DeidentifyOptions,
): Promise<void> {
  const files = await listImportFiles([input]);
  if (files.length === 0) throw new CliError(`There is no file in ${input}.`);
  const place = await findPlace(input, output);
  const key = await readKey(options.key);
  const totalBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const progress = showProgress({ totalBytes, totalItems: files.length, noun: 'files' });
  const pixels = createPixels();
  const done = await deidentifyFiles(files, {
    deidentifier: createDeidentifier({ profile, key, label: options.label }),
    pixels,
    today: today(),
    accepted,
    output: place,
    onFile: (bytes) => {
      progress.add(bytes);
      progress.count();
    },
  }).finally(() => progress.end());
  await pixels.close();
  const { verdicts, accounts } = done;
  const answer = {
    profile: profile.name,
    label: options.label,
    counts: countsOf(verdicts),
    account: accountOf(accounts),
    files: verdicts,
  };
  printAnswer(options, answer, describe(verdicts, place));
  if (options.key === undefined && verdicts.some(({ verdict }) => verdict === 'cleaned'))
    printMessage(
      'The secret was made for this run and is gone. With --key FILE another run gives the same UIDs.',
    );
  if (verdicts.some(({ verdict }) => verdict === 'needs-review' || verdict === 'refused'))
    process.exitCode = 1;
}

/** One file may become a file of a chosen name; a folder becomes a folder, which may be there already. */
async function findPlace(input: string, output: string): Promise<FilesOptions['output']> {
  const path = resolve(output);
  const [source, target] = await Promise.all([stat(input), stat(path).catch(() => undefined)]);
  if (target?.isFile() === true)
    throw new CliError(`${path} is there already. Choose another name, or remove it.`);
  if (source.isDirectory() || target?.isDirectory() === true) {
    if (source.isDirectory() && isInside(resolve(input), path))
      throw new CliError('The results cannot go into the folder that they come from. Choose another folder.');
    return { folder: path };
  }
  return { file: path };
}

function isInside(folder: string, path: string): boolean {
  return path === folder || path.startsWith(join(folder, '/'));
}

const keyBytes = 32; // HMAC-SHA256

/** The secret: 32 bytes, or as 64 hexadecimal digits. Made and kept when the file is not there. */
async function readKey(path: string | undefined): Promise<Uint8Array> {
  if (path === undefined) return randomBytes(keyBytes);
  const content = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new CliError(`The key ${path} cannot be read.`);
  });
  if (content === undefined) {
    const key = randomBytes(keyBytes);
    await writeFile(path, `${key.toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
    return key;
  }
  const digits = content.toString('latin1').trim();
  const key = /^[0-9a-f]{64}$/i.test(digits) ? Buffer.from(digits, 'hex') : content;
  if (key.length !== keyBytes)
    throw new CliError(`The key ${path} has to be ${keyBytes} bytes, or as many as hexadecimal digits.`);
  return key;
}

function today(): string {
  return new Date().toISOString().slice(0, 10).replaceAll('-', '');
}

function countsOf(verdicts: readonly FileVerdict[]) {
  const count = (verdict: FileVerdict['verdict']) =>
    verdicts.filter((file) => file.verdict === verdict).length;
  return {
    cleaned: count('cleaned'),
    needs_review: count('needs-review'),
    refused: count('refused'),
    ignored: count('ignored'),
  };
}

/** The account in the spelling of public JSON. */
function accountOf(accounts: readonly Account[]) {
  const sum = sumAccounts(accounts);
  return sum === undefined
    ? null
    : {
        engine_version: sum.engineVersion,
        edition: sum.edition,
        profile: sum.profile,
        options: sum.options,
        dates: sum.dates,
        uids_replaced: sum.uidsReplaced,
        texts_cleaned: sum.textsCleaned,
        pixel_boxes: sum.pixelBoxes?.length ?? 0,
        actions: sum.actions,
      };
}

/** Files shown one by one; the rest is counted, and all are in the document of --json. */
const shownMax = 200;

function describe(verdicts: readonly FileVerdict[], place: FilesOptions['output']): string {
  const odd = verdicts.filter(({ verdict }) => verdict === 'needs-review' || verdict === 'refused');
  const width = Math.min(60, Math.max(0, ...odd.map(({ input }) => input.length)));
  const lines = odd
    .slice(0, shownMax)
    .map(
      ({ verdict, input, reasons }) => `${verdict.padEnd(12)}  ${input.padEnd(width)}  ${reasons.join(', ')}`,
    );
  if (odd.length > shownMax) lines.push(`… and ${odd.length - shownMax} more`);
  const counts = countsOf(verdicts);
  if (counts.needs_review > 0)
    lines.push('What needs a person was not written. Look at it, then let it pass with --accept REASONS.');
  const totals = `${counts.cleaned} cleaned, ${counts.needs_review} need review, ${counts.refused} refused, ${counts.ignored} ignored`;
  const where = 'folder' in place ? place.folder : place.file;
  return [...lines, `${totals}; PS3.15 ${profileEdition}; results in ${where}`].join('\n');
}
