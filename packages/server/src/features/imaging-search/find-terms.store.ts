// Which terms meet a condition: few by their numbers, or too many to name.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { RealmScope } from '../../access/index.ts';
import { cheapestOf, type Db, planSearch, type SearchPlan } from '../../platform/database/index.ts';
import {
  beginningOf,
  beginsWith,
  groupsOf,
  textIn,
  textMatches,
  wordSeparators,
} from './condition-sql.store.ts';
import { foldedNameGroups } from './describe-imaging.ts';
import type { SearchCondition } from './search-condition.ts';
import { type TermAttribute, termAttributes, termList } from './search-terms.store.ts';

/** So many terms are looked up one by one; of more, studies are looked at instead. */
const termsMax = 2000;
/** And so many where the other words of a name are looked for in the studies: about as many as are sorted at once. */
const termsOfWordMax = 20_000;

/** A term that meets a condition. */
export interface FoundTerm {
  readonly number: number;
  readonly text: string;
}

/** The terms that meet a condition on an attribute whose values are terms. */
export async function findTerms(
  db: Db,
  scope: RealmScope,
  condition: SearchCondition & { attribute: { term: TermAttribute } },
): Promise<readonly FoundTerm[] | 'many'> {
  const { attribute, matching } = condition;
  const { term } = attribute;
  const column = sql.ref('search_text');
  switch (matching.kind) {
    case 'values': {
      const texts = matching.values.map((value) => groupsOf(attribute, value)[0] ?? '');
      return select(db, scope, term, { where: textIn(db, column, texts) });
    }
    case 'words':
      return uniteTerms(matching.names, (words) => findRarestWord(db, scope, term, words), termsOfWordMax);
    case 'patterns':
      return uniteTerms(
        matching.patterns,
        (pattern) => findPattern(db, scope, term, groupsOf(attribute, pattern)[0] ?? '*'),
        termsMax,
      );
    case 'range':
    case 'moments':
      return 'many';
  }
}

/** The terms of several searches, each once. */
async function uniteTerms<T>(
  searches: readonly T[],
  find: (one: T) => Promise<readonly FoundTerm[] | 'many'>,
  most: number,
): Promise<readonly FoundTerm[] | 'many'> {
  const found = new Map<number, FoundTerm>();
  for (const one of searches) {
    const terms = await find(one);
    if (terms === 'many') return 'many';
    for (const term of terms) found.set(term.number, term);
  }
  return found.size > most ? 'many' : [...found.values()];
}

/**
 * The groups of names that hold the rarest of some words. The words may stand in several groups of a name, and a term is one
 * group: no term need hold them all.
 */
async function findRarestWord(
  db: Db,
  scope: RealmScope,
  term: TermAttribute,
  words: readonly string[],
): Promise<readonly FoundTerm[] | 'many'> {
  const ways: { word: string; plan: SearchPlan; rowCount: number }[] = [];
  for (const word of new Set(words.flatMap(foldedNameGroups))) {
    const plan = await planSearch(db, termList(scope, term), word);
    if (plan === undefined) return [];
    ways.push({ word, plan, rowCount: plan.total ?? plan.expectedRows });
  }
  // A short list counts nothing: the longest word is likely the rarest one.
  const [rarest] = ways.sort(
    (one, other) => one.rowCount - other.rowCount || other.word.length - one.word.length,
  );
  if (rarest === undefined) return 'many';
  const most = ways.length === 1 ? termsMax : termsOfWordMax;
  return selectPlanned(db, scope, term, { plan: rarest.plan, where: beginsWordSql(db, rarest.word), most });
}

function beginsWordSql(db: Db, word: string): RawBuilder<SqlBool> {
  const ways = [`${word}*`, ...wordSeparators.map((separator) => `*${separator}${word}*`)];
  return sql<SqlBool>`(${sql.join(
    ways.map((way) => textMatches(db, sql.ref('search_text'), way)),
    sql` OR `,
  )})`;
}

async function findPattern(
  db: Db,
  scope: RealmScope,
  term: TermAttribute,
  pattern: string,
): Promise<readonly FoundTerm[] | 'many'> {
  const column = sql.ref<string>('search_text');
  const matches = textMatches(db, column, pattern);
  const beginning = beginningOf(pattern);
  if (beginning !== '')
    return select(db, scope, term, { where: sql`${beginsWith(column, beginning)} AND ${matches}` });
  if (!termAttributes[term].isText) return select(db, scope, term, { where: matches });
  const parts = pattern.split(/[*?]+/).filter((part) => part.trim() !== '');
  return parts.length === 0 ? 'many' : searchWords(db, scope, term, parts, matches);
}

async function searchWords(
  db: Db,
  scope: RealmScope,
  term: TermAttribute,
  words: readonly string[],
  matches: RawBuilder<SqlBool>,
): Promise<readonly FoundTerm[] | 'many'> {
  const plan = await planSearch(db, termList(scope, term), words.join(' '));
  return plan === undefined ? [] : selectPlanned(db, scope, term, { plan, where: matches, most: termsMax });
}

async function selectPlanned(
  db: Db,
  scope: RealmScope,
  term: TermAttribute,
  { plan, where, most }: { plan: SearchPlan; where: RawBuilder<SqlBool>; most: number },
): Promise<readonly FoundTerm[] | 'many'> {
  if ((plan.total ?? plan.expectedRows) > most) return 'many';
  const holders = cheapestOf(plan.ways).select(sql`number, search_text, realm_id, attribute`);
  return select(db, scope, term, { from: sql`(${holders}) AS holders`, where, most });
}

async function select(
  db: Db,
  scope: RealmScope,
  term: TermAttribute,
  {
    from = sql`search_terms`,
    where,
    most = termsMax,
  }: { from?: RawBuilder<unknown>; where: RawBuilder<SqlBool>; most?: number },
): Promise<readonly FoundTerm[] | 'many'> {
  const { rows } = await sql<FoundTerm>`
    SELECT number, search_text AS text FROM ${from}
    WHERE realm_id = ${scope.realmId} AND attribute = ${term} AND ${where} LIMIT ${sql.lit(most + 1)}`.execute(
    db,
  );
  return rows.length > most ? 'many' : rows;
}
