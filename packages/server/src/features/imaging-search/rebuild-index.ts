// Makes the index of queries anew from the objects in the archive: after an upgrade that brings it, or as a repair.
import type { Readable } from 'node:stream';
import { createInstanceReader, type DataSet, DicomError } from '@lumenbox/dicom';
import { grantScope, type RealmScope } from '../../access/index.ts';
import { type Archive, setInstanceAttributes } from '../../archive/index.ts';
import type { Database } from '../../platform/database/index.ts';
import type { RealmId } from '../../platform/ids.ts';
import { describeInstance } from './describe-imaging.ts';
import { type ArrivedInstance, indexImaging } from './index-imaging.ts';
import {
  holdInstances,
  type RereadInstance,
  selectImagedStudies,
  selectRereadInstances,
} from './rebuild-index.store.ts';
import { removeFromIndex } from './search-index.store.ts';

/** What rebuilding needs. */
export interface RebuildDeps {
  readonly database: Database;
  readonly archive: Pick<Archive, 'open'>;
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

/** Rebuilds one study after the other, those behind an id, of one realm or of all. */
export async function* rebuildIndex(
  deps: RebuildDeps,
  options: { realmId?: string | undefined; after?: string; reason: 'job' | 'cli' },
): AsyncGenerator<RebuiltStudy> {
  let after = options.after ?? '';
  for (;;) {
    const studies = await selectImagedStudies(deps.database.kysely, {
      realmId: options.realmId,
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

async function rebuildStudy(deps: RebuildDeps, scope: RealmScope, studyId: string): Promise<RebuiltStudy> {
  let after = '';
  let instances = 0;
  let unreadable = 0;
  for (let isFirst = true; ; isFirst = false) {
    const page = await selectRereadInstances(deps.database.kysely, scope, {
      studyId,
      after,
      limit: instancesPerRound,
    });
    const read = await Promise.all(page.map((instance) => readInstance(deps, studyId, instance)));
    const known = read.filter((instance) => instance !== undefined);
    await writeRound(deps, scope, { studyId, known, isFirst });
    instances += known.length;
    unreadable += page.length - known.length;
    after = page.at(-1)?.id ?? after;
    if (page.length < instancesPerRound) return { studyId, instances, unreadable };
  }
}

type ReadInstance = ArrivedInstance & { readonly id: string };

async function writeRound(
  deps: RebuildDeps,
  scope: RealmScope,
  round: { studyId: string; known: readonly ReadInstance[]; isFirst: boolean },
): Promise<void> {
  const { studyId, known, isFirst } = round;
  await deps.database.transaction(async (trx) => {
    const held = await holdInstances(trx, scope, { studyId, ids: known.map(({ id }) => id) });
    if (isFirst) await removeFromIndex(trx, scope, [studyId]);
    const there = known.filter(({ id }) => held.has(id));
    await indexImaging(trx, scope, there);
    for (const { id, dataSet } of there)
      await setInstanceAttributes(trx, scope, { id, attributes: describeInstance(dataSet) });
  });
}

async function readInstance(
  deps: RebuildDeps,
  studyId: string,
  instance: RereadInstance,
): Promise<ReadInstance | undefined> {
  const { id, series_id, sop_class_uid, object_key } = instance;
  const bytes = await deps.archive.open(object_key).catch(() => undefined);
  const dataSet = bytes === undefined ? undefined : await readDataSet(bytes).catch(nothingOfDicom);
  return dataSet === undefined
    ? undefined
    : { id, studyId, seriesId: series_id, sopClassUid: sop_class_uid, dataSet };
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
