// `lumenbox demo`: a phantom patient with a CT, an MR and a CR, and a case, to look at. Computed; nobody's data.
import type { Upload } from '@lumenbox/contract';
import { phantomStudy } from '@lumenbox/dicom/testing';
import type { Command } from 'commander';
import type { Parts } from '../compose.ts';
import { createRecord, listRecords } from '../features/patients/index.ts';
import { type IncomingFile, receiveUpload } from '../ingest/index.ts';
import { createCommand, type OutputOptions, printAnswer } from './command.ts';
import { showProgress } from './progress-line.ts';
import { type CommandTeam, demandTeam, withParts } from './with-parts.ts';

/** The slices of the phantoms: a chest CT, two series of a head, a radiograph. */
const studies = [
  { kind: 'ct', instances: 120, studyDate: '20240115', studyTime: '101500' },
  { kind: 'mr', instances: 48, studyDate: '20240116', studyTime: '143000' },
  { kind: 'cr', instances: 1, studyDate: '20240115', studyTime: '094500' },
] as const;
const patient = {
  patientName: 'Phantom^Penelope',
  patientId: 'LUMENBOX-DEMO',
  patientBirthDate: '19700101',
  patientSex: 'F',
  institutionName: 'Lumenbox Demo',
};
const caseLabel = 'Phantom case';

/** Makes the command. */
export function demoCommand(): Command {
  return createCommand('demo', 'Make a phantom patient with computed images, and a case, to look at.')
    .requiredOption('--team <name>', "the team's name or id")
    .action((options: OutputOptions & { team: string }) => withParts((parts) => makeDemo(parts, options)));
}

async function makeDemo(parts: Parts, options: OutputOptions & { team: string }): Promise<void> {
  const team = await demandTeam(parts, options.team);
  const upload = await sendPhantoms(parts, team);
  const caseId = await ensureCase(parts, team);
  const patientId = upload.studies[0]?.patient_id ?? null;
  const isNew = upload.counts.stored > 0;
  printAnswer(
    options,
    { patient_id: patientId, case_id: caseId, upload },
    [
      `${isNew ? 'Made' : 'There already'}: patient ${patientId} with ${upload.studies.length} studies, ${upload.counts.received} images.`,
      `Case ${caseId} has no images yet: they come with de-identification.`,
    ].join('\n'),
  );
}

async function sendPhantoms(parts: Parts, team: CommandTeam): Promise<Upload> {
  const totalItems = studies.reduce((sum, study) => sum + study.instances, 0);
  const progress = showProgress({ totalBytes: 0, totalItems, noun: 'images' });
  try {
    const upload = await receiveUpload(
      parts.ingest,
      {
        scope: team.scope,
        origin: team.origin,
        target: { kind: 'match' },
        acceptMismatch: false,
        source: 'demo',
        onFile: () => progress.count(),
      },
      phantomFiles(),
    );
    if (upload === undefined) throw new Error('The phantom has no images.');
    return upload;
  } finally {
    progress.end();
  }
}

/** One image at a time is computed: a volume never lies in memory. */
async function* phantomFiles(): AsyncIterable<IncomingFile> {
  for (const { kind, studyDate, studyTime } of studies) {
    let number = 0;
    for (const instance of phantomStudy({ kind, studyDate, studyTime, ...patient })) {
      number += 1;
      yield { name: `${kind}/${number}.dcm`, bytes: once(instance.bytes), isExpected: true };
    }
  }
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

async function ensureCase(parts: Parts, team: CommandTeam): Promise<string> {
  const { database, clock } = parts.foundation;
  const [known] = (
    await listRecords(database.kysely, team.scope, {
      kind: 'case',
      archived: false,
      order: 'name',
      direction: 'asc',
      search: caseLabel,
      offset: 0,
      limit: 1,
    })
  ).rows;
  if (known !== undefined) return known.id;
  const deps = { database, clock, audit: parts.audit };
  // The operator at the machine acts with the rights of an owner.
  const operator = {
    scope: team.scope,
    origin: team.origin,
    userId: '',
    teamId: team.id,
    role: 'owner',
    keyScopes: undefined,
    keyExpiresAt: null,
    sessionId: undefined,
    csrfToken: undefined,
  } as const;
  const record = await createRecord(deps, operator, {
    kind: 'case',
    label: caseLabel,
    given_names: null,
    family_name: null,
    date_of_birth: null,
    sex: null,
    address: null,
  });
  return record.id;
}
