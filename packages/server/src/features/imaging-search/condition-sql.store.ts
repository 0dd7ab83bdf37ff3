// Conditions as SQL over the columns of the index: what a row must be like. Nothing here chooses how rows are found.
// Unscoped: fragments of statements, which the stores that run them scope.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { type Db, dialectOf, jsonTexts } from '../../platform/database/index.ts';
import { foldedNameGroups } from './describe-imaging.ts';
import { frames } from './framed-texts.ts';
import type { SearchCondition } from './search-condition.ts';
import type { SearchableAttribute } from './searchable-attributes.ts';

type Condition = RawBuilder<SqlBool>;

/** Names have three groups at most. */
const nameFrames = frames.slice(0, 3);

/** The name of each table in the statements of queries. */
export const tableAliases = { search_studies: 's', search_series: 'e', instances: 'i' } as const;

/** A statement's part that joins conditions; true without any. */
export function allOf(conditions: readonly Condition[]): Condition {
  return conditions.length === 0 ? sql<SqlBool>`1 = 1` : sql<SqlBool>`(${sql.join(conditions, sql` AND `)})`;
}

/** By halves: SQLite takes no expression that is deeper than 1,000. */
function anyOf(conditions: readonly Condition[]): Condition {
  const [only] = conditions;
  if (only === undefined) return sql<SqlBool>`1 = 0`;
  if (conditions.length === 1) return only;
  const half = conditions.length >> 1;
  return sql<SqlBool>`(${anyOf(conditions.slice(0, half))} OR ${anyOf(conditions.slice(half))})`;
}

/** What a row must be like to meet conditions. Keys of a sequence are met together, by one of its items (PS3.4 C.2.2.2.6). */
export function conditionsSql(db: Db, conditions: readonly SearchCondition[]): Condition[] {
  const ofItems = conditions.filter(({ attribute }) => attribute.form === 'framed');
  const bySequence = Map.groupBy(ofItems, ({ attribute }) => attribute.path[0]);
  return [
    ...conditions.filter(({ attribute }) => attribute.form !== 'framed').map((one) => conditionSql(db, one)),
    ...[...bySequence.values()].map((keys) =>
      anyOf(frames.map((frame) => allOf(keys.map((key) => isInFrame(db, key, frame))))),
    ),
  ];
}

/** An item has the same place in the columns of all its attributes. */
function isInFrame(
  db: Db,
  { attribute, matching }: SearchCondition,
  [before, behind]: readonly [string, string],
): Condition {
  const column = columnOf(attribute);
  const framed = (text: string) => `${before}${text}${behind}`;
  if (matching.kind === 'values')
    return anyOf(matching.values.map((value) => holdsText(db, column, framed(value))));
  if (matching.kind === 'patterns')
    return anyOf(matching.patterns.map((pattern) => textMatches(db, column, `*${framed(pattern)}*`)));
  throw new Error(`No ${matching.kind} of texts in frames`);
}

function columnOf(attribute: SearchableAttribute): RawBuilder<unknown> {
  return sql.ref(`${tableAliases[attribute.table]}.${attribute.column}`);
}

function conditionSql(db: Db, { attribute, matching }: SearchCondition): Condition {
  const column = columnOf(attribute);
  switch (matching.kind) {
    case 'range':
      return rangeSql(attribute, column, matching);
    case 'moments':
      return momentsSql(attribute, column, matching);
    case 'words':
      return anyOf(
        matching.names.map((words) =>
          allOf(words.flatMap(foldedNameGroups).map((word) => beginsWord(db, column, word))),
        ),
      );
    case 'values':
      return valuesSql(db, attribute, column, matching.values);
    case 'patterns':
      return anyOf(matching.patterns.map((pattern) => patternSql(db, attribute, column, pattern)));
  }
}

/** A column between two bounds, an empty one open; what has no value is never between. */
function rangeSql(
  attribute: SearchableAttribute,
  column: RawBuilder<unknown>,
  { from, to }: { from: string; to: string },
): Condition {
  const bound = (text: string): string | number => (attribute.form === 'day' ? Number(text) : text);
  const lower = from === '' ? (attribute.form === 'day' ? '1' : '0') : from;
  return allOf([
    sql<SqlBool>`${column} >= ${bound(lower)}`,
    ...(to === '' ? [] : [sql<SqlBool>`${column} <= ${bound(to)}`]),
  ]);
}

