// What house rules work on, a list of text files, and what they give, a list of sentences. No rule lives here.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A text file of the project. Paths are from the repository's root. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** A house rule: what is wrong, as `path:line: sentence`. Nothing when all is well. */
export type HouseRule = (files: readonly TextFile[]) => string[];

const notText = /\.(png|jpe?g|gif|ico|woff2?|zip|gz|dcm|bin|wasm|pdf)$/i;

/** Every file that git knows or would take; what is no text is there by its name alone. */
export function readTree(root: string): TextFile[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
  });
  return listed
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(root, path)) && statSync(join(root, path)).isFile())
    .map((path) => ({ path, text: notText.test(path) ? '' : readFileSync(join(root, path), 'utf8') }));
}

/** Sources that people write: TypeScript and JavaScript, without generated tables. */
export function isSource(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path) && !/\.generated\.[jt]s$/.test(path);
}

/** Tests, and suites that tests share. */
export function isTest(path: string): boolean {
  return /\.(test|suite)\.tsx?$/.test(path);
}

/** A finding at the place of a text where a match begins. */
export function at(file: TextFile, offset: number, sentence: string): string {
  return `${file.path}:${file.text.slice(0, offset).split('\n').length}: ${sentence}`;
}

/** A finding for every match of a pattern in every file. */
export function everyMatch(
  files: readonly TextFile[],
  pattern: RegExp,
  sentence: (match: RegExpMatchArray) => string,
): string[] {
  return files.flatMap((file) =>
    [...file.text.matchAll(pattern)].map((match) => at(file, match.index, sentence(match))),
  );
}
