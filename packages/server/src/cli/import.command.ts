// `lumenbox import`: files, folders and zips from the operator's disk, on the same way in as everything else.
import type { Upload, UploadFile } from '@lumenbox/contract';
import type { Command } from 'commander';
import { demandKnownObjects } from '../archive/index.ts';
import type { Parts } from '../compose/index.ts';
import { selectRecord } from '../features/patients/index.ts';
import { receiveUpload, type Target } from '../ingest/index.ts';
import { CliError, createCommand, type OutputOptions, printAnswer, printMessage } from './command.ts';
import { listImportFiles, openImportFiles } from './import-files.ts';
import { formatBytes, showProgress } from './progress-line.ts';
import { type CommandTeam, demandTeam, withParts } from './with-parts.ts';

interface ImportOptions extends OutputOptions {
  team: string;
  patient?: string;
  auto?: boolean;
  acceptMismatch?: boolean;
}

/** Makes the command. */
export function importCommand(): Command {
  return createCommand('import', 'Import DICOM files, folders of them, and zips.')
    .argument('<path...>', 'files, folders and zips')
    .requiredOption('--team <name>', "the team's name or id")
    .option('--patient <id>', 'the patient (or case) that they belong to')
    .option('--auto', 'each file goes to the patient whose ID it names; one is made where there is none')
    .option('--accept-mismatch', 'take also what names another person than the patient')
    .action((paths: string[], options: ImportOptions, command: Command) => {
      if ((options.patient === undefined) === (options.auto !== true))
        command.error('error: give either --patient ID or --auto');
      return withParts((parts) => importPaths(parts, paths, options));
    });
}

async function importPaths(parts: Parts, paths: readonly string[], options: ImportOptions): Promise<void> {
  const team = await demandTeam(parts, options.team);
  await demandKnownObjects({ ...parts.archive, ...parts.foundation });
  const target = await findTarget(parts, team, options.patient);
  const files = await listImportFiles(paths);
  if (files.length === 0) throw new CliError(`There is no file in ${paths.join(', ')}.`);
  const totalBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const startedMs = performance.now();
  const progress = showProgress({ totalBytes, totalItems: files.length, noun: 'files' });
  const stop = new AbortController();
  const onSignal = () =>
    stop.abort(new CliError('Stopped. What was stored stays; import the same again to go on.'));
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  let upload: Upload | undefined;
  try {
    upload = await receiveUpload(
      parts.ingest,
      {
        scope: team.scope,
        origin: team.origin,
        target,
        acceptMismatch: options.acceptMismatch === true,
        source: 'import',
        onFile: () => progress.count(),
      },
      openImportFiles(files, { signal: stop.signal, onRead: (bytes) => progress.add(bytes) }),
    );
  } finally {
    progress.end();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
  if (upload === undefined) throw new CliError(`There is no file in ${paths.join(', ')}.`);
  const seconds = (performance.now() - startedMs) / 1000;
  printAnswer(options, upload, describe(upload, { totalBytes, seconds }));
  const { rejected, held } = upload.counts;
  if (rejected + held === 0) return;
  process.exitCode = 1;
  // The text has said so, file by file; who reads the document is told where to look.
  if (options.json === true)
    printMessage(
      `${rejected} rejected, ${held} held: "files" in the document says why. Held files are kept: see lumenbox inbox and lumenbox review.`,
    );
}

async function findTarget(parts: Parts, team: CommandTeam, patientId: string | undefined): Promise<Target> {
  if (patientId === undefined) return { kind: 'match' };
  const record = await selectRecord(parts.foundation.database.kysely, team.scope, patientId);
  if (record === undefined) throw new CliError(`${team.name} has no patient or case ${patientId}.`);
  return { kind: 'record', record };
}

/** Files shown one by one; the rest is counted, and all are in the upload. */
const shownMax = 200;

function describe(upload: Upload, run: { totalBytes: number; seconds: number }): string {
  const { counts } = upload;
  const odd = upload.files.filter((file) => file.outcome === 'rejected' || file.outcome === 'held');
  const ignoredCount = upload.files.filter((file) => file.outcome === 'ignored').length;
  const width = Math.min(60, Math.max(0, ...odd.map((file) => file.name.length)));
  const lines = odd
    .slice(0, shownMax)
    .map((file) => `${file.outcome.padEnd(8)}  ${file.name.padEnd(width)}  ${file.reason ?? ''}`);
  if (odd.length > shownMax) lines.push(`… and ${odd.length - shownMax} more`);
  const isForReview = (file: UploadFile) => file.reason?.startsWith('needs-review') === true;
  const held = odd.filter((file) => file.outcome === 'held');
  if (held.some((file) => !isForReview(file)))
    lines.push('Held files are kept. Import them to the right patient, or again with --accept-mismatch.');
  if (held.some(isForReview))
    lines.push(
      'What is held for review waits in the review queue: see the dashboard, or lumenbox review list.',
    );
  const totals = [
    `${counts.stored} stored`,
    `${counts.duplicate} here already`,
    `${counts.held} held`,
    `${counts.rejected} rejected`,
    `${ignoredCount} ignored`,
  ];
  const rate = counts.received / Math.max(run.seconds, 0.001);
  return [
    ...lines,
    `${totals.join(', ')}; ${formatBytes(run.totalBytes)} in ${run.seconds.toFixed(1)} s (${rate.toFixed(0)} a second)`,
    ...upload.studies.map(
      (study) => `study ${study.id}  patient ${study.patient_id}  ${study.study_instance_uid}`,
    ),
    `upload ${upload.id}`,
  ].join('\n');
}
