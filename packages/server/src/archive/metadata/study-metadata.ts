// The metadata of studies and series: kept documents where they are current, else made of the headers, and remembered.
// A document is current when it was made of the very objects that the series has now: nothing has to invalidate it.
import type { RealmScope } from '../../access/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, SeriesMetadataTable } from '../../platform/database/index.ts';
import { sha256 } from '../../platform/ids.ts';
import { type Archive, addSmallObjects, dropObjects } from '../archive.ts';
import { selectSeriesOfStudies } from '../instance-index.store.ts';
import { ObjectMissingError } from '../objects/object-store.ts';
import { readAll, readStoredHeader } from '../read-instance.ts';
import {
  type DicomUids,
  type StoredInstance,
  type StoredObject,
  selectStoredInstances,
  selectStoredObjects,
  selectStudyUid,
} from '../stored-instances.store.ts';
import { type CompressedText, compressText, inflateText } from './compressed-text.ts';
import { instanceMetadataText } from './instance-metadata.ts';
import { putKeptMetadata, selectKeptMetadata } from './series-metadata.store.ts';

/** The metadata of a study or series. */
export interface StudyMetadata {
  /** Tells this state of it, of its series and instances and of the addresses in it, from every other. */
  readonly fingerprint: string;
  readonly studyIds: readonly string[];
  /** The texts of the series' data sets, those of one series with commas between them; brackets are the reader's to put. */
  readonly series: () => Promise<CompressedText[]>;
}

/** Reads and keeps metadata. */
export interface MetadataReader {
  /** `undefined` when there are no such instances. `baseUrl` is the address of the DICOMweb service. */
  read(scope: RealmScope, uids: DicomUids, options: { baseUrl: string }): Promise<StudyMetadata | undefined>;
  /** Makes and keeps the documents of studies' series that are worth it and not kept yet. Repeatable. */
  keep(scope: RealmScope, studyIds: readonly string[], signal: AbortSignal): Promise<void>;
}

/** Fewer headers are read about as fast as a document, and a document costs a write and a sync. */
const keptFromInstances = 8;
/** Headers read at the same time for one document. */
const readingMax = 8;
/** Documents of series that somebody looks at; a few hundred series. */
const rememberedBytesMax = 32 * 1024 * 1024;

interface Deps {
  readonly database: Database;
  readonly archive: Archive;
  readonly clock: Clock;
  /** The address of the DICOMweb service that documents are kept with: the one that most clients use. */
  readonly baseUrl: string;
}

/** Objects of one series and what tells them from any others. */
interface SeriesState {
  readonly seriesId: string;
  readonly seriesInstanceUid: string;
  readonly fingerprint: string;
  readonly objects: readonly StoredObject[];
}

/** Makes the reader of a process. */
export function createMetadataReader(deps: Deps): MetadataReader {
  const memory = createMemory(rememberedBytesMax);
  const derive = async (scope: RealmScope, uids: DicomUids, state: SeriesState, baseUrl: string) => {
    const { text, state: described } = await deriveCurrent(deps, scope, { uids, state, baseUrl });
    const compressed = await compressText(text);
    memory.put(memoryKey(described, baseUrl), compressed);
    return compressed;
  };
  const keepOf = async (scope: RealmScope, studyId: string): Promise<void> => {
    const db = deps.database.kysely;
    const studyInstanceUid = await selectStudyUid(db, scope, studyId);
    if (studyInstanceUid === undefined) return;
    const states = (await seriesStates(deps, scope, { studyInstanceUid })).filter(
      ({ objects }) => objects.length >= keptFromInstances && objects[0]?.study_id === studyId,
    );
    const kept = await selectKeptMetadata(
      db,
      scope,
      states.map(({ seriesId }) => seriesId),
    );
    for (const state of states) {
      if (kept.some((row) => isCurrent(row, state))) continue;
      const text = await derive(scope, { studyInstanceUid }, state, deps.baseUrl);
      await keepText(deps, scope, { state, baseUrl: deps.baseUrl, text });
    }
  };
  return {
    read: async (scope, uids, { baseUrl }) => {
      const states = await seriesStates(deps, scope, uids);
      if (states.length === 0) return undefined;
      return {
        fingerprint: sha256([baseUrl, ...states.map((state) => state.fingerprint)].join(' ')),
        studyIds: [...new Set(states.flatMap(({ objects }) => objects[0]?.study_id ?? []))],
        series: async () => {
          const missing = states.filter((state) => memory.get(memoryKey(state, baseUrl)) === undefined);
          const kept = await selectKeptMetadata(
            deps.database.kysely,
            scope,
            missing.map(({ seriesId }) => seriesId),
          );
          const texts: CompressedText[] = [];
          for (const state of states) {
            const known =
              memory.get(memoryKey(state, baseUrl)) ?? (await openKept(deps, kept, { state, baseUrl }));
            if (known !== undefined) memory.put(memoryKey(state, baseUrl), known);
            texts.push(known ?? (await derive(scope, uids, state, baseUrl)));
          }
          return texts;
        },
      };
    },
    keep: async (scope, studyIds, signal) => {
      const series = await selectSeriesOfStudies(deps.database.kysely, scope, studyIds);
      const large = series.filter(({ instance_count }) => instance_count >= keptFromInstances);
      for (const studyId of new Set(large.map(({ study_id }) => study_id))) {
        signal.throwIfAborted();
        await keepOf(scope, studyId);
      }
    },
  };
}

