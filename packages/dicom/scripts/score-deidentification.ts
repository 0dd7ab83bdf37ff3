// Scores de-identification: identities planted by our own code and in ../shared/data/dicom, through every profile, searched
// for in every byte of the results. Writes the table of docs/deidentification.md. Run by `npm run deid:score`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createDeidentifier,
  deidentifyFile,
  engineVersion,
  type ProfileName,
  profileEdition,
  profileNames,
  profileOf,
  type ReviewReason,
  reviewReasons,
} from '../src/deidentify/index.ts';
import { compileProfile } from '../src/deidentify/treatment.ts';
import { DicomError, lookupTag, readHeader } from '../src/index.ts';
import {
  type Planted,
  type PlantedCategory,
  type PlantedInstance,
  plantedCategories,
  plantedDocuments,
  plantedInstances,
} from '../src/testing/index.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const document = join(root, 'docs', 'deidentification.md');
const shared = join(root, '..', 'shared', 'data', 'dicom');
const today = '20260101';
/** Documents, voices and videos that a person accepts stay as they are: they are scored as held. */
const acceptable = reviewReasons.filter(
  (reason) => !['encapsulated-document', 'audio', 'video'].includes(reason),
);

type Row = { planted: number; held: number; survived: number };
type Score = Record<PlantedCategory, Row>;

const own = [...plantedInstances(), ...plantedDocuments()];
const instances = [...own, ...sharedInstances()];
const scores = new Map(profileNames.map((name) => [name, scoreOf(name)]));
writeTable([...scores].map(([name, score]) => tableOf(name, score)).join('\n\n'));
const missed = Object.values(scores.get('basic') ?? {}).reduce((sum, row) => sum + row.survived, 0);
if (missed > 0) {
  process.stderr.write(`${missed} planted identities survived the Basic Profile.\n`);
  process.exitCode = 1;
}

type SharedFile = { strings: string[]; uids: string[]; boxes: { text: string }[] };

/** The synthetic files beside the project, when they are there. */
function sharedInstances(): PlantedInstance[] {
  if (!existsSync(join(shared, 'planted.json'))) return [];
  const files: Record<string, SharedFile> = JSON.parse(readFileSync(join(shared, 'planted.json'), 'utf8'));
  return Object.entries(files).map(([name, { strings, uids, boxes }]) => {
    const drawn = new Set(boxes.map(({ text }) => text));
    const planted = (category: PlantedCategory, text: string): Planted => ({ category, where: name, text });
    return {
      name,
      bytes: new Uint8Array(readFileSync(join(shared, name))),
      planted: [
        ...uids.map((uid) => planted('uids', uid)),
        ...strings.filter((text) => !drawn.has(text)).map((text) => planted(categoryOf(text), text)),
        ...[...drawn].map((text) => planted('pixels', text)),
      ],
    };
  });
}

function categoryOf(text: string): PlantedCategory {
  if (/^\d{8}$/.test(text)) return 'dates';
  return /\^|^Marguerite/.test(text) ? 'names' : 'text';
}

function scoreOf(name: ProfileName): Score {
  const deidentifier = createDeidentifier({
    profile: profileOf(name),
    key: new Uint8Array(32).fill(9),
    label: 'SCORE',
  });
  const score = Object.fromEntries(
    plantedCategories.map((category) => [category, { planted: 0, held: 0, survived: 0 }]),
  ) as Score;
  for (const { bytes, planted, name: instance } of instances) {
    const result = (accepted: readonly ReviewReason[]) =>
      deidentifyFile(deidentifier, bytes, { today, accepted });
    const isHeld = result([]).kind === 'review';
    const accepted = result(acceptable);
    const texts =
      accepted.kind === 'review'
        ? []
        : ['latin1', 'utf-8'].map((encoding) => new TextDecoder(encoding).decode(accepted.bytes));
    for (const each of planted.filter((one) => isWanted(one, { name, instance }))) {
      const row = score[each.category];
      row.planted += 1;
      if (isHeld) row.held += 1;
      // Text that is drawn is seen by whoever accepts it, and by no search.
      const isDrawn = each.category === 'pixels' && instance.startsWith('burnedin/');
      if (isDrawn ? !isHeld : texts.some((text) => text.includes(each.text))) row.survived += 1;
    }
  }
  return score;
}

