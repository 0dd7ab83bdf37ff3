// The worklist by numbers of realms and studies and by numbers of days: each study has some ten terms, twice in the order of their keys,
// and with ids of 36 letters these were the largest tables of an archive, and half of the pages that a new study touched.
import type { Migration } from '../src/platform/database/index.ts';
import {
  allTerms,
  type Dialect,
  isOfKind,
  type Reaction,
  triggersOf,
  type WorklistWrites,
  withoutTriggers,
  worklistReactions,
} from './0021-worklist.ts';
import { reportReactions, reportTerm } from './0023-reports.ts';

export const compactWorklist: Migration = {
  name: '0029-compact-worklist',
  async up(ddl) {
    const isSqlite = ddl.dialect === 'sqlite';
    const numberKey = isSqlite ? 'INTEGER PRIMARY KEY' : 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY';
    await ddl.run(
      ...withoutTriggers(ddl.dialect, [...reactions(ddl.dialect), reportEntered]),
      ...indexes.map(({ name }) => `DROP INDEX ${name}`),
      ...['worklist_studies', 'worklist_terms'].flatMap((table) => [
        `ALTER TABLE ${table} RENAME TO ${table}_before`,
        ...(isSqlite ? [] : [`ALTER INDEX ${table}_pkey RENAME TO ${table}_before_pkey`]),
      ]),
      `CREATE TABLE worklist_realms (number ${numberKey}, realm_id TEXT NOT NULL UNIQUE REFERENCES realms (id))`,
      `CREATE TABLE worklist_studies (
        number ${numberKey}, study_id TEXT NOT NULL UNIQUE, realm_number BIGINT NOT NULL, day INTEGER NOT NULL,
        received_at TEXT NOT NULL, sort_name TEXT NOT NULL)`,
      `CREATE TABLE worklist_terms (
        realm_number BIGINT NOT NULL, term TEXT NOT NULL, day INTEGER NOT NULL, study_number BIGINT NOT NULL,
        PRIMARY KEY (realm_number, term, day, study_number))${isSqlite ? ' WITHOUT ROWID' : ''}`,
      ...copies,
      ...indexes.map(({ name, on }) => `CREATE INDEX ${name} ON ${on}`),
      'DROP TABLE worklist_terms_before',
      'DROP TABLE worklist_studies_before',
      ...triggersOf(ddl.dialect, [...reactions(ddl.dialect), ...added(ddl.dialect)]),
    );
  },
};

const indexes = [
  { name: 'worklist_studies_day', on: 'worklist_studies (realm_number, day, number)' },
  { name: 'worklist_studies_received', on: 'worklist_studies (realm_number, received_at, number)' },
  { name: 'worklist_studies_name', on: 'worklist_studies (realm_number, sort_name, number)' },
  { name: 'worklist_terms_study', on: 'worklist_terms (study_number, term)' },
];

/** `YYYYMMDD` as a number, 0 without a day. */
const dayNumber = (day: string) => `CAST('0' || replace(coalesce(${day}, ''), '-', '') AS INTEGER)`;

/** In the order of what they are put into: a tree that is filled from end to end has full pages, and each is written once. */
const copies = [
  'INSERT INTO worklist_realms (realm_id) SELECT id FROM realms ORDER BY id',
  `INSERT INTO worklist_studies (study_id, realm_number, day, received_at, sort_name)
    SELECT s.study_id, r.number, ${dayNumber('s.day')}, s.received_at, s.sort_name
    FROM worklist_studies_before s JOIN worklist_realms r ON r.realm_id = s.realm_id ORDER BY s.study_id`,
  `INSERT INTO worklist_terms (realm_number, term, day, study_number)
    SELECT w.realm_number, t.term, w.day, w.number
    FROM worklist_terms_before t JOIN worklist_studies w ON w.study_id = t.study_id
    ORDER BY w.realm_number, t.term, w.day, w.number`,
];

const addTerms = (terms: string, study: string) =>
  `INSERT INTO worklist_terms (realm_number, term, day, study_number)
    SELECT w.realm_number, found.term, w.day, w.number FROM (${terms}) AS found, worklist_studies w
    WHERE w.study_id = ${study} ON CONFLICT DO NOTHING`;

const dropAll = (row: 'OLD' | 'NEW') => `DELETE FROM worklist_terms WHERE study_number = ${row}.number`;

/** Everything by which a study is found. A report is among it: no order of triggers has to be relied upon. */
const enterTerms = (dialect: Dialect) =>
  addTerms(`${allTerms(dialect)} UNION SELECT ${reportTerm('NEW.study_id')} AS term`, 'NEW.study_id');

/** Of several records of a person, the oldest that is not archived gives the name. */
const sortName = (study: string) =>
  `coalesce((SELECT p.sort_name FROM studies o JOIN patients p ON p.person_id = o.person_id AND p.realm_id = o.realm_id
    WHERE o.id = ${study} ORDER BY p.archived, p.id LIMIT 1), '')`;

function writesOf(dialect: Dialect): WorklistWrites {
  return {
    addStudy: `INSERT INTO worklist_studies (study_id, realm_number, day, received_at, sort_name)
      SELECT NEW.id, r.number, ${dayNumber('NEW.study_day')}, NEW.created_at, ${sortName('NEW.id')}
      FROM worklist_realms r WHERE r.realm_id = NEW.realm_id`,
    // Under the number that it has: what is equal in an order stays where it is.
    enterAnew: (which) => [
      `UPDATE worklist_studies SET
          day = (SELECT ${dayNumber('s.study_day')} FROM studies s WHERE s.id = worklist_studies.study_id),
          sort_name = ${sortName('worklist_studies.study_id')}
        WHERE study_id IN (SELECT s.id FROM studies s WHERE ${which})`,
    ],
    entered: enterTerms(dialect),
    left: dropAll('OLD'),
    addTerms,
    dropTerms: (study, kinds) =>
      `DELETE FROM worklist_terms WHERE study_number = (SELECT number FROM worklist_studies WHERE study_id = ${study})
        AND (${isOfKind(kinds)})`,
  };
}

function reactions(dialect: Dialect): Reaction[] {
  const write = writesOf(dialect);
  return [
    ...worklistReactions(dialect, write),
    ...reportReactions((study) => [
      write.dropTerms(study, ['r']),
      addTerms(`SELECT ${reportTerm(study)} AS term`, study),
    ]),
  ];
}

/** Those of before that are none any longer: only their names are asked for. */
const reportEntered: Reaction = {
  name: 'worklist_report_entered',
  on: 'INSERT ON worklist_studies',
  does: [],
};

const added = (dialect: Dialect): Reaction[] => [
  {
    name: 'worklist_realm_added',
    on: 'INSERT ON realms',
    does: ['INSERT INTO worklist_realms (realm_id) VALUES (NEW.id)'],
  },
  { name: 'worklist_changed', on: 'UPDATE ON worklist_studies', does: [dropAll('NEW'), enterTerms(dialect)] },
];
