// Third step: whose is it? The named patient or case; else whom the realm's matching rule finds, or a new patient; else held.
import { caseFileName } from '@lumenbox/contract';
import type { RealmScope } from '../access/index.ts';
import {
  findByDemographics,
  type ImagedPatient,
  selectByIdentifier,
  selectIdentifiers,
} from '../features/patients/index.ts';
import { readRealmSettings } from '../features/realms/index.ts';
import type { Db, PatientsTable } from '../platform/database/index.ts';
import { differenceSentence, differingFields } from './compare-patient.ts';
import { newPatient } from './new-patient.ts';
import type { InboxReason } from './outcome.ts';
import type { StatedPatient } from './stated-patient.ts';

/** Where a sender wants an instance to go: to a patient or case, or to whom the matching rule finds. */
export type Target = { readonly kind: 'record'; readonly record: PatientsTable } | { readonly kind: 'match' };

/** Says that originals must not rest as they are: they go to a case. The matching rule finds patients alone. */
export function isForCase(target: Target): boolean {
  return target.kind === 'record' && target.record.kind === 'case';
}

/** A part of an upload of several, and the position of its first file. */
export interface PlaceOfPart {
  readonly number: number;
  readonly firstPosition: number;
}

/** Under which name a file is written down. Names of files and folders are often those of patients: a case keeps none. */
export function keptName(
  target: Target,
  { name, position, part }: { name: string; position: number; part?: PlaceOfPart | undefined },
): string {
  // A body that is a single zip has no name: what is wrong with it as a whole still has to stand beside one.
  if (!isForCase(target)) return name === '' ? 'upload' : name;
  return caseFileName({ number: position - (part?.firstPosition ?? 0) + 1, part: part?.number });
}

/** Where an instance goes. */
export type Assignment =
  | { readonly kind: 'record'; readonly record: PatientsTable }
  | { readonly kind: 'new'; readonly patient: ImagedPatient }
  | { readonly kind: 'held'; readonly reason: InboxReason; readonly sentence: string };

/** What is said of images that wait; the dashboard has translations of it. */
export const holdSentences: Readonly<Record<Exclude<InboxReason, 'patient-differs'>, string>> = {
  'no-patient-identifier':
    'The file names no patient ID, by which its patient could be found. Send it to a patient.',
  'several-patients': 'Several patients fit the file. Send it to one of them.',
  'patient-unknown': 'No patient fits the file. Make one in the inbox, or send it to a patient.',
};

/** Decides whose the instances are that say the same of their patient. */
export async function assignInstances(
  deps: { db: Db },
  scope: RealmScope,
  options: { stated: StatedPatient; target: Target; acceptMismatch: boolean },
): Promise<Assignment> {
  const { stated, target, acceptMismatch } = options;
  const found = target.kind === 'record' ? target.record : await matchPatient(deps.db, scope, stated);
  if ('kind' in found && (found.kind === 'held' || found.kind === 'new')) return found;
  const record: PatientsTable = found;
  // A case has no identity that a file could contradict.
  if (acceptMismatch || record.kind === 'case') return { kind: 'record', record };
  const identifiers = await selectIdentifiers(deps.db, scope, record.id);
  const fields = differingFields(stated, { facts: record, identifiers });
  return fields.length === 0
    ? { kind: 'record', record }
    : { kind: 'held', reason: 'patient-differs', sentence: differenceSentence(fields) };
}

/**
 * The matching rule: the same patient ID of the same issuer is the same patient; else, where the realm allows it, the
 * same name, birth date and sex; else the realm's choice.
 */
async function matchPatient(
  db: Db,
  scope: RealmScope,
  stated: StatedPatient,
): Promise<PatientsTable | Exclude<Assignment, { kind: 'record' }>> {
  const [identifier] = stated.identifiers;
  if (identifier !== undefined) {
    const [patient, ...others] = await selectByIdentifier(db, scope, identifier);
    if (others.length > 0) return held('several-patients');
    if (patient !== undefined) return patient;
  }
  const settings = await readRealmSettings(db, scope);
  const isDescribed = settings.matchByDemographics && hasDemographics(stated);
  if (isDescribed) {
    const [patient, ...others] = await findByDemographics(db, scope, newPatient(stated));
    if (others.length > 0) return held('several-patients');
    if (patient !== undefined) return patient;
  }
  if (identifier === undefined && !isDescribed) return held('no-patient-identifier');
  return settings.whenPatientUnknown === 'hold'
    ? held('patient-unknown')
    : { kind: 'new', patient: newPatient(stated) };
}

/** Less than name, birth date and sex together is too little to tell people apart. */
function hasDemographics(stated: StatedPatient): boolean {
  const [name] = stated.names;
  const isNamed = name !== undefined && name.family !== '' && name.given !== '';
  return isNamed && stated.birthDate !== null && stated.sex !== null;
}

function held(reason: Exclude<InboxReason, 'patient-differs'>): Extract<Assignment, { kind: 'held' }> {
  return { kind: 'held', reason, sentence: holdSentences[reason] };
}
