// Walks the sources, reads every import, and judges it. What it does not understand is a finding, never silence.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import { readImports } from './read-imports.ts';
import { type Import, isTest, rules } from './rules.ts';
import { outside, zoneOf } from './zones.ts';

/** What the guard saw, and what is wrong with it. */
export interface GuardReport {
  readonly files: readonly string[];
  readonly imports: readonly Import[];
  /** `path:line: rule: what is wrong`. */
  readonly findings: readonly string[];
}

const sourceFolders = ['packages', 'acceptance', 'bench', 'scripts'];
const sourceFile = /\.[cm]?[jt]sx?$/;
const notOurs = new Set(['node_modules', 'dist', 'coverage', 'data', 'public']);

/** Judges every source file below a root. */
export function guardImports(root: string): GuardReport {
  const files = sourceFolders.flatMap((folder) => sourcesUnder(root, folder)).sort();
  const exported = readExports(root);
  const imports: Import[] = [];
  const findings: string[] = [];
  if (files.length === 0) findings.push(`${root}: there are no source files here`);
  for (const file of files) {
    if (!isKnown(file))
      findings.push(`${file}:1: who may import whom: no zone holds this file; add it to zones.ts`);
    try {
      for (const reach of readImports(file, readFileSync(join(root, file), 'utf8'))) {
        imports.push({
          ...reach,
          from: file,
          target: resolve({ root, exported, file, specifier: reach.specifier }),
        });
      }
    } catch (error) {
      findings.push(`${file}:1: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  for (const one of imports.filter(isJudged)) {
    for (const [name, rule] of Object.entries(rules)) {
      const fault = rule(one);
      if (fault !== undefined) findings.push(`${one.from}:${one.line}: ${name}: ${fault}`);
    }
  }
  return { files, imports, findings };
}

function sourcesUnder(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return notOurs.has(entry.name) ? [] : sourcesUnder(root, path);
    return sourceFile.test(entry.name) ? [path] : [];
  });
}

/** Configuration of tools stands beside a package's sources. */
function isKnown(file: string): boolean {
  return zoneOf(file) !== undefined || isOutsideTable(file);
}

function isOutsideTable(file: string): boolean {
  return (
    outside.some((folder) => file.startsWith(`${folder}/`)) ||
    /^packages\/[^/]+\/[^/]+$/.test(file) ||
    isTest(file)
  );
}

/** Tests of the product may import what they test; acceptance may start the product's programs by their address. */
function isJudged({ from, kind }: Import): boolean {
  if (from.startsWith('acceptance/')) return kind !== 'url';
  return zoneOf(from) !== undefined && !isTest(from);
}

/** What our packages export: `@lumenbox/dicom/testing` -> its file. */
function readExports(root: string): Map<string, string> {
  const exported = new Map<string, string>();
  if (!existsSync(join(root, 'packages'))) return exported;
  for (const folder of readdirSync(join(root, 'packages'))) {
    const manifest = join(root, 'packages', folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const { name, exports = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as {
      name: string;
      exports?: Record<string, string>;
    };
    for (const [entry, file] of Object.entries(exports))
      exported.set(posix.join(name, entry), posix.join('packages', folder, file));
  }
  return exported;
}

function resolve(options: {
  root: string;
  exported: ReadonlyMap<string, string>;
  file: string;
  specifier: string | undefined;
}): Import['target'] {
  const path = options.specifier?.replace(/\?[a-z&]+$/, '');
  if (path === undefined) return undefined;
  if (/^\.{0,2}\//.test(path) || path.startsWith('file:')) {
    const file = posix.join(posix.dirname(options.file), path);
    return path.startsWith('.') && existsSync(join(options.root, file)) ? { file } : undefined;
  }
  if (path.startsWith('@lumenbox/')) {
    const file = options.exported.get(path);
    return file === undefined ? undefined : { file };
  }
  if (isBuiltin(path)) return { package: path.startsWith('node:') ? path : `node:${path}` };
  return { package: path.split('/', path.startsWith('@') ? 2 : 1).join('/') };
}
