// What the documents promise about the code: every setting and error code explained, every link leading somewhere.
import { posix } from 'node:path';
import { at, everyMatch, type HouseRule, type TextFile } from './findings.ts';

function find(files: readonly TextFile[], path: string): TextFile | undefined {
  return files.find((file) => file.path === path);
}

/** Every entry of the configuration is explained to operators, and no other is. */
export const settingsAreExplained: HouseRule = (files) => {
  const config = find(files, 'packages/server/src/config.ts');
  const operations = find(files, 'docs/operations.md');
  if (config === undefined || operations === undefined)
    return ['config.ts or docs/operations.md is not there'];
  const entries = [...config.text.matchAll(/^ {2}((?:LUMENBOX|AWS)_\w+):/gm)].map((match) => match[1] ?? '');
  if (entries.length === 0) return [`${config.path}:1: no entries found; is the schema still in this form?`];
  return [
    ...entries
      .filter((entry) => !operations.text.includes(`\`${entry}\``))
      .map((entry) =>
        at(config, config.text.indexOf(`  ${entry}:`), `${entry} is not in ${operations.path}`),
      ),
    ...[...operations.text.matchAll(/^\| `((?:LUMENBOX|AWS)_\w+)`/gm)]
      .filter((match) => !entries.includes(match[1] ?? ''))
      .map((match) => at(operations, match.index, `${match[1]} is no setting`)),
  ];
};

/** Only the configuration reads the environment (and what colours a terminal). */
export const onlyConfigReadsEnvironment: HouseRule = (files) =>
  everyMatch(
    files.filter(
      ({ path }) =>
        /^packages\/(server|dicom|contract)\/src\//.test(path) &&
        !/\.test\.ts$|^packages\/server\/src\/(config|compose|main)\.ts$|^packages\/server\/src\/cli\//.test(
          path,
        ),
    ),
    /\bprocess\.env\b/g,
    () => 'config.ts alone reads the environment',
  );

/** Every error code is explained to those who call the API. */
export const errorCodesAreExplained: HouseRule = (files) => {
  const codes = find(files, 'packages/contract/src/error-codes.ts');
  const guide = find(files, 'docs/api/errors.md');
  if (codes === undefined || guide === undefined)
    return ['docs/api/errors.md: it or error-codes.ts is not there'];
  const list = /errorCodes = \{(.*?)\n\}/s.exec(codes.text);
  const names = [...(list?.[1] ?? '').matchAll(/^ {2}(\w+):/gm)].map((match) => match[1] ?? '');
  if (names.length === 0) return [`${codes.path}:1: no codes found; is the list still in this form?`];
  return names
    .filter((name) => !guide.text.includes(`\`${name}\``))
    .map((name) => at(codes, codes.text.indexOf(`  ${name}:`), `\`${name}\` is not in ${guide.path}`));
};

/** Relative links of documents lead to files of the project, and to headings that are there. */
export const linksLeadSomewhere: HouseRule = (files) => {
  const paths = new Set(
    files.flatMap(({ path }) =>
      path.split('/').map((_, depth, parts) => parts.slice(0, depth + 1).join('/')),
    ),
  );
  return files
    .filter(({ path }) => path.endsWith('.md'))
    .flatMap((file) =>
      [...file.text.matchAll(/(?<!`)\[[^\]\n]*\]\(([^)\s]+)\)/g)].flatMap((match) => {
        const [target = '', heading] = (match[1] ?? '').split('#');
        if (/^[a-z]+:/.test(target)) return [];
        const path =
          target === '' ? file.path : posix.join(posix.dirname(file.path), target).replace(/\/$/, '');
        if (path !== '.' && !paths.has(path)) return [at(file, match.index, `${match[1]} leads nowhere`)];
        const page = heading === undefined ? undefined : find(files, path);
        return page !== undefined && !headings(page.text).has(heading ?? '')
          ? [at(file, match.index, `${match[1]}: there is no such heading`)]
          : [];
      }),
    );
};

/** The anchors of a page's headings, as forges make them. */
function headings(text: string): Set<string> {
  const titles = [...text.matchAll(/^#+ (.+)$/gm)].map((match) => match[1] ?? '');
  return new Set(
    titles.map((title) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  );
}
