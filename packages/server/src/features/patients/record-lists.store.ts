// The lists that a realm's records stand in: four orders of each kind, archived or not, and the search index of each.
import { sql } from 'kysely';
import type { RealmScope } from '../../access/index.ts';
import {
  applyListChanges,
  blockRowsUsual,
  checkList,
  checkTextIndex,
  type Db,
  fewRowsUsual,
  indexText,
  type PatientsTable,
  type RankedChange,
  type RankedList,
  rebuildList,
  rebuildTextIndex,
  type TextList,
  unindexText,
} from '../../platform/database/index.ts';
import type { RealmId } from '../../platform/ids.ts';

const columns = {
  name: 'sort_name',
  created_at: 'created_at',
  updated_at: 'updated_at',
  date_of_birth: 'date_of_birth',
} as const;
/** An order of records. A case's label is its name. */
export type RecordOrder = keyof typeof columns;
const orders = Object.keys(columns) as RecordOrder[];

/** Which records: of a kind, archived or not. */
export interface RecordGroup {
  kind: PatientsTable['kind'];
  archived: boolean;
}

function groupList(realmId: RealmId | string, group: RecordGroup, order: string) {
  return {
    realmId,
    name: `${group.kind}.${group.archived ? 'archived' : 'active'}.${order}`,
    table: 'patients',
    where: sql<boolean>`realm_id = ${realmId} AND kind = ${sql.lit(group.kind)} AND archived = ${sql.lit(group.archived ? 1 : 0)}`,
  };
}

/** The lists that make up an order, one after the other: rows without a value come last. */
export function rankedLists(scope: RealmScope, group: RecordGroup, order: RecordOrder): RankedList[] {
  return listsOfRealm(scope.realmId, group, order);
}

/** The same for a realm whose id a statement is still to be given. */
export function listsOfRealm(
  realmId: string,
  group: RecordGroup,
  order: RecordOrder,
): [RankedList, ...RankedList[]] {
  const base = { ...groupList(realmId, group, order), blockRowsMax: blockRowsUsual };
  const column = columns[order];
  if (order !== 'date_of_birth') return [{ ...base, column }];
  return [
    { ...base, column, where: sql`${base.where} AND date_of_birth IS NOT NULL` },
    { ...base, name: `${base.name}.none`, column: null, where: sql`${base.where} AND date_of_birth IS NULL` },
  ];
}

/** The search index of a group. Names to sort by and texts to search in both begin with the family name, or the label. */
export function textList(scope: RealmScope, group: RecordGroup): TextList {
  return { ...groupList(scope.realmId, group, 'search'), startColumn: 'sort_name', fewRowsMax: fewRowsUsual };
}

function groupOf(row: PatientsTable): RecordGroup {
  return { kind: row.kind, archived: row.archived === 1 };
}

function placesOf(scope: RealmScope, row: PatientsTable, delta: 1 | -1): RankedChange[] {
  return orders.flatMap((order) => {
    const [list, withoutValue] = rankedLists(scope, groupOf(row), order);
    const value = row[columns[order]];
    const place = value === null ? withoutValue : list;
    return place === undefined ? [] : [{ list: place, key: { value: value ?? '', id: row.id }, delta }];
  });
}

const textOf = (row: PatientsTable) => ({ id: row.id, text: row.search_text });

/** Enters a record that has just been added. */
export async function enterLists(trx: Db, scope: RealmScope, row: PatientsTable): Promise<void> {
  await applyListChanges(trx, placesOf(scope, row, 1));
  await indexText(trx, textList(scope, groupOf(row)), textOf(row));
}

/** Moves a record that has just been changed. */
export async function moveInLists(
  trx: Db,
  scope: RealmScope,
  before: PatientsTable,
  after: PatientsTable,
): Promise<void> {
  const [left, come] = [placesOf(scope, before, -1), placesOf(scope, after, 1)];
  const isSame = (one: RankedChange, other: RankedChange | undefined) =>
    one.list.name === other?.list.name && one.key.value === other.key.value;
  const moved = left.flatMap((change, index) => {
    const next = come[index];
    return next === undefined || isSame(change, next) ? [] : [change, next];
  });
  await applyListChanges(trx, moved);
  if (before.search_text === after.search_text && before.archived === after.archived) return;
  await unindexText(trx, textList(scope, groupOf(before)), textOf(before));
  await indexText(trx, textList(scope, groupOf(after)), textOf(after));
}

/** Takes a record out that is about to be removed. */
export async function leaveLists(trx: Db, scope: RealmScope, row: PatientsTable): Promise<void> {
  await unindexText(trx, textList(scope, groupOf(row)), textOf(row));
  await applyListChanges(trx, placesOf(scope, row, -1));
}

const groups: readonly RecordGroup[] = (['patient', 'case'] as const).flatMap((kind) =>
  [false, true].map((archived) => ({ kind, archived })),
);

/** Builds every list of a realm anew, after a bulk load or a repair. Nothing else may write the realm's records meanwhile. */
export async function rebuildLists(trx: Db, scope: RealmScope): Promise<void> {
  for (const group of groups) {
    for (const order of orders) {
      for (const list of rankedLists(scope, group, order)) await rebuildList(trx, list);
    }
    await rebuildTextIndex(trx, textList(scope, group));
  }
}

/** Compares every list of a realm with its records, and gives a sentence for each difference; none when all is well. */
export async function checkLists(db: Db, scope: RealmScope): Promise<string[]> {
  const problems: string[] = [];
  for (const group of groups) {
    for (const order of orders) {
      for (const list of rankedLists(scope, group, order)) problems.push(...(await checkList(db, list)));
    }
    problems.push(...(await checkTextIndex(db, textList(scope, group))));
  }
  return problems;
}
