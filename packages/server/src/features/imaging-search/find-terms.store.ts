// Which terms meet a condition: few by their numbers, or too many to name.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { RealmScope } from '../../access/index.ts';
import { cheapestOf, type Db, planSearch } from '../../platform/database/index.ts';
import {
  allOf,
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
    case 'words': {
      const words = matching.words.flatMap(foldedNameGroups);
      return words.length === 0 ? 'many' : searchWords(db, scope, term, words, wordsSql(db, words));
    }
    case 'patterns': {
      const found = new Map<number, FoundTerm>();
      for (const pattern of matching.patterns) {
        const terms = await findPattern(db, scope, term, groupsOf(attribute, pattern)[0] ?? '*');
        if (terms === 'many') return 'many';
        for (const one of terms) found.set(one.number, one);
      }
      return found.size > termsMax ? 'many' : [...found.values()];
    }
    case 'range':
    case 'moments':
      return 'many';
  }
}

function wordsSql(db: Db, words: readonly string[]): RawBuilder<SqlBool> {
  const column = sql.ref('search_text');
  return allOf(
    words.map((word) => {
      const ways = [`${word}*`, ...wordSeparators.map((separator) => `*${separator}${word}*`)];
      return sql<SqlBool>`(${sql.join(
        ways.map((way) => textMatches(db, column, way)),
        sql` OR `,
      )})`;
    }),
  );
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
  if (plan === undefined) return [];
  if ((plan.total ?? plan.expectedRows) > termsMax) return 'many';
  const holders = cheapestOf(plan.ways).select(sql`number, search_text, realm_id, attribute`);
  return select(db, scope, term, { from: sql`(${holders}) AS holders`, where: matches });
}

async function select(
  db: Db,
  scope: RealmScope,
  term: TermAttribute,
  { from = sql`search_terms`, where }: { from?: RawBuilder<unknown>; where: RawBuilder<SqlBool> },
): Promise<readonly FoundTerm[] | 'many'> {
  const { rows } = await sql<FoundTerm>`
    SELECT number, search_text AS text FROM ${from}
    WHERE realm_id = ${scope.realmId} AND attribute = ${term} AND ${where} LIMIT ${sql.lit(termsMax + 1)}`.execute(
    db,
  );
  return rows.length > termsMax ? 'many' : rows;
}
