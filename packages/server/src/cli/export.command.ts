// `lumenbox export`: a study's files as they are handed out, into a folder or a zip, with a DICOMDIR.
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, unlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import {
  createDirectoryWriter,
  demandStore,
  isSmallObjectKey,
  listStudyFiles,
  objectBytes,
  parseObjectKey,
  type StudyFile,
  zipStudyFiles,
} from '../archive/index.ts';
import type { Parts } from '../compose/index.ts';
import { isId } from '../platform/ids.ts';
import { CliError, createCommand, type OutputOptions, printAnswer, printMessage } from './command.ts';
import { faultSentences } from './object-faults.ts';
import { formatBytes, type Progress, showProgress } from './progress-line.ts';
import { demandTeam, withParts } from './with-parts.ts';

interface ExportOptions extends OutputOptions {
  team: string;
  study: string;
  to: string;
}

/** Makes the command. */
export function exportCommand(): Command {
  return createCommand('export', "Write a study's files to a folder, or to a zip.")
    .requiredOption('--team <name>', "the team's name or id")
    .requiredOption('--study <id>', 'the study')
    .requiredOption('--to <path>', 'an empty or new folder, or a new file that ends in .zip')
    .action((options: ExportOptions) => withParts((parts) => exportStudy(parts, options)));
}

async function exportStudy(parts: Parts, options: ExportOptions): Promise<void> {
  const team = await demandTeam(parts, options.team);
  const { kysely } = parts.foundation.database;
  const listed = isId(options.study)
    ? await listStudyFiles(kysely, team.scope, { studyId: options.study })
    : [];
  if (listed.length === 0) throw new CliError(`${team.name} has no study ${options.study} with images.`);
  const path = resolve(options.to);
  const { files, faults } = await faultless(parts, listed);
  if (faults.some(({ object_key }) => !isSmallObjectKey(object_key)))
    await demandStore(parts.archive.objects);
  if (files.length === 0)
    throw new CliError(
      'Of the study no file is to be had any more. See what became of them: lumenbox verify',
    );
  const sizes = files.map(({ object }) => objectBytes(parts.archive, object).sizeBytes);
  const totalBytes = sizes.reduce((sum, size) => sum + size, 0);
  const progress = showProgress({ totalBytes, totalItems: files.length, noun: 'files' });
  try {
    if (/\.zip$/i.test(path)) await writeZip(parts, files, path, progress);
    else await writeFolder(parts, files, path, progress);
  } finally {
    progress.end();
  }
  parts.audit.recordRead(team.origin, {
    event: 'study.exported',
    object: { type: 'study', id: options.study },
    details: { files: files.length },
  });
  printAnswer(
    options,
    { study: options.study, path, files: files.length, bytes: totalBytes, faults },
    [
      ...faults.map(
        (one) => `FAULT  ${one.sop_instance_uid}: ${faultSentences[one.fault]} (${one.object_key})`,
      ),
      `${files.length} files (${formatBytes(totalBytes)}) are in ${path}.`,
    ].join('\n'),
  );
  if (faults.length === 0) return;
  process.exitCode = 1;
  printMessage(
    `${faults.length} files of the study are missing or damaged, and not there. Bring them back from a backup: lumenbox restore.`,
  );
}

interface FileFaultFound {
  readonly sop_instance_uid: string;
  readonly object_key: string;
  readonly fault: 'missing' | 'size';
}

/** What is there as its rows say, and what is not: a zip says how large a file is before it is read. */
async function faultless(
  parts: Parts,
  listed: readonly StudyFile[],
): Promise<{ files: StudyFile[]; faults: FileFaultFound[] }> {
  const files: StudyFile[] = [];
  const faults: FileFaultFound[] = [];
  for (const file of listed) {
    const { object_key, sop_instance_uid, size_bytes } = file.object;
    const found = await parts.archive.objects.stat(parseObjectKey(object_key));
    if (found?.sizeBytes === size_bytes) files.push(file);
    else faults.push({ sop_instance_uid, object_key, fault: found === undefined ? 'missing' : 'size' });
  }
  return { files, faults };
}

/** Under another name until it is whole: nobody takes half a study for a study. */
async function writeZip(
  parts: Parts,
  files: readonly StudyFile[],
  path: string,
  progress: Progress,
): Promise<void> {
  const isTaken = await open(path, 'r').then(
    (file) => file.close().then(() => true),
    () => false,
  );
  if (isTaken) throw new CliError(`${path} is there already. Choose another name, or remove it.`);
  const unfinished = `${path}.part`;
  const zip = zipStudyFiles(parts, files);
  zip.on('data', (chunk: Buffer) => progress.add(chunk.length));
  try {
    await pipeline(zip, createWriteStream(unfinished, { mode: 0o600 }));
    await rename(unfinished, path);
  } catch (error) {
    await unlink(unfinished).catch(() => undefined);
    throw error;
  }
}

async function writeFolder(
  parts: Parts,
  files: readonly StudyFile[],
  path: string,
  progress: Progress,
): Promise<void> {
  await mkdir(path, { recursive: true });
  if ((await readdir(path)).length > 0) throw new CliError(`The folder ${path} is not empty.`);
  const directory = createDirectoryWriter();
  for (const file of files) {
    await mkdir(join(path, ...file.path.slice(0, -1)), { recursive: true });
    const stored = objectBytes(parts.archive, file.object);
    const bytes = directory.through(file.path, await stored.open());
    await pipeline(Readable.from(bytes), createWriteStream(join(path, ...file.path), { mode: 0o600 }));
    progress.add(stored.sizeBytes);
    progress.count();
  }
  await writeFile(join(path, 'DICOMDIR'), directory.encode(), { mode: 0o600 });
}