function isCurrent(row: SeriesMetadataTable, state: SeriesState): boolean {
  return row.series_id === state.seriesId && row.fingerprint === state.fingerprint;
}

function memoryKey({ seriesId, fingerprint }: SeriesState, baseUrl: string): string {
  return `${seriesId} ${fingerprint} ${baseUrl}`;
}

async function seriesStates(deps: Deps, scope: RealmScope, uids: DicomUids): Promise<SeriesState[]> {
  const objects = await selectStoredObjects(deps.database.kysely, scope, uids);
  return [...Map.groupBy(objects, (object) => object.series_id)].map(([seriesId, ofSeries]) => ({
    seriesId,
    seriesInstanceUid: ofSeries[0]?.series_instance_uid ?? '',
    fingerprint: sha256(ofSeries.map(({ object_key }) => object_key).join(' ')),
    objects: ofSeries,
  }));
}

/** The text of a kept document that is current, with the addresses that are asked for. */
async function openKept(
  deps: Deps,
  kept: readonly SeriesMetadataTable[],
  { state, baseUrl }: { state: SeriesState; baseUrl: string },
): Promise<CompressedText | undefined> {
  const row = kept.find((one) => isCurrent(one, state));
  if (row === undefined) return undefined;
  try {
    const deflated = await readAll(await deps.archive.open(row.object_key));
    const kept = { deflated, textBytes: row.text_bytes, textCrc: row.text_crc };
    if (row.base_url === baseUrl) return kept;
    const text = (await inflateText(kept)).toString();
    return await compressText(text.replaceAll(addressIn(row.base_url), () => addressIn(baseUrl)));
  } catch (error) {
    // A restored database may name documents that no backup holds: they can be made again.
    if (error instanceof ObjectMissingError) return undefined;
    throw error;
  }
}

/** How an address of bulk data begins in the text of a document; no value begins a member like this. */
function addressIn(baseUrl: string): string {
  return `"BulkDataURI":${JSON.stringify(baseUrl).slice(0, -1)}/studies/`;
}

/** So often a series may change while its headers are read; then what was read is told. */
const attemptsMax = 3;

/**
 * The text of a series as it is. One whose instances are replaced meanwhile is looked up anew, so that a document tells of
 * every instance once; its address's fingerprint is that of the state before, which nobody asks for again.
 */
async function deriveCurrent(
  deps: Deps,
  scope: RealmScope,
  of: { uids: DicomUids; state: SeriesState; baseUrl: string },
): Promise<{ text: string; state: SeriesState }> {
  let { state } = of;
  for (let attempt = 1; ; attempt++) {
    const texts = await deriveTexts(deps, scope, { ...of, state });
    if (texts.length === state.objects.length || attempt === attemptsMax)
      return { text: texts.join(','), state };
    const ofSeries = { ...of.uids, seriesInstanceUid: state.seriesInstanceUid };
    const states = await seriesStates(deps, scope, ofSeries);
    const current = states.find(({ seriesId }) => seriesId === state.seriesId);
    // The series is gone with its last instance.
    if (current === undefined) return { text: texts.join(','), state };
    state = current;
  }
}

async function deriveTexts(
  deps: Deps,
  scope: RealmScope,
  { uids, state, baseUrl }: { uids: DicomUids; state: SeriesState; baseUrl: string },
): Promise<string[]> {
  const ofSeries = { ...uids, seriesInstanceUid: state.seriesInstanceUid };
  const wanted = new Map(state.objects.map(({ id }, index) => [id, index]));
  const texts: string[] = [];
  const describe = async (instance: StoredInstance) => {
    const index = wanted.get(instance.id);
    if (index === undefined) return;
    const header = await readStoredHeader(deps.archive, instance);
    texts[index] = instanceMetadataText(header, instance, { baseUrl });
  };
  for await (const page of selectStoredInstances(deps.database.kysely, scope, ofSeries))
    for (let start = 0; start < page.length; start += readingMax)
      await Promise.all(page.slice(start, start + readingMax).map(describe));
  // What was deleted between the two looks is not there.
  return texts.filter((text) => text !== undefined);
}

async function keepText(
  deps: Deps,
  scope: RealmScope,
  { state, baseUrl, text }: { state: SeriesState; baseUrl: string; text: CompressedText },
): Promise<void> {
  const source = { kind: 'memory', chunks: [text.deflated] } as const;
  const object = await deps.archive.keep(source, text.deflated.length);
  await deps.database.transaction(async (trx) => {
    await addSmallObjects(trx, [object]);
    const spare = await putKeptMetadata(trx, scope, {
      series_id: state.seriesId,
      fingerprint: state.fingerprint,
      base_url: baseUrl,
      object_key: object.key,
      size_bytes: text.deflated.length,
      text_bytes: text.textBytes,
      text_crc: text.textCrc,
      created_at: deps.clock.now(),
    });
    if (spare !== undefined) await dropObjects(trx, deps, scope, [spare]);
  });
}

/** Remembers texts up to a size; what nobody has asked for longest is forgotten first. */
function createMemory(bytesMax: number) {
  const texts = new Map<string, CompressedText>();
  let bytes = 0;
  const remove = (key: string) => {
    bytes -= texts.get(key)?.deflated.length ?? 0;
    texts.delete(key);
  };
  return {
    get: (key: string) => texts.get(key),
    put: (key: string, text: CompressedText) => {
      remove(key);
      texts.set(key, text);
      bytes += text.deflated.length;
      for (const oldest of texts.keys()) {
        if (bytes <= bytesMax) break;
        remove(oldest);
      }
    },
  };
}
