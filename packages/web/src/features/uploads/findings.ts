// What was found in the files that somebody wants to send: whose images they are, and which files are left out, and why. Pure.
import type { FileFacts, InstanceFacts } from './inspect-file.ts';
import type { FoundFile } from './walk-entries.ts';

/** Why a file is not sent. */
export const skipReasons = ['other', 'dicomdir', 'unreadable'] as const;
export type SkipReason = (typeof skipReasons)[number];

/** A patient as the files name it. */
export interface FoundPatient {
  readonly patientId: string;
  readonly name: string;
  readonly birthDate: string;
}
/** A study as its files describe it. */
export interface FoundStudy {
  readonly studyInstanceUid: string;
  readonly description: string;
  readonly date: string;
  readonly modalities: readonly string[];
  readonly seriesCount: number;
  readonly instanceCount: number;
}
/** What is known so far. */
export interface Findings {
  readonly lookedAt: number;
  readonly instances: number;
  readonly zips: number;
  /** Sent, and not understood here. */
  readonly unknown: number;
  readonly patients: readonly FoundPatient[];
  readonly studies: readonly FoundStudy[];
  readonly skipped: Readonly<Record<SkipReason, number>>;
  /** Paths of what is not sent. */
  readonly skippedPaths: ReadonlySet<string>;
}

interface GatheredStudy {
  readonly facts: InstanceFacts;
  readonly modalities: Set<string>;
  readonly series: Set<string>;
  instances: number;
}

/** Gathers what files say, and gives the sum of it whenever asked. */
export function createFindings() {
  const counts = { lookedAt: 0, instances: 0, zips: 0, unknown: 0 };
  const skipped: Record<SkipReason, number> = { other: 0, dicomdir: 0, unreadable: 0 };
  const skippedPaths = new Set<string>();
  const patients = new Map<string, FoundPatient>();
  const studies = new Map<string, GatheredStudy>();
  return {
    add(found: FoundFile, facts: FileFacts): void {
      counts.lookedAt += 1;
      if (facts.kind === 'instance') {
        counts.instances += 1;
        addPatient(patients, facts);
        addToStudy(studies, facts);
      } else if (facts.kind === 'zip') counts.zips += 1;
      else if (facts.kind === 'unknown') counts.unknown += 1;
      else {
        skipped[facts.kind] += 1;
        skippedPaths.add(found.path);
      }
    },
    sum: (): Findings => ({
      ...counts,
      skipped: { ...skipped },
      skippedPaths: new Set(skippedPaths),
      patients: [...patients.values()],
      studies: [...studies.values()].map(presentStudy),
    }),
  };
}

function addPatient(patients: Map<string, FoundPatient>, facts: InstanceFacts): void {
  const { patientId, patientName: name, birthDate } = facts;
  patients.set(JSON.stringify([patientId, name, birthDate]), { patientId, name, birthDate });
}

function addToStudy(studies: Map<string, GatheredStudy>, facts: InstanceFacts): void {
  const study = studies.get(facts.studyInstanceUid) ?? {
    facts,
    modalities: new Set<string>(),
    series: new Set<string>(),
    instances: 0,
  };
  studies.set(facts.studyInstanceUid, study);
  study.instances += 1;
  study.series.add(facts.seriesInstanceUid);
  if (facts.modality !== '') study.modalities.add(facts.modality);
}

function presentStudy({ facts, modalities, series, instances }: GatheredStudy): FoundStudy {
  return {
    studyInstanceUid: facts.studyInstanceUid,
    description: facts.studyDescription,
    date: facts.studyDate,
    modalities: [...modalities].sort(),
    seriesCount: series.size,
    instanceCount: instances,
  };
}
