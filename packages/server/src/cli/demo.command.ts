// `lumenbox demo`: a phantom patient with a CT, an MR and a CR, and a case with the MR, de-identified, to look at. Computed; nobody's data.
import type { Upload } from '@lumenbox/contract';
import { phantomStudy } from '@lumenbox/dicom/testing';
import type { Command } from 'commander';
import { demandKnownObjects } from '../archive/index.ts';
import type { Parts } from '../compose/index.ts';
import { createRecord, listRecords, selectRecord } from '../features/patients/index.ts';
import { type IncomingFile, receiveUpload, type Target } from '../ingest/index.ts';
import type { PatientsTable } from '../platform/database/index.ts';
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
  return createCommand(
    'demo',
    'Make a phantom patient with computed images, and a de-identified case, to look at.',
  )
    .requiredOption('--team <name>', "the team's name or id")
    .action((options: OutputOptions & { team: string }) => withParts((parts) => makeDemo(parts, options)));
}

async function makeDemo(parts: Parts, options: OutputOptions & { team: string }): Promise<void> {
  const team = await demandTeam(parts, options.team);
  await demandKnownObjects({ ...parts.archive, ...parts.foundation });
  const upload = await sendPhantoms(parts, team, { target: { kind: 'match' }, studies });
  const record = await ensureCase(parts, team);
  const ofCase = await sendPhantoms(parts, team, {
    target: { kind: 'record', record },
    studies: studies.filter(({ kind }) => kind === 'mr'),
  });
  const patientId = upload.studies[0]?.patient_id ?? null;
  const said = ({ counts }: Upload) => (counts.stored > 0 ? 'Made' : 'There already');
  printAnswer(
    options,
    { patient_id: patientId, case_id: record.id, upload, case_upload: ofCase },
    [
      `${said(upload)}: patient ${patientId} with ${upload.studies.length} studies, ${upload.counts.received} images.`,
      `${said(ofCase)}: case ${record.id} with one of them, de-identified, ${ofCase.counts.received} images.`,
    ].join('\n'),
  );
}

type Phantoms = readonly (typeof studies)[number][];

async function sendPhantoms(
  parts: Parts,
  team: CommandTeam,
  { target, studies: which }: { target: Target; studies: Phantoms },
): Promise<Upload> {
  const totalItems = which.reduce((sum, study) => sum + study.instances, 0);
  const progress = showProgress({ totalBytes: 0, totalItems, noun: 'images' });
  try {
    const upload = await receiveUpload(
      parts.ingest,
      {
        scope: team.scope,
        origin: team.origin,
        target,
        acceptMismatch: false,
        source: 'demo',
        onFile: () => progress.count(),
      },
      phantomFiles(which),
    );
    if (upload === undefined) throw new Error('The phantom has no images.');
    return upload;
  } finally {
    progress.end();
  }
}

/** One image at a time is computed: a volume never lies in memory. */
async function* phantomFiles(which: Phantoms): AsyncIterable<IncomingFile> {
  for (const { kind, studyDate, studyTime } of which) {
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

async function ensureCase(parts: Parts, team: CommandTeam): Promise<PatientsTable> {
  const { database, clock } = parts.foundation;
  const [known] = (
    await listRecords({ database }, team.scope, {
      kind: 'case',
      archived: false,
      order: 'name',
      direction: 'asc',
      search: caseLabel,
      offset: 0,
      limit: 1,
    })
  ).rows;
  const there = known && (await selectRecord(database.kysely, team.scope, known.id));
  if (there !== undefined) return there;
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
  return createRecord(deps, operator, {
    kind: 'case',
    label: caseLabel,
    given_names: null,
    family_name: null,
    date_of_birth: null,
    sex: null,
    address: null,
  });
}
