// Makes the index of queries anew from the objects in the archive: after an upgrade that brings it, or as a repair.
import type { Readable } from 'node:stream';
import { createInstanceReader, type DataSet, DicomError } from '@lumenbox/dicom';
import { grantScope, type RealmScope } from '../../access/index.ts';
import { type Archive, demandFaultOfOne, setInstanceAttributes } from '../../archive/index.ts';
import type { Database, Db } from '../../platform/database/index.ts';
import type { RealmId } from '../../platform/ids.ts';
import { describeInstance, type InstanceDescription } from './describe-imaging.ts';
import {
  type ArrivedInstance,
  addDescriptions,
  type Descriptions,
  indexDescriptions,
  joinDescriptions,
  noDescriptions,
} from './index-imaging.ts';
import {
  holdStudy,
  type RereadInstance,
  selectHeldInstances,
  selectImagedStudies,
  selectRereadInstances,
} from './rebuild-index.store.ts';
import { removeContentsFromIndex } from './remove-contents.ts';
import { removeFromIndex, selectIndexedSeries, selectIndexedStudies } from './search-index.store.ts';

/** What rebuilding needs. */
export interface RebuildDeps {
  readonly database: Database;
  readonly archive: Pick<Archive, 'open' | 'objects'>;
}

const studiesPerPage = 100;
/** Headers in memory at a time. */
const instancesPerRound = 50;
/** What was stored was no larger than this up to its pixels, or it would not have been. */
const headerBytesMax = 64 * 1024 * 1024;

/** How far a rebuilding has come. */
export interface RebuiltStudy {
  readonly studyId: string;
  readonly instances: number;
  /** Instances whose objects cannot be read: `lumenbox verify` says why. */
  readonly unreadable: number;
}

/** Rebuilds one study after the other, those behind an id, of one realm or of all; or one study alone. */
export async function* rebuildIndex(
  deps: RebuildDeps,
  options: {
    realmId?: string | undefined;
    studyId?: string | undefined;
    after?: string;
    reason: 'job' | 'cli';
  },
): AsyncGenerator<RebuiltStudy> {
  let after = options.after ?? '';
  for (;;) {
    const studies = await selectImagedStudies(deps.database.kysely, {
      realmId: options.realmId,
      studyId: options.studyId,
      after,
      limit: studiesPerPage,
    });
    for (const study of studies) {
      const scope = grantScope(study.realm_id as RealmId, options.reason);
      yield await rebuildStudy(deps, scope, study.id);
      after = study.id;
    }
    if (studies.length < studiesPerPage) return;
  }
}

/** Rebuilds what the index says of one study: reads what it has, round by round, and then replaces what was said: at every moment it is found. */
export async function rebuildStudy(
  deps: RebuildDeps,
  scope: RealmScope,
  studyId: string,
): Promise<RebuiltStudy> {
  const described = noDescriptions();
  const seen = new Set<string>();
  let instances = 0;
  let after = '';
  for (;;) {
    const page = await selectRereadInstances(deps.database.kysely, scope, {
      studyId,
      after,
      limit: instancesPerRound,
    });
    const read = await Promise.all(page.map((instance) => readInstance(deps, studyId, instance)));
    const known = read.filter((instance) => instance !== undefined);
    addDescriptions(described, joinDescriptions(known));
    await tellInstances(deps, scope, studyId, known);
    for (const { id } of page) seen.add(id);
    instances += known.length;
    after = page.at(-1)?.id ?? after;
    if (page.length < instancesPerRound) break;
  }
  await replaceStudy(deps, scope, { studyId, described, seen });
  return { studyId, instances, unreadable: seen.size - instances };
}

type ReadInstance = ArrivedInstance & { readonly id: string; readonly said: InstanceDescription };

/** What answers tell of instances stands in their own rows. */
async function tellInstances(
  deps: RebuildDeps,
  scope: RealmScope,
  studyId: string,
  known: readonly ReadInstance[],
): Promise<void> {
  await deps.database.transaction(async (trx) => {
    await holdStudy(trx, scope, studyId);
    // An instance that is gone has no row to write, and one that moved says the same of itself.
    for (const { id, said } of known)
      await setInstanceAttributes(trx, scope, { id, attributes: said.attributes });
  });
}

/**
 * Puts what was read in the place of what the index said. Instances that came meanwhile, or were moved here, have been
 * indexed by whoever brought them, and that is kept beside it: nobody has read them. Those that went elsewhere
 * took their series along.
 */
async function replaceStudy(
  deps: RebuildDeps,
  scope: RealmScope,
  { studyId, described, seen }: { studyId: string; described: Descriptions; seen: ReadonlySet<string> },
): Promise<void> {
  await deps.database.transaction(async (trx) => {
    await holdStudy(trx, scope, studyId);
    const held = await selectHeldInstances(trx, scope, studyId);
    const unread = held.filter(({ id }) => !seen.has(id));
    const further = await indexedOf(trx, scope, studyId, new Set(unread.map(({ series_id }) => series_id)));
    await removeFromIndex(trx, scope, [studyId]);
    const there = new Set(held.map(({ series_id }) => series_id));
    const series = new Map([...described.series].filter(([id]) => there.has(id)));
    if (series.size > 0) await indexDescriptions(trx, scope, { studies: described.studies, series });
    if (unread.length > 0) await indexDescriptions(trx, scope, further);
    // Of what has gone since it was read, the study says nothing any more.
    if (held.length - unread.length < seen.size) await removeContentsFromIndex(trx, scope, studyId);
  });
}

async function indexedOf(
  trx: Db,
  scope: RealmScope,
  studyId: string,
  seriesIds: ReadonlySet<string>,
): Promise<Descriptions> {
  const indexed = noDescriptions();
  if (seriesIds.size === 0) return indexed;
  for (const { number: _number, id, realm_id: _realm, ...said } of await selectIndexedStudies(trx, scope, [
    studyId,
  ]))
    indexed.studies.set(id, said);
  for (const { id, realm_id: _realm, ...said } of await selectIndexedSeries(trx, scope, [...seriesIds]))
    indexed.series.set(id, said);
  return indexed;
}

async function readInstance(
  deps: RebuildDeps,
  studyId: string,
  instance: RereadInstance,
): Promise<ReadInstance | undefined> {
  const { id, series_id, sop_class_uid, object_key } = instance;
  const bytes = await deps.archive.open(object_key).catch(async (error: unknown) => {
    // What is lost is not searched. While the store is away nothing is known, and what the index says stays.
    await demandFaultOfOne(deps.archive.objects, object_key, error);
    return undefined;
  });
  const dataSet = bytes === undefined ? undefined : await readDataSet(bytes).catch(nothingOfDicom);
  return dataSet === undefined
    ? undefined
    : { id, studyId, seriesId: series_id, said: describeInstance(dataSet, sop_class_uid) };
}

/** What cannot be read is not searched; everything else is a fault of ours or of the disk. */
function nothingOfDicom(error: unknown): undefined {
  if (!(error instanceof DicomError)) throw error;
}

/** Reads as far as the pixels. */
async function readDataSet(bytes: Readable): Promise<DataSet> {
  const reader = createInstanceReader({ maxHeaderBytes: headerBytesMax });
  for await (const chunk of bytes) {
    reader.push(chunk as Uint8Array);
    // Leaving the loop closes the stream.
    if (reader.header !== undefined) return reader.header.dataSet;
  }
  return reader.end().header.dataSet;
}
