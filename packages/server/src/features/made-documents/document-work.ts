// What work on any kind of document has in common: reading those before, naming who observed.
import { type DataSet, firstNumber, type Observer, tags } from '@lumenbox/dicom';
import type { Caller } from '../../access/index.ts';
import { type Archive, readStoredHeader, selectStoredInstance } from '../../archive/index.ts';
import type { AuditEntry } from '../../audit/index.ts';
import type { PatientsTable } from '../../platform/database/index.ts';
import type { StudyDeps } from '../studies/index.ts';
import { deviceUid } from './made-document.ts';

/**
 * Stores an instance that the server made, with its entry in the audit trail; `differs` when the archive has other bytes under its SOP
 * Instance UID, which stay whatever the realm's rule is.
 */
export type StoreMade = (
  caller: Caller,
  made: { record: PatientsTable; bytes: Uint8Array; audit: AuditEntry },
) => Promise<'stored' | 'differs'>;

/** What work on documents needs. */
export type DocumentDeps = StudyDeps & { readonly archive: Archive; readonly storeMade: StoreMade };

/** The document of a kind that a study has here by now. */
export interface KeptDocument {
  readonly sopInstanceUid: string;
  readonly number: number;
  readonly dataSet: DataSet;
}

/** The header of an instance; undefined when it is gone by now. */
export async function headerOf(
  { database, archive }: DocumentDeps,
  { scope }: Caller,
  id: string,
): Promise<DataSet | undefined> {
  const instance = await selectStoredInstance(database.kysely, scope, { id });
  return instance && (await readStoredHeader(archive, instance)).dataSet;
}

/** Opens the newest document of ours; undefined when there is none. */
export async function keptDocument(
  deps: DocumentDeps,
  caller: Caller,
  newest: { readonly id: string; readonly sop_instance_uid: string } | undefined,
): Promise<KeptDocument | undefined> {
  const dataSet = newest && (await headerOf(deps, caller, newest.id));
  if (newest === undefined || dataSet === undefined) return undefined;
  const number = firstNumber(dataSet, tags.InstanceNumber) ?? 0;
  return { sopInstanceUid: newest.sop_instance_uid, number, dataSet };
}

/** Who observed. A case names nobody: there the device stands for its reader. */
export function observerOf({ origin }: Caller, patient: PatientsTable): Observer {
  const name = (origin.actor.name ?? '').replaceAll(/[\\^=\p{Cc}]/gu, ' ').trim();
  return patient.kind === 'case' || name === ''
    ? { kind: 'device', uid: deviceUid }
    : { kind: 'person', name: personName(name) };
}

/** As DICOM writes names (PS3.5 6.2.1): the last word is the family's, as far as one can tell. */
function personName(name: string): string {
  const words = name.slice(0, 60).split(/\s+/);
  return `${words.at(-1)}^${words.slice(0, -1).join(' ')}`;
}
