// What the worklist of a realm is answered from: every study once in each order, and once for each thing it is found by.
import type { Migration } from '../src/platform/database/index.ts';

export const worklist: Migration = {
  name: '0021-worklist',
  async up(ddl) {
    await ddl.run(
      `CREATE TABLE worklist_studies (
        study_id TEXT PRIMARY KEY, realm_id TEXT NOT NULL, day TEXT NOT NULL, received_at TEXT NOT NULL, sort_name TEXT NOT NULL)`,
      'CREATE INDEX worklist_studies_day ON worklist_studies (realm_id, day, study_id)',
      'CREATE INDEX worklist_studies_received ON worklist_studies (realm_id, received_at, study_id)',
      'CREATE INDEX worklist_studies_name ON worklist_studies (realm_id, sort_name, study_id)',
      // A term is a letter for what it tells of, a colon and a word: `m:CT`, `b:CHEST`, `i:north`, `s:viewable`, `w:miller`.
      `CREATE TABLE worklist_terms (
        realm_id TEXT NOT NULL, term TEXT NOT NULL, day TEXT NOT NULL, study_id TEXT NOT NULL,
        PRIMARY KEY (realm_id, term, day, study_id))${ddl.dialect === 'sqlite' ? ' WITHOUT ROWID' : ''}`,
      'CREATE INDEX worklist_terms_study ON worklist_terms (study_id, term)',
      ...triggersOf(ddl.dialect, worklistReactions(ddl.dialect, writesOf(ddl.dialect))),
      entries('true'),
    );
  },
};

/** The rows for studies. Of several records of a person, the oldest that is not archived gives the name. */
function entries(which: string): string {
  return `INSERT INTO worklist_studies (study_id, realm_id, day, received_at, sort_name)
    SELECT s.id, s.realm_id, coalesce(s.study_day, ''), s.created_at,
      coalesce((SELECT p.sort_name FROM patients p WHERE p.person_id = s.person_id AND p.realm_id = s.realm_id
        ORDER BY p.archived, p.id LIMIT 1), '')
    FROM studies s WHERE ${which}`;
}

/** Words end at these; features/studies/worklist-words.ts splits what is searched for in the same places. */
const separators = [',', ';', '^', '/', '\\', '(', ')', '-', '_'];
/** What is longer is no word that anybody types; features/studies/worklist-words.ts knows the same number. */
const wordLengthMax = 64;

export type Dialect = 'sqlite' | 'postgres';

function termsOf(dialect: Dialect, kind: string, value: string, from: string): string {
  const newline = dialect === 'sqlite' ? 'char(10)' : 'chr(10)';
  const spaced = separators.reduce(
    (text, separator) => `replace(${text}, '${separator}', ' ')`,
    `replace(${value}, ${newline}, ' ')`,
  );
  // json_quote escapes whatever a text may hold, so that the list is JSON for certain; no escape holds a space.
  const words =
    dialect === 'sqlite'
      ? `json_each('[' || replace(json_quote(${spaced}), ' ', '","') || ']') AS word`
      : `unnest(string_to_array(${spaced}, ' ')) AS word (value)`;
  return `SELECT '${kind}:' || substr(word.value, 1, ${wordLengthMax}) AS term FROM ${from}, ${words} WHERE word.value <> ''`;
}

const stateTerms = (dialect: Dialect, study: string) =>
  `SELECT 's:' || ${study}.status AS term UNION
   ${termsOf(dialect, 'm', 'upper(st.modalities)', `(SELECT ${study}.modalities AS modalities) AS st`)}`;

const bodyPartTerms = (study: string) =>
  `SELECT 'b:' || upper(trim(body_part_examined)) AS term FROM series
    WHERE study_id = ${study} AND trim(body_part_examined) <> ''`;

/** Everything by which a study is found, for one that has just been entered. */
export function allTerms(dialect: Dialect): string {
  const study = '(SELECT * FROM studies WHERE id = NEW.study_id) AS s';
  const texts = `coalesce(s.sort_description, '') || ' ' || lower(coalesce(s.accession_no, ''))`;
  const owner = `(SELECT p.search_text FROM studies o JOIN patients p ON p.person_id = o.person_id AND p.realm_id = o.realm_id
    WHERE o.id = NEW.study_id) AS owner`;
  return `${termsOf(dialect, 'w', texts, study)}
    UNION ${termsOf(dialect, 'w', 'owner.search_text', owner)}
    UNION ${termsOf(dialect, 'i', "lower(coalesce(s.institution_name, ''))", study)}
    UNION SELECT 's:' || s.status AS term FROM ${study}
    UNION ${termsOf(dialect, 'm', 'upper(s.modalities)', study)}
    UNION ${bodyPartTerms('NEW.study_id')}`;
}

/** How the tables are written: statements of triggers, of one place for every reaction. `study` is an expression of its id. */
export interface WorklistWrites {
  /** Enters `NEW`, a row of studies. */
  readonly addStudy: string;
  /** Enters studies anew. `which` speaks of studies as `s`. */
  enterAnew(which: string): string[];
  /** Behind a new row of worklist_studies, `NEW`, and behind one that went, `OLD`. */
  readonly entered: string;
  readonly left: string;
  addTerms(terms: string, study: string): string;
  dropTerms(study: string, kinds: readonly string[]): string;
}

