// The values that many studies share, and which studies have each, in the order of answers.
import { sql } from 'kysely';
import type { RealmScope } from '../../access/index.ts';
import {
  type Db,
  dialectOf,
  fewRowsUsual,
  indexText,
  insertRows,
  jsonTexts,
  type SearchStudiesTable,
  type SearchTermsTable,
  type TextList,
  unindexText,
} from '../../platform/database/index.ts';
import { newId } from '../../platform/ids.ts';
import { splitSet } from './describe-imaging.ts';
import { unframeTexts } from './framed-texts.ts';

/** The attributes whose values are terms. In some of them parts of words are searched, in modalities whole values alone. */
export const termAttributes = {
  patient_name: { isText: true, read: unframeTexts },
  referring_physician_name: { isText: true, read: unframeTexts },
  study_description: { isText: true, read: (column: string) => [column] },
  modalities: { isText: false, read: splitSet },
} as const;
/** A column of studies whose values are terms. */
export type TermAttribute = keyof typeof termAttributes;
const attributes = Object.keys(termAttributes) as TermAttribute[];

/** A study in the order of answers, with the columns whose values are terms. */
export type PlacedStudy = Pick<SearchStudiesTable, 'day' | TermAttribute> & { readonly number: number };

/** The search index of an attribute's terms. */
export function termList(scope: RealmScope, attribute: TermAttribute): TextList {
  return {
    realmId: scope.realmId,
    name: `imaging.${attribute}`,
    table: 'search_terms',
    where: sql<boolean>`realm_id = ${scope.realmId} AND attribute = ${attribute}`,
    startColumn: 'search_text',
    fewRowsMax: fewRowsUsual,
  };
}

interface Term {
  attribute: TermAttribute;
  text: string;
}
interface Place extends Term {
  day: number;
  number: number;
}
const keyOf = ({ attribute, text }: Term) => `${attribute}\u0000${text}`;

function placesOf(study: PlacedStudy): Place[] {
  return attributes.flatMap((attribute) => {
    const texts = new Set(termAttributes[attribute].read(study[attribute]).filter((text) => text !== ''));
    return [...texts].map((text) => ({ attribute, text, day: study.day, number: study.number }));
  });
}

/** Enters studies under their terms, and takes them from those that they had. */
export async function placeStudies(
  trx: Db,
  scope: RealmScope,
  studies: { left: readonly PlacedStudy[]; come: readonly PlacedStudy[] },
): Promise<void> {
  const placeKey = (place: Place) => `${keyOf(place)}\u0000${place.day} ${place.number}`;
  const left = new Map(studies.left.flatMap(placesOf).map((place) => [placeKey(place), place]));
  const come = new Map(studies.come.flatMap(placesOf).map((place) => [placeKey(place), place]));
  const isKept = (key: string) => left.has(key) && come.has(key);
  // What comes comes first: a term that a study only moves under keeps its place.
  await addPlaces(
    trx,
    scope,
    [...come].flatMap(([key, place]) => (isKept(key) ? [] : [place])),
  );
  await removePlaces(
    trx,
    scope,
    [...left].flatMap(([key, place]) => (isKept(key) ? [] : [place])),
  );
}

const placesPerStatement = 5000;

async function addPlaces(trx: Db, scope: RealmScope, places: readonly Place[]): Promise<void> {
  for (let start = 0; start < places.length; start += placesPerStatement) {
    const part = places.slice(start, start + placesPerStatement);
    const numbers = await ensureTerms(trx, scope, part);
    const postings = part.map((place) => ({
      term_number: numbers.get(keyOf(place)) as number,
      day: place.day,
      study_number: place.number,
    }));
    await insertRows(trx, 'search_postings', postings, { whenThere: 'DO NOTHING' });
  }
}

/** The numbers of terms; those that there were not are made. */
async function ensureTerms(trx: Db, scope: RealmScope, terms: readonly Term[]): Promise<Map<string, number>> {
  const wanted = new Map(terms.map((term) => [keyOf(term), term]));
  const isSqlite = dialectOf(trx) === 'sqlite';
  let known = await selectTerms(trx, scope, [...wanted.values()], { isHeld: false });
  if (known.size === wanted.size && isSqlite) return known;
  if (known.size < wanted.size) {
    await lockTerms(trx, scope);
    // On PostgreSQL others may have made or removed some before the lock was ours.
    if (!isSqlite) known = await selectTerms(trx, scope, [...wanted.values()], { isHeld: true });
    await insertTerms(
      trx,
      scope,
      [...wanted].flatMap(([key, term]) => (known.has(key) ? [] : [term])),
      known,
    );
    return known;
  }
  const held = await selectTerms(trx, scope, [...wanted.values()], { isHeld: true });
  if (held.size === wanted.size) return held;
  await lockTerms(trx, scope);
  await insertTerms(
    trx,
    scope,
    [...wanted].flatMap(([key, term]) => (held.has(key) ? [] : [term])),
    held,
  );
  return held;
}

