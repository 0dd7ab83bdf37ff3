// What has changed in each realm lately, for those who look on: written by the database itself with the change, so that nobody can forget to.
import type { Migration } from '../src/platform/database/index.ts';

interface Told {
  readonly table: string;
  /** What the change is of, as an expression; `ROW` stands for the row that came, changed or went. */
  readonly topic: string;
  /** Other columns change (the counts of a study that is receiving) without a word. */
  readonly columns: readonly string[];
}

const told: readonly Told[] = [
  {
    table: 'studies',
    topic: `'study'`,
    columns: [
      'status',
      'person_id',
      'study_description',
      'study_day',
      'institution_name',
      'accession_no',
      'notes',
    ],
  },
  {
    table: 'patients',
    topic: 'ROW.kind',
    columns: [
      'person_id',
      'label',
      'given_names',
      'family_name',
      'date_of_birth',
      'sex',
      'address',
      'archived',
    ],
  },
  { table: 'uploads', topic: `'upload'`, columns: ['status'] },
  { table: 'transfers', topic: `'transfer'`, columns: ['state'] },
  { table: 'reports', topic: `'report'`, columns: ['version', 'updated_at'] },
  { table: 'review_items', topic: `'review'`, columns: ['state'] },
  { table: 'held_studies', topic: `'held'`, columns: ['state', 'reason', 'instance_count'] },
];

export const changes: Migration = {
  name: '0024-changes',
  async up(ddl) {
    const isSqlite = ddl.dialect === 'sqlite';
    const id = isSqlite ? 'INTEGER PRIMARY KEY' : 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY';
    await ddl.run(
      `CREATE TABLE changes (id ${id}, realm_id TEXT NOT NULL, topic TEXT NOT NULL, object_id TEXT NOT NULL,
        changed_at TEXT NOT NULL DEFAULT (${isSqlite ? sqliteNow : postgresNow}))`,
      'CREATE INDEX changes_realm ON changes (realm_id, id)',
      ...told.flatMap((one) => (isSqlite ? sqliteTriggers(one) : postgresTriggers(one))),
    );
  },
};

const sqliteNow = `strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`;
const postgresNow = `to_char(clock_timestamp() AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

function tell({ topic }: Told, row: 'NEW' | 'OLD'): string {
  return `INSERT INTO changes (realm_id, topic, object_id)
    VALUES (${row}.realm_id, ${topic.replace('ROW', row)}, ${row}.id);`;
}

function isOther(columns: readonly string[], operator: string): string {
  return columns.map((column) => `OLD.${column} ${operator} NEW.${column}`).join(' OR ');
}

function sqliteTriggers(one: Told): string[] {
  const { table, columns } = one;
  return [
    `CREATE TRIGGER changes_${table}_added AFTER INSERT ON ${table} BEGIN ${tell(one, 'NEW')} END`,
    `CREATE TRIGGER changes_${table}_changed AFTER UPDATE OF ${columns.join(', ')} ON ${table}
      WHEN ${isOther(columns, 'IS NOT')} BEGIN ${tell(one, 'NEW')} END`,
    `CREATE TRIGGER changes_${table}_removed AFTER DELETE ON ${table} BEGIN ${tell(one, 'OLD')} END`,
  ];
}

function postgresTriggers(one: Told): string[] {
  const { table, columns } = one;
  const call = `EXECUTE FUNCTION changes_of_${table}()`;
  return [
    `CREATE FUNCTION changes_of_${table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF TG_OP = 'DELETE' THEN ${tell(one, 'OLD')} ELSE ${tell(one, 'NEW')} END IF;
      RETURN NULL; END $$`,
    `CREATE TRIGGER changes_${table}_added AFTER INSERT ON ${table} FOR EACH ROW ${call}`,
    `CREATE TRIGGER changes_${table}_changed AFTER UPDATE OF ${columns.join(', ')} ON ${table} FOR EACH ROW
      WHEN (${isOther(columns, 'IS DISTINCT FROM')}) ${call}`,
    `CREATE TRIGGER changes_${table}_removed AFTER DELETE ON ${table} FOR EACH ROW ${call}`,
  ];
}
