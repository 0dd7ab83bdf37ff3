// Pages of records in any order, searched or not, with exact totals however many records there are.
import { foldText } from '@lumenbox/dicom';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { RealmScope } from '../../access/index.ts';
import {
  type Db,
  orderOf,
  type PatientsTable,
  planSearch,
  type RankedList,
  type SearchPlan,
} from '../../platform/database/index.ts';
import { type ListedRecord, pageRecords, type RecordPage } from './page-records.store.ts';
import { rankedLists, textList } from './record-lists.store.ts';

/** Which page of which list. */
export interface RecordQuery extends RecordPage {
  /** As it was typed; every word must occur. */
  search: string;
}
/** A page and how many records there are in all. */
export interface ListedRecords {
  rows: ListedRecord[];
  total: number;
}

/** One page of a realm's records. */
export async function listRecords(db: Db, scope: RealmScope, query: RecordQuery): Promise<ListedRecords> {
  const text = foldText(query.search);
  if (text === '') return pageRecords(db, scope, query);
  const lists = rankedLists(scope, query, query.order);
  const plan = await planSearch(db, textList(scope, query), text);
  if (plan.kind === 'none') return { rows: [], total: 0 };
  return plan.kind === 'few' ? sortFew(db, plan, lists, query) : walkMany(db, plan, lists, query);
}

/** Sorts every match: there are few. */
async function sortFew(
  db: Db,
  plan: Extract<SearchPlan, { kind: 'few' | 'many' }>,
  lists: readonly RankedList[],
  query: RecordQuery,
): Promise<ListedRecords> {
  const column = sql.ref(lists[0]?.column ?? 'id');
  const way = sql.raw(query.direction);
  const { rows: hits } = await sql<{ id: string; total: number }>`
    SELECT id, count(*) OVER () AS total FROM ${plan.from} WHERE ${plan.where}
    ORDER BY CASE WHEN ${column} IS NULL THEN 1 ELSE 0 END, ${column} ${way}, id ${way}
    LIMIT ${query.limit} OFFSET ${query.offset}`.execute(db);
  const ids = hits.map((hit) => hit.id);
  if (ids.length === 0)
    return { rows: [], total: query.offset === 0 ? 0 : await countRows(db, plan.from, plan.where) };
  const rows = await db.selectFrom('patients').selectAll().where('id', 'in', ids).execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return {
    rows: ids.map((id) => byId.get(id)).filter((row) => row !== undefined),
    total: hits[0]?.total ?? 0,
  };
}

async function countRows(db: Db, from: RawBuilder<unknown>, where: RawBuilder<SqlBool>): Promise<number> {
  const { rows } = await sql<{ total: number }>`SELECT count(*) AS total FROM ${from} WHERE ${where}`.execute(
    db,
  );
  return rows[0]?.total ?? 0;
}

/** Walks along the order until the page is full: matches are frequent. Should they not be where it walks, sorts them all. */
async function walkMany(
  db: Db,
  plan: Extract<SearchPlan, { kind: 'many' }>,
  lists: readonly RankedList[],
  query: RecordQuery,
): Promise<ListedRecords> {
  const stepsMax = Math.max(stepsFew, Math.ceil((stepsFactor * (query.offset + query.limit)) / plan.share));
  const [list] = lists;
  if (list === undefined || stepsMax > stepsMost) return sortFew(db, plan, lists, query);
  const total =
    plan.total ??
    sql<{ total: number }>`${plan.count}`.execute(db).then((result) => result.rows[0]?.total ?? 0);
  const [rows, count] = await Promise.all([walk(db, plan.where, list, { ...query, stepsMax }), total]);
  const wanted = Math.min(query.limit, count - query.offset);
  return rows.length >= wanted ? { rows, total: count } : sortFew(db, plan, lists, query);
}

/** A walk takes so many times the steps that it would need if matches stood evenly in the order. */
const stepsFactor = 4;
const stepsFew = 4000;
/** Past this, sorting the matches is quicker, however many they are. */
const stepsMost = 400_000;

async function walk(
  db: Db,
  matches: RawBuilder<SqlBool>,
  list: RankedList,
  query: RecordQuery & { stepsMax: number },
): Promise<PatientsTable[]> {
  const orderBy = orderOf(list, query.direction);
  const { rows } = await sql<PatientsTable>`
    SELECT * FROM (
      SELECT * FROM patients WHERE ${list.where} ORDER BY ${orderBy} LIMIT ${query.stepsMax}) AS steps
    WHERE ${matches} ORDER BY ${orderBy} LIMIT ${query.limit} OFFSET ${query.offset}`.execute(db);
  return rows;
}
