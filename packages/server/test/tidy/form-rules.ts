// How files look: their size, name, header, end, and what must not stand in them.
import { at, everyMatch, type HouseRule, isSource, isTest } from './findings.ts';

const linesMax = 300;
const linesWithReasonMax = 500;

/** Source files stay at 300 lines; at 500 when their first line says why. Generated tables are exempt. */
export const filesStaySmall: HouseRule = (files) =>
  files
    .filter(({ path }) => isSource(path))
    .flatMap(({ path, text }) => {
      const lines = text.trimEnd().split('\n').length;
      if (lines <= linesMax) return [];
      if (lines > linesWithReasonMax)
        return [`${path}:1: ${lines} lines; no file has more than ${linesWithReasonMax}`];
      const first = text.split('\n', 1)[0] ?? '';
      return /^\/\/ (?:Over 300 lines:|Long because) \S/.test(first)
        ? []
        : [`${path}:1: ${lines} lines; split it, or begin it with "// Over 300 lines: why"`];
    });

/** Work that is left is an issue, not a note in the source. */
export const noNotesOfWorkLeft: HouseRule = (files) =>
  everyMatch(
    files.filter(({ path }) => isSource(path) || path.endsWith('.css')),
    /\b(?:TO[D]O|FIX[M]E|XX[X]|HA[C]K)\b/g,
    ([word]) => `${word}: do it, or open an issue`,
  );

const namesOfNothing = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'misc', 'lib', 'shared']);

/** A name says what is inside. */
export const namesSaySomething: HouseRule = (files) =>
  files.flatMap(({ path }) => {
    const parts = path.split('/').map((part) => part.split('.')[0] ?? '');
    const bad = parts.find((part, index) => {
      const isWebShared = part === 'shared' && parts.slice(0, index).join('/') === 'packages/web/src';
      return namesOfNothing.has(part) && !isWebShared;
    });
    return bad === undefined ? [] : [`${path}:1: "${bad}" says nothing of what is inside`];
  });

/** Files are kebab-case: subject first, role last. */
export const namesAreKebabCase: HouseRule = (files) =>
  files
    .filter(({ path }) => isSource(path) && path.includes('/'))
    .filter(
      ({ path }) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+$/.test(path.split('/').at(-1) ?? ''),
    )
    .map(({ path }) => `${path}:1: the name is not kebab-case`);

/** Every source says at its top what lives in it. */
export const filesHaveHeaders: HouseRule = (files) =>
  files
    .filter(({ path }) => isSource(path))
    .filter(({ text }) => !/^(#!.*\n)?(\/\/ ?\S|\/\*)/.test(text))
    .map(({ path }) => `${path}:1: begins without a comment that says what lives here`);

/** Text files end with the end of a line, so that a diff of the last line is one line. */
export const filesEndWithNewline: HouseRule = (files) =>
  files
    .filter(({ text }) => text !== '' && !text.endsWith('\n'))
    .map((file) => at(file, file.text.length, 'the last line has no end'));

const homes = ['work(?![\\w-])', 'root(?![\\w-])', 'home/\\w', 'Users/\\w', 'tmp/\\w+/'];
const machinePath = new RegExp(`(?<![\\w.~/:-])/(?:${homes.join('|')})[\\w/.-]*`, 'g');

/** Nothing tells on whose machine it was written, or works there only. */
export const noMachinePaths: HouseRule = (files) =>
  everyMatch(files, machinePath, ([path]) => `${path} is a place on somebody's machine`);

/** Limits are decisions: beside each, or above its group, stands why it is so. */
export const limitsHaveReasons: HouseRule = (files) =>
  files
    .filter(({ path }) => isSource(path) && !isTest(path) && /^packages\/[^/]+\/src\//.test(path))
    .flatMap(({ path, text }) => {
      const lines = text.split('\n');
      return lines.flatMap((line, index) => {
        const name = /^(?:export )?const (\w*(?:Max|Limit)) = [\d(]/.exec(line)?.[1];
        return name === undefined || /\/\/ \S/.test(line) || isGroupExplained(lines, index)
          ? []
          : [`${path}:${index + 1}: the limit ${name} has no comment`];
      });
    });

/** Looks up through the constants that stand together. */
function isGroupExplained(lines: readonly string[], index: number): boolean {
  for (let above = index - 1; above >= 0; above--) {
    const line = lines[above] ?? '';
    if (/^(\/\/ \S|\/\*\*| \*)/.test(line)) return true;
    if (!/^(?:export )?const \w+ = .*;/.test(line)) return false;
  }
  return false;
}
