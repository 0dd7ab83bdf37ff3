// `lumenbox review`: what waits for review, and what is to become of it. Looking at pictures and documents needs the dashboard.
import { boxesMax, type PixelBox, type ReviewDecision, type ReviewItem } from '@lumenbox/contract';
import { type Command, InvalidArgumentError } from 'commander';
import type { Parts } from '../compose/index.ts';
import {
  type AcceptDeps,
  acceptReviewItems,
  listReviewItems,
  rejectReviewItems,
} from '../features/review-queue/index.ts';
import { storeReviewed } from '../ingest/index.ts';
import { createCommand, createGroup, type OutputOptions, printAnswer, printMessage } from './command.ts';
import { demandTeam, withParts } from './with-parts.ts';

interface ReviewOptions extends OutputOptions {
  team: string;
}

/** As many as a terminal shows; the API gives the rest page by page. */
const listedMax = 100;

/** Makes the command. */
export function reviewCommand(): Command {
  const ofTeam = (name: string, description: string) =>
    createCommand(name, description).requiredOption('--team <name>', "the team's name or id");
  return createGroup('review', 'Decide about instances for cases that wait for review.')
    .addCommand(
      ofTeam('list', `List what waits, by case, the oldest ${listedMax}.`)
        .option('--case <id>', 'what waits for this case')
        .action(list),
    )
    .addCommand(
      ofTeam('accept', 'Store instances in their cases.')
        .argument('<id...>', 'the ids of what waits')
        .option(
          '--box <frame,x,y,width,height>',
          'blank this box (frame from 1, or "all"); may be repeated',
          box,
          [],
        )
        .option('--no-boxes', 'blank nothing, whatever was found')
        .option('--redact <path>', 'replace the text at this path; may be repeated', path, [])
        .action(accept),
    )
    .addCommand(
      ofTeam('reject', 'Remove instances for good.')
        .argument('<id...>', 'the ids of what waits')
        .action(reject),
    );
}

function box(text: string, boxes: PixelBox[]): PixelBox[] {
  const [frame = '', ...rest] = text.split(',');
  const numbers = rest.map(Number);
  const isWhole = (value: number) => Number.isSafeInteger(value) && value >= 0;
  const [x = 0, y = 0, width = 0, height = 0] = numbers;
  const isFrame = frame === 'all' || (isWhole(Number(frame)) && Number(frame) > 0);
  if (!isFrame || numbers.length !== 4 || !numbers.every(isWhole) || width === 0 || height === 0)
    throw new InvalidArgumentError('A box is five numbers: frame,x,y,width,height.');
  if (boxes.length >= boxesMax) throw new InvalidArgumentError(`There are more than ${boxesMax} boxes.`);
  return [
    ...boxes,
    { frame: frame === 'all' ? frame : Number(frame), x, y, width, height, source: 'reviewer' },
  ];
}

function path(text: string, paths: string[]): string[] {
  return [...paths, text];
}

function depsOf(parts: Parts): AcceptDeps {
  return {
    ...parts.foundation,
    audit: parts.audit,
    archive: parts.archive,
    pixels: parts.pixels,
    storeReviewed: (bytes, reviewed) => storeReviewed(parts.ingest, bytes, reviewed),
  };
}

function list(options: ReviewOptions & { case?: string }): Promise<void> {
  return withParts(async (parts) => {
    const team = await demandTeam(parts, options.team);
    const input = { page: 1, per_page: listedMax, case_id: options.case };
    const { rows, total } = await listReviewItems(depsOf(parts), team, input);
    const text =
      total === 0 ? 'Nothing waits for review.' : [...rows.map(lineOf), `${total} in all.`].join('\n');
    printAnswer(options, { data: rows, total }, text);
  });
}

function lineOf(row: ReviewItem): string {
  const size = row.rows === null ? '' : `${row.columns}x${row.rows}, ${row.frame_count} frames, `;
  return `${row.id}  ${row.case.label}  ${row.modality ?? '?'} ${size}${row.box_count} boxes  ${row.reasons.join(', ')}`;
}

function accept(
  ids: string[],
  options: ReviewOptions & { box: PixelBox[]; boxes: boolean; redact: string[] },
  command: Command,
): Promise<void> {
  if (ids.length > 1 && options.box.length + options.redact.length > 0)
    command.error('error: boxes and redactions are of one instance: name one id');
  return withParts(async (parts) => {
    const team = await demandTeam(parts, options.team);
    const boxes = options.box.length > 0 || !options.boxes ? options.box : undefined;
    const input = { boxes, redactions: options.redact };
    answer(options, await acceptReviewItems(depsOf(parts), team, { ids, input }), 'accepted');
  });
}

function reject(ids: string[], options: ReviewOptions): Promise<void> {
  return withParts(async (parts) => {
    const team = await demandTeam(parts, options.team);
    answer(options, await rejectReviewItems(depsOf(parts), team, ids), 'rejected');
  });
}

/** What failed is told one by one, and is no success of the command. */
function answer(options: ReviewOptions, decisions: readonly ReviewDecision[], done: string): void {
  const failed = decisions.filter(({ outcome }) => outcome === 'failed');
  for (const { id, message } of failed) printMessage(`${id}: ${message ?? ''}`);
  if (failed.length > 0) process.exitCode = 1;
  printAnswer(options, { data: decisions }, `${decisions.length - failed.length} ${done}.`);
}
