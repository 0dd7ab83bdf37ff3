// What holds of stores and jobs: one writer a table, a scope on every function, a version and a payload's form on every job.
import { at, everyMatch, type HouseRule, isTest, type TextFile } from './findings.ts';

function serverSources(files: readonly TextFile[]): TextFile[] {
  return files.filter(
    ({ path }) => path.startsWith('packages/server/src/') && path.endsWith('.ts') && !isTest(path),
  );
}

const queryBuilder = /\.(?:insertInto|replaceInto|updateTable|deleteFrom|mergeInto)\(\s*['"`](\w+)/g;
const insertedRows = /\binsertRows(?:<[^(]*>)?\(\s*\w+,\s*['"`](\w+)/g;
const rawSql =
  /\b(?:insert\s+(?:or\s+\w+\s+)?into|replace\s+into|update|delete\s+from|merge\s+into|truncate(?:\s+table)?)\s+(?:only\s+)?"?(\w+)"?(?=\s*(?:\(|\bset\b|\bwhere\b|\bas\b|\bselect\b|\bvalues\b|\busing\b|[`;]))/gi;

/** Each table is written by one store (or by one part of platform/database), and by nothing else. */
export const tablesHaveOneWriter: HouseRule = (files) => {
  const writers = new Map<string, Map<string, string>>();
  const findings: string[] = [];
  for (const file of serverSources(files)) {
    const code = withoutComments(file.text);
    for (const pattern of [queryBuilder, insertedRows, rawSql]) {
      for (const match of code.matchAll(pattern)) {
        const table = (match[1] ?? '').toLowerCase();
        const isStore =
          file.path.endsWith('.store.ts') || file.path.startsWith('packages/server/src/platform/database/');
        if (!isStore) findings.push(at(file, match.index, `writes ${table}, and is no store`));
        const places = writers.get(table) ?? new Map<string, string>();
        if (!places.has(file.path)) places.set(file.path, at(file, match.index, ''));
        writers.set(table, places);
      }
    }
  }
  for (const [table, places] of writers) {
    if (places.size > 1) {
      const [first, ...others] = [...places.keys()];
      findings.push(...others.map((path) => `${places.get(path)}writes ${table}, which ${first} writes`));
    }
  }
  return findings;
};

/** Comments become blanks, so that offsets stay and prose is no SQL. */
function withoutComments(text: string): string {
  return text.replace(/\/\*.*?\*\/|(?<=^|\s)\/\/.*$/gms, (comment) => comment.replace(/[^\n]/g, ' '));
}

/** Every exported function of a store that queries takes the scope of a realm, or says after "Unscoped:" why it needs none. */
export const storesTakeScopes: HouseRule = (files) =>
  serverSources(files)
    .filter(({ path }) => path.endsWith('.store.ts'))
    .flatMap((file) => {
      const header = /^(\/\/.*\n)+/.exec(file.text)?.[0] ?? '';
      if (/\bUnscoped: \S/.test(header)) return [];
      return [
        ...file.text.matchAll(
          /^export (?:async )?(?:function\*? (\w+)|const (\w+) = (?:async )?)(?:<[^(]*>)?\(/gm,
        ),
      ].flatMap((match) => {
        const parameters = balanced(file.text, match.index + match[0].length - 1);
        const comment = commentBefore(file.text, match.index);
        // A scope, or the realm's own id out of one.
        const isScoped = /\bscope\??:|\bRealmScope\b|\brealmId: RealmId\b/.test(parameters);
        // What does not reach the database needs no scope.
        const isQuery = /:\s*(?:Db|Database|Kysely|Transaction)\b/.test(parameters);
        return !isQuery || isScoped || /\bUnscoped: \S/.test(comment)
          ? []
          : [
              at(
                file,
                match.index,
                `${match[1] ?? match[2]} takes no scope, and its comment does not say "Unscoped: why"`,
              ),
            ];
      });
    });

/** The text of a pair of brackets, from the opening one. */
function balanced(text: string, start: number): string {
  let depth = 0;
  for (let index = start; index < text.length; index++) {
    if ('({['.includes(text[index] ?? '')) depth++;
    if (')}]'.includes(text[index] ?? '')) depth--;
    if (depth === 0) return text.slice(start, index);
  }
  return text.slice(start);
}

function commentBefore(text: string, offset: number): string {
  return /\/\*\*(?:(?!\*\/).)*\*\/\s*$/s.exec(text.slice(0, offset))?.[0] ?? '';
}

/** A job says its version and the form of its payload, and has a test that names it. */
export const jobsAreComplete: HouseRule = (files) => {
  const tests = files.filter(({ path }) => isTest(path));
  return serverSources(files)
    .filter(({ path }) => path.endsWith('.job.ts'))
    .flatMap((file) => {
      const kinds = [...file.text.matchAll(/\bkind: '([^']+)'/g)].map((match) => match[1] ?? '');
      if (kinds.length === 0) return [`${file.path}:1: defines no job`];
      const subject = file.path.split('/').at(-1)?.replace('.job.ts', '') ?? '';
      const names = [...file.text.matchAll(/^export (?:const|function) (\w+)/gm)].map(
        (match) => match[1] ?? '',
      );
      const isTested = tests.some(
        ({ path, text }) =>
          path.includes(subject) || [...kinds, ...names].some((name) => text.includes(name)),
      );
      return [
        ...(/\bversion: \d+/.test(file.text) ? [] : [`${file.path}:1: the job has no version`]),
        ...(/\bpayload: (?!z\.any\(|z\.unknown\()/.test(file.text)
          ? []
          : [`${file.path}:1: the job's payload has no schema`]),
        ...(isTested ? [] : [`${file.path}:1: no test names this job`]),
      ];
    });
};

/** Log lines are an event's name and fields; nobody writes to the console past the log. */
export const logsAreEvents: HouseRule = (files) =>
  everyMatch(
    serverSources(files),
    /\blog\.(?:trace|debug|info|warn|error|fatal)\((?:[^()]|\([^()]*\))*?(['"`])(?![a-z-]+(?:\.[a-z-]+)+\1)[^'"`]*\1\s*\)/g,
    ([call]) =>
      `${call.split('\n', 1)[0]}: the message of a log line is an event's name (\`server.stopped\`)`,
  );
