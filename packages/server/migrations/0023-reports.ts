// Reports of studies with all their versions, their files, and whether a study of the worklist has a report.
import type { Migration } from '../src/platform/database/index.ts';
import { type Reaction, triggersOf } from './0021-worklist.ts';

export const reports: Migration = {
  name: '0023-reports',
  async up(ddl) {
    await ddl.run(
      `CREATE TABLE reports (
        id TEXT PRIMARY KEY, realm_id TEXT NOT NULL REFERENCES realms (id),
        study_id TEXT NOT NULL REFERENCES studies (id) ON DELETE CASCADE, version INTEGER NOT NULL,
        created_at TEXT NOT NULL, updated_at TEXT NOT NULL)`,
      'CREATE INDEX reports_study ON reports (study_id, id)',
      `CREATE TABLE report_versions (
        report_id TEXT NOT NULL REFERENCES reports (id) ON DELETE CASCADE, version INTEGER NOT NULL,
        realm_id TEXT NOT NULL REFERENCES realms (id), status TEXT NOT NULL, title TEXT NOT NULL, type TEXT NOT NULL, day TEXT,
        author TEXT, body TEXT, file_id TEXT, reason TEXT, written_by TEXT, signed_by TEXT, signed_at TEXT,
        created_at TEXT NOT NULL, PRIMARY KEY (report_id, version))`,
      `CREATE TABLE report_files (
        id TEXT PRIMARY KEY, realm_id TEXT NOT NULL REFERENCES realms (id), study_id TEXT NOT NULL REFERENCES studies (id),
        object_key TEXT NOT NULL UNIQUE, size_bytes BIGINT NOT NULL, sha256 TEXT NOT NULL, created_at TEXT NOT NULL)`,
      'CREATE INDEX report_files_study ON report_files (study_id)',
      // Few instances are documents: images are neither in this index nor looked at for it.
      `CREATE INDEX instances_documents ON instances (study_id, id) WHERE ${isDocument}`,
      ...triggersOf(ddl.dialect, [
        {
          name: 'worklist_report_entered',
          on: 'INSERT ON worklist_studies',
          does: [addTerm('NEW.study_id')],
        },
        ...reportReactions(enterAnew),
      ]),
      `INSERT INTO worklist_terms (realm_id, term, day, study_id)
        SELECT w.realm_id, ${reportTerm('w.study_id')}, w.day, w.study_id FROM worklist_studies w WHERE true
        ON CONFLICT DO NOTHING`,
    );
  },
};

const storageClasses = '1.2.840.10008.5.1.4.1.1.';
/** Encapsulated PDF, Basic Text SR, Enhanced SR, Comprehensive SR: what a person writes. */
const writtenClasses = ['104.1', '88.11', '88.22', '88.33'].map((end) => `${storageClasses}${end}`);
/**
 * Those, and what machines and tools of measuring write: PDFs and every class of structured documents. Comparisons alone,
 * because they are made for every image: a list of the classes costs SQLite five microseconds, this half of one.
 * archive/documents.store.ts asks in the same words, without which no index answers.
 */
const isDocument = `(sop_class_uid = '${storageClasses}104.1' OR substr(sop_class_uid, 1, 27) = '${storageClasses}88.')`;

function isOneOf(column: string, values: readonly string[]): string {
  return `(${values.map((value) => `${column} = '${value}'`).join(' OR ')})`;
}

/** `r:1` for a study with a report, `r:0` for one without: both are asked for. */
export function reportTerm(study: string): string {
  return `CASE WHEN EXISTS (SELECT 1 FROM reports WHERE study_id = ${study})
      OR EXISTS (SELECT 1 FROM instances WHERE study_id = ${study} AND ${isDocument}
        AND ${isOneOf('sop_class_uid', writtenClasses)})
    THEN 'r:1' ELSE 'r:0' END`;
}

const addTerm = (study: string) =>
  `INSERT INTO worklist_terms (realm_id, term, day, study_id)
    SELECT w.realm_id, ${reportTerm('w.study_id')}, w.day, w.study_id FROM worklist_studies w WHERE w.study_id = ${study}
    ON CONFLICT DO NOTHING`;
const enterAnew = (study: string) => [
  `DELETE FROM worklist_terms WHERE study_id = ${study} AND term IN ('r:0', 'r:1')`,
  addTerm(study),
];

const isWritten = (row: 'OLD' | 'NEW') => isOneOf(`${row}.sop_class_uid`, writtenClasses);

/** As the worklist's other terms: kept by the database, so that no way in and no way out forgets them. */
export const reportReactions = (enterAnew: (study: string) => string[]): Reaction[] => [
  { name: 'worklist_report_added', on: 'INSERT ON reports', does: enterAnew('NEW.study_id') },
  {
    name: 'worklist_report_moved',
    on: 'UPDATE OF study_id ON reports',
    does: [...enterAnew('OLD.study_id'), ...enterAnew('NEW.study_id')],
  },
  { name: 'worklist_report_removed', on: 'DELETE ON reports', does: enterAnew('OLD.study_id') },
  {
    name: 'worklist_document_added',
    on: 'INSERT ON instances',
    when: isWritten('NEW'),
    does: enterAnew('NEW.study_id'),
  },
  {
    name: 'worklist_document_moved',
    on: 'UPDATE OF study_id ON instances',
    when: isWritten('NEW'),
    does: [...enterAnew('OLD.study_id'), ...enterAnew('NEW.study_id')],
  },
  {
    name: 'worklist_document_removed',
    on: 'DELETE ON instances',
    when: isWritten('OLD'),
    does: enterAnew('OLD.study_id'),
  },
];