/** One transaction of a realm at a time makes or removes terms. On SQLite only one writes at all. */
async function lockTerms(trx: Db, scope: RealmScope): Promise<void> {
  if (dialectOf(trx) === 'sqlite') return;
  await sql`SELECT pg_advisory_xact_lock(hashtext(${`imaging-search.terms ${scope.realmId}`}))`.execute(trx);
}

async function selectTerms(
  trx: Db,
  scope: RealmScope,
  terms: readonly Term[],
  { isHeld }: { isHeld: boolean },
): Promise<Map<string, number>> {
  const isPostgres = dialectOf(trx) === 'postgres';
  const pairs = JSON.stringify(terms.map(({ attribute, text }) => [attribute, text]));
  const wanted = isPostgres
    ? sql`json_array_elements(${pairs}::json) AS wanted (value)`
    : sql`json_each(${pairs}) AS wanted`;
  const held = isHeld && isPostgres ? sql`FOR KEY SHARE OF terms` : sql``;
  const { rows } = await sql<{ number: number; attribute: TermAttribute; search_text: string }>`
    SELECT terms.number, terms.attribute, terms.search_text FROM ${wanted} CROSS JOIN search_terms AS terms
    WHERE terms.realm_id = ${scope.realmId} AND terms.attribute = wanted.value ->> 0
      AND terms.search_text = wanted.value ->> 1 ORDER BY terms.number ${held}`.execute(trx);
  return new Map(rows.map((row) => [keyOf({ attribute: row.attribute, text: row.search_text }), row.number]));
}

async function insertTerms(
  trx: Db,
  scope: RealmScope,
  terms: readonly Term[],
  numbers: Map<string, number>,
): Promise<void> {
  if (terms.length === 0) return;
  const rows = terms.map(({ attribute, text }) => ({
    id: newId(),
    realm_id: scope.realmId,
    attribute,
    search_text: text,
  }));
  const added = await insertRows<
    Pick<SearchTermsTable, 'id' | 'attribute' | 'search_text'> & { number: number }
  >(trx, 'search_terms', rows, { returning: ['id', 'number', 'attribute', 'search_text'] });
  for (const row of added) {
    const attribute = row.attribute as TermAttribute;
    numbers.set(keyOf({ attribute, text: row.search_text }), row.number);
    if (termAttributes[attribute].isText)
      await indexText(trx, termList(scope, attribute), { id: row.id, text: row.search_text });
  }
}

async function removePlaces(trx: Db, scope: RealmScope, places: readonly Place[]): Promise<void> {
  if (places.length === 0) return;
  await lockTerms(trx, scope);
  const numbers = await selectTerms(trx, scope, places, { isHeld: false });
  for (let start = 0; start < places.length; start += placesPerStatement) {
    const keys = places
      .slice(start, start + placesPerStatement)
      .map((place) =>
        [numbers.get(keyOf(place)) ?? 0, place.day, place.number].map((value) => sql.lit(value)),
      )
      .map((key) => sql`(${sql.join(key)})`);
    await sql`DELETE FROM search_postings WHERE (term_number, day, study_number) IN (VALUES ${sql.join(keys)})`.execute(
      trx,
    );
  }
  await removeUnusedTerms(trx, scope, [...numbers.values()]);
}

/** A name goes with the last study that tells it. */
async function removeUnusedTerms(trx: Db, scope: RealmScope, numbers: readonly number[]): Promise<void> {
  const list = jsonTexts(trx, JSON.stringify(numbers));
  // Locked first: arriving studies that hold a term have their places in the database when the lock is ours.
  if (dialectOf(trx) === 'postgres')
    await sql`SELECT number FROM search_terms WHERE number IN (SELECT value::bigint FROM ${list}) ORDER BY number FOR UPDATE`.execute(
      trx,
    );
  const value = dialectOf(trx) === 'postgres' ? sql`value::bigint` : sql`value`;
  const { rows } = await sql<{ id: string; attribute: TermAttribute; search_text: string }>`
    SELECT id, attribute, search_text FROM search_terms
    WHERE number IN (SELECT ${value} FROM ${list}) AND realm_id = ${scope.realmId}
      AND NOT EXISTS (SELECT 1 FROM search_postings WHERE term_number = search_terms.number)`.execute(trx);
  for (const { id, attribute, search_text } of rows) {
    if (termAttributes[attribute].isText)
      await unindexText(trx, termList(scope, attribute), { id, text: search_text });
    await trx.deleteFrom('search_terms').where('id', '=', id).execute();
  }
}