/** Marks in descriptions that a profile cleans are words that no header knows: they stay, as the rest of the text does. */
function isWanted(
  { where, category }: Planted,
  { name, instance }: { name: ProfileName; instance: string },
): boolean {
  if (name === 'basic' || category === 'uids') return true;
  if (instance === 'phi/phi-torture-e11.dcm') return false;
  if (!/^[0-9A-F]{8}$/.test(where)) return true;
  const tag = Number.parseInt(where, 16);
  const isNested = instance === 'nested attributes';
  const { action } = compileProfile(profileOf(name)).at({ family: 'single-frame', isNested })(tag);
  const vr = lookupTag(tag)?.vr;
  const isTime = vr === 'TM' && action === 'C';
  return action !== 'K' && !isTime && (action !== 'C' || vr === 'DA' || vr === 'DT');
}

function tableOf(name: ProfileName, score: Score): string {
  const rows = plantedCategories.map((category) => {
    const { planted, held, survived } = score[category];
    return `| ${category} | ${planted} | ${held} | ${survived} |`;
  });
  return [
    `**${name}**`,
    '',
    '| category | planted | held for a person first | survived |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function writeTable(tables: string): void {
  const sources = [
    `${own.length} instances made by code`,
    ...(instances.length > own.length
      ? [`${instances.length - own.length} synthetic files of the test data`]
      : []),
  ];
  const text = `Engine ${engineVersion}, PS3.15 ${profileEdition}; ${sources.join(' and ')}. ${validation()}`;
  const [before, after] = ['<!-- score -->', '<!-- /score -->'];
  const whole = readFileSync(document, 'utf8');
  const start = whole.indexOf(before) + before.length;
  const end = whole.indexOf(after);
  if (start < before.length || end < start) throw new Error(`${document} has no place for the score`);
  writeFileSync(document, `${whole.slice(0, start)}\n${text}\n\n${tables}\n${whole.slice(end)}`);
  process.stdout.write(`${text}\n\n${tables}\n`);
}

/** What dciodvfy says of every valid shared file before and after, in one sentence. */
function validation(): string {
  const manifest = join(shared, 'manifest.json');
  if (!existsSync(manifest) || spawnSync('dciodvfy', []).error !== undefined)
    return 'The validator was not there.';
  const folder = mkdtempSync(join(tmpdir(), 'lumenbox-score-'));
  try {
    const files: { file: string; status: string }[] = JSON.parse(readFileSync(manifest, 'utf8')).files;
    const deidentifier = createDeidentifier({
      profile: profileOf('basic'),
      key: new Uint8Array(32),
      label: 'SCORE',
    });
    let [compared, added, conditional] = [0, 0, 0];
    for (const { file } of files.filter(({ status }) => status === 'valid')) {
      const clean = join(folder, 'clean.dcm');
      if (!writeClean(join(shared, file), clean)) continue;
      const [original, result] = [errorsOf(join(shared, file)), errorsOf(clean)];
      if (original === undefined || result === undefined) continue;
      compared += 1;
      for (const error of result) {
        const at = original.indexOf(error);
        if (at >= 0) original.splice(at, 1);
        else if (error.includes('present when condition unsatisfied')) conditional += 1;
        else added += 1;
      }
    }
    return `dciodvfy on ${compared} files of the test data before and after Basic: ${added} errors that the original had not${conditional === 0 ? '' : `, and ${conditional} where the table demands a dummy that a condition of the IOD forbids`}.`;

    function writeClean(from: string, to: string): boolean {
      try {
        const bytes = new Uint8Array(readFileSync(from));
        readHeader(bytes);
        const done = deidentifyFile(deidentifier, bytes, { today, accepted: acceptable });
        if (done.kind === 'clean') writeFileSync(to, done.bytes);
        return done.kind === 'clean';
      } catch (error) {
        if (error instanceof DicomError) return false;
        throw error;
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Errors without values; `undefined` when the validator cannot read the file. */
function errorsOf(file: string): string[] | undefined {
  const { stdout, stderr } = spawnSync('dciodvfy', [file], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const lines = `${stderr}\n${stdout}`.split('\n').filter((line) => line.includes('Error - '));
  if (lines.some((line) => /read failed|Information Object Not found/.test(line))) return undefined;
  return lines.map((line) => line.replaceAll(/<[^>]*>/g, '').replaceAll(/\d[\d.]*/g, '#'));
}