function writesOf(dialect: Dialect): WorklistWrites {
  const addTerms = (terms: string, study: string) =>
    `INSERT INTO worklist_terms (realm_id, term, day, study_id)
    SELECT w.realm_id, found.term, w.day, w.study_id FROM (${terms}) AS found, worklist_studies w
    WHERE w.study_id = ${study} ON CONFLICT DO NOTHING`;
  return {
    addStudy: entries('s.id = NEW.id'),
    enterAnew: (which) => [
      `DELETE FROM worklist_studies WHERE study_id IN (SELECT s.id FROM studies s WHERE ${which})`,
      entries(which),
    ],
    entered: addTerms(allTerms(dialect), 'NEW.study_id'),
    left: 'DELETE FROM worklist_terms WHERE study_id = OLD.study_id',
    addTerms,
    dropTerms: (study, kinds) =>
      `DELETE FROM worklist_terms WHERE study_id = ${study} AND (${isOfKind(kinds)})`,
  };
}

/** Terms that tell of these. */
export function isOfKind(kinds: readonly string[]): string {
  return kinds.map((kind) => `term >= '${kind}:' AND term < '${kind};'`).join(' OR ');
}

/** Columns of a study whose change enters it anew; the others that count are its status and its modalities. */
const enteredColumns = ['person_id', 'study_day', 'sort_description', 'accession_no', 'institution_name'];
const ownerColumns = ['person_id', 'sort_name', 'search_text', 'archived'];

/** A trigger of both databases, after each row. */
export interface Reaction {
  readonly name: string;
  readonly on: string;
  readonly when?: string;
  readonly does: readonly string[];
}

/** What keeps the worklist to the tables that it tells of. */
export function worklistReactions(dialect: Dialect, write: WorklistWrites): Reaction[] {
  const { enterAnew, addTerms, dropTerms } = write;
  const isChanged = (columns: readonly string[]) =>
    columns
      .map((column) => `OLD.${column} IS ${dialect === 'sqlite' ? 'NOT' : 'DISTINCT FROM'} NEW.${column}`)
      .join(' OR ');
  const ownersStudies = (row: 'OLD' | 'NEW') => [
    // A study that another transaction is adding to the person is waited for, and waits for us: neither misses the other.
    ...(dialect === 'postgres' ? [`PERFORM 1 FROM persons WHERE id = ${row}.person_id FOR UPDATE`] : []),
    ...enterAnew(`s.person_id = ${row}.person_id AND s.realm_id = ${row}.realm_id`),
  ];
  const series = (row: 'OLD' | 'NEW') => [
    dropTerms(`${row}.study_id`, ['b']),
    addTerms(bodyPartTerms(`${row}.study_id`), `${row}.study_id`),
  ];
  return [
    {
      name: 'worklist_entered',
      on: 'INSERT ON worklist_studies',
      does: [write.entered],
    },
    {
      name: 'worklist_left',
      on: 'DELETE ON worklist_studies',
      does: [write.left],
    },
    { name: 'worklist_study_added', on: 'INSERT ON studies', does: [write.addStudy] },
    {
      name: 'worklist_study_changed',
      on: `UPDATE OF ${enteredColumns.join(', ')} ON studies`,
      when: isChanged(enteredColumns),
      does: enterAnew('s.id = NEW.id'),
    },
    {
      name: 'worklist_study_came_on',
      on: 'UPDATE OF status, modalities ON studies',
      when: isChanged(['status', 'modalities']),
      does: [dropTerms('NEW.id', ['m', 's']), addTerms(stateTerms(dialect, 'NEW'), 'NEW.id')],
    },
    {
      name: 'worklist_study_removed',
      on: 'DELETE ON studies',
      does: ['DELETE FROM worklist_studies WHERE study_id = OLD.id'],
    },
    {
      name: 'worklist_series_added',
      on: 'INSERT ON series',
      when: "trim(NEW.body_part_examined) <> ''",
      does: [addTerms(`SELECT 'b:' || upper(trim(NEW.body_part_examined)) AS term`, 'NEW.study_id')],
    },
    {
      name: 'worklist_series_changed',
      on: 'UPDATE OF body_part_examined, study_id ON series',
      when: isChanged(['body_part_examined', 'study_id']),
      does: [...series('OLD'), ...series('NEW')],
    },
    {
      name: 'worklist_series_removed',
      on: 'DELETE ON series',
      when: "trim(OLD.body_part_examined) <> ''",
      does: series('OLD'),
    },
    { name: 'worklist_owner_added', on: 'INSERT ON patients', does: ownersStudies('NEW') },
    {
      name: 'worklist_owner_changed',
      on: `UPDATE OF ${ownerColumns.join(', ')} ON patients`,
      when: isChanged(ownerColumns),
      does: ownersStudies('NEW'),
    },
    {
      name: 'worklist_owner_left',
      on: 'UPDATE OF person_id ON patients',
      when: isChanged(['person_id']),
      does: ownersStudies('OLD'),
    },
    { name: 'worklist_owner_removed', on: 'DELETE ON patients', does: ownersStudies('OLD') },
  ];
}

/** The statements that make the triggers. */
export function triggersOf(dialect: Dialect, reactions: readonly Reaction[]): string[] {
  return reactions.flatMap(({ name, on, when, does }) => {
    const body = does.join('; ');
    const condition = when === undefined ? '' : dialect === 'sqlite' ? ` WHEN ${when}` : ` WHEN (${when})`;
    if (dialect === 'sqlite') return [`CREATE TRIGGER ${name} AFTER ${on}${condition} BEGIN ${body}; END`];
    return [
      `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body}; RETURN NULL; END $$`,
      `CREATE TRIGGER ${name} AFTER ${on} FOR EACH ROW${condition} EXECUTE FUNCTION ${name}()`,
    ];
  });
}

/** The statements that take them away. */
export function withoutTriggers(dialect: Dialect, reactions: readonly Reaction[]): string[] {
  return reactions.map(({ name }) =>
    dialect === 'sqlite' ? `DROP TRIGGER ${name}` : `DROP FUNCTION ${name}() CASCADE`,
  );
}
