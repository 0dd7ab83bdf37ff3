// What each realm holds, counted by the database itself with every row that comes or goes: nobody can forget to.
import type { Migration } from '../src/platform/database/index.ts';

/** How a row of each table counts. */
const counted = [
  { table: 'studies', counts: { study_count: '1' } },
  { table: 'series', counts: { series_count: '1' } },
  { table: 'instances', counts: { instance_count: '1', object_bytes: 'size_bytes' } },
] as const;
const columns = ['study_count', 'series_count', 'instance_count', 'object_bytes'] as const;

export const realmUsage: Migration = {
  name: '0016-realm-usage',
  async up(ddl) {
    await ddl.run(
      // The shard is the PostgreSQL process that wrote: no two transactions at work wait for each other's row.
      `CREATE TABLE realm_usage (
        realm_id TEXT NOT NULL REFERENCES realms (id), shard INTEGER NOT NULL, study_count BIGINT NOT NULL,
        series_count BIGINT NOT NULL, instance_count BIGINT NOT NULL, object_bytes BIGINT NOT NULL,
        PRIMARY KEY (realm_id, shard))`,
      `INSERT INTO realm_usage (realm_id, shard, study_count, series_count, instance_count, object_bytes)
        SELECT id, 0, (SELECT count(*) FROM studies WHERE realm_id = realms.id), (SELECT count(*) FROM series WHERE realm_id = realms.id),
          (SELECT count(*) FROM instances WHERE realm_id = realms.id),
          (SELECT coalesce(sum(size_bytes), 0) FROM instances WHERE realm_id = realms.id)
        FROM realms`,
      ...counted.flatMap((one) => (ddl.dialect === 'sqlite' ? sqliteTriggers(one) : postgresTriggers(one))),
    );
  },
};

type Counted = (typeof counted)[number];

function columnOf({ counts }: Counted, column: (typeof columns)[number]): string | undefined {
  return (counts as Partial<Record<typeof column, string>>)[column];
}

const added = columns.map((column) => `${column} = realm_usage.${column} + excluded.${column}`).join(', ');

function sqliteTriggers(one: Counted): string[] {
  const put = (row: 'NEW' | 'OLD', sign: '' | '-') => {
    const values = columns.map((column) => {
      const value = columnOf(one, column);
      return value === undefined ? '0' : `${sign}${value === '1' ? '1' : `${row}.${value}`}`;
    });
    return `INSERT INTO realm_usage (realm_id, shard, ${columns.join(', ')})
      VALUES (${row}.realm_id, 0, ${values.join(', ')}) ON CONFLICT (realm_id, shard) DO UPDATE SET ${added};`;
  };
  const { table } = one;
  return [
    `CREATE TRIGGER ${table}_added AFTER INSERT ON ${table} BEGIN ${put('NEW', '')} END`,
    `CREATE TRIGGER ${table}_removed AFTER DELETE ON ${table} BEGIN ${put('OLD', '-')} END`,
  ];
}

/** Once a statement, however many rows it writes. Process ids of those at work differ in their last twelve bits, or hardly ever do not. */
function postgresTriggers(one: Counted): string[] {
  const { table } = one;
  const put = (rows: string, sign: '' | '-') => {
    const values = columns.map((column) => {
      const value = columnOf(one, column);
      return value === undefined ? '0' : `${sign}${value === '1' ? 'count(*)' : `sum(${value})`}`;
    });
    return `CREATE FUNCTION ${table}_${rows}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO realm_usage (realm_id, shard, ${columns.join(', ')})
        SELECT realm_id, pg_backend_pid() % 4096, ${values.join(', ')} FROM ${rows} GROUP BY realm_id ORDER BY realm_id
        ON CONFLICT (realm_id, shard) DO UPDATE SET ${added};
      RETURN NULL; END $$`;
  };
  return [
    put('added', ''),
    `CREATE TRIGGER ${table}_added AFTER INSERT ON ${table} REFERENCING NEW TABLE AS added
      FOR EACH STATEMENT EXECUTE FUNCTION ${table}_added()`,
    put('removed', '-'),
    `CREATE TRIGGER ${table}_removed AFTER DELETE ON ${table} REFERENCING OLD TABLE AS removed
      FOR EACH STATEMENT EXECUTE FUNCTION ${table}_removed()`,
  ];
}