/** A time of the first day and of the last one; the days between are whole. What has no value is of neither. */
function momentsSql(
  attribute: SearchableAttribute,
  column: RawBuilder<unknown>,
  { from, to, days }: Extract<SearchCondition['matching'], { kind: 'moments' }>,
): Condition {
  const day = sql.ref(`${tableAliases[attribute.table]}.${attribute.dayColumn}`);
  return allOf([
    ...(from === '' ? [] : [sql<SqlBool>`(${day} > ${Number(days.from)} OR ${column} >= ${from})`]),
    ...(to === ''
      ? []
      : [sql<SqlBool>`(${day} < ${Number(days.to)} OR (${column} >= '0' AND ${column} <= ${to}))`]),
  ]);
}

function valuesSql(
  db: Db,
  attribute: SearchableAttribute,
  column: RawBuilder<unknown>,
  values: readonly string[],
): Condition {
  switch (attribute.form) {
    case 'integer':
      return sql<SqlBool>`${column} IN (${sql.join(values.map((value) => sql.lit(Number(value))))})`;
    case 'set':
      return anyOf(values.map((value) => holdsText(db, column, `\\${value}\\`)));
    case 'name':
      return anyOf(
        values.map((value) => allOf(groupsOf(attribute, value).map((group) => isGroup(db, column, group)))),
      );
    default:
      return textIn(db, column, values);
  }
}

/** A column that has one of some texts: one parameter, however many. */
export function textIn(db: Db, column: RawBuilder<unknown>, values: readonly string[]): Condition {
  return values.length === 1
    ? sql<SqlBool>`${column} = ${values[0]}`
    : sql<SqlBool>`${column} IN (SELECT value FROM ${jsonTexts(db, JSON.stringify(values))})`;
}

function patternSql(
  db: Db,
  attribute: SearchableAttribute,
  column: RawBuilder<unknown>,
  pattern: string,
): Condition {
  if (attribute.form !== 'name') return textMatches(db, column, pattern);
  return allOf(
    groupsOf(attribute, pattern).map((group) =>
      anyOf(nameFrames.map(([before, behind]) => textMatches(db, column, `*${before}${group}${behind}*`))),
    ),
  );
}

/** A name may have three groups, and each that is given must be one of the study's; other texts stand alone. */
export function groupsOf(attribute: Pick<SearchableAttribute, 'form'>, value: string): string[] {
  if (attribute.form !== 'name') return [value];
  const groups = foldedNameGroups(value).filter((group) => group !== '' && !/^\*+$/.test(group));
  return groups.length === 0 ? ['*'] : groups;
}

function isGroup(db: Db, column: RawBuilder<unknown>, text: string): Condition {
  return anyOf(nameFrames.map(([before, behind]) => holdsText(db, column, `${before}${text}${behind}`)));
}

/** What separates the words of a name's group. */
export const wordSeparators = [' ', '^', '-', "'"];
/** What stands before a word in a framed name. */
const wordBorders = [...nameFrames.map(([before]) => before), ...wordSeparators];

function beginsWord(db: Db, column: RawBuilder<unknown>, word: string): Condition {
  return anyOf(wordBorders.map((border) => holdsText(db, column, border + word)));
}

function holdsText(db: Db, column: RawBuilder<unknown>, part: string): Condition {
  return dialectOf(db) === 'postgres'
    ? sql<SqlBool>`position(${part} IN ${column}) > 0`
    : sql<SqlBool>`instr(${column}, ${part}) > 0`;
}

/** A text that is as a pattern says, every sign but `*` and `?` plain. */
export function textMatches(db: Db, column: RawBuilder<unknown>, pattern: string): Condition {
  const short = pattern.replaceAll(/\*+/g, '*');
  if (dialectOf(db) === 'sqlite') return sql<SqlBool>`${column} GLOB ${short.replaceAll('[', '[[]')}`;
  const like = short.replaceAll(/[!%_]/g, '!$&').replaceAll('*', '%').replaceAll('?', '_');
  return sql<SqlBool>`${column} LIKE ${like} ESCAPE '!'`;
}

/** What a pattern's text begins with before its first wild card. */
export function beginningOf(pattern: string): string {
  return pattern.slice(0, pattern.search(/[*?]|$/));
}

/** Texts that begin so, in a form that an index serves. */
export function beginsWith(column: RawBuilder<unknown>, beginning: string): Condition {
  return sql<SqlBool>`(${column} >= ${beginning} AND ${column} < ${`${beginning}\u{10ffff}`})`;
}
