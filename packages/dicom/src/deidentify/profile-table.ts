// Table E.1-1 of PS3.15: which action each attribute takes in the Basic Profile and under each option. Decides nothing.
import { formatTag, type Tag } from '../dictionary/attributes.ts';
import { optionColumns, profileRowLines } from './profile-rows.generated.ts';

/** Actions of one attribute in the words of PS3.15 Table E.1-1a; `U*` is `U` for what a sequence holds. */
export type TableAction = 'X' | 'Z' | 'D' | 'K' | 'C' | 'U';

/** What the Basic Profile says: one action, or those among which the attribute's type in the IOD chooses. */
export type BasicAction = 'X' | 'Z' | 'D' | 'U' | 'X/Z' | 'X/D' | 'Z/D' | 'X/Z/D' | 'X/Z/U*';

/** The options that have a column of their own in the table (PS3.15 E.3). */
export type TableOption = (typeof optionColumns)[number];

/** One row of the table. */
export interface ProfileRow {
  /** Eight hexadecimal digits, X for any; or `PRIVATE`. */
  readonly pattern: string;
  readonly basic: BasicAction;
  /** What holds instead when the option is used. */
  readonly options: Partial<Readonly<Record<TableOption, 'K' | 'C'>>>;
}

/** The rows in a text of the form of `profile-rows.generated.ts`. */
export function parseRows(lines: string): ProfileRow[] {
  return lines.split('\n').map((line): ProfileRow => {
    const [pattern = '', basic = '', ...fields] = line.split('|');
    const options: Partial<Record<TableOption, 'K' | 'C'>> = {};
    optionColumns.forEach((option, index) => {
      const action = fields[index];
      if (action === 'K' || action === 'C') options[option] = action;
    });
    return { pattern, basic: basic as BasicAction, options };
  });
}

let rows: readonly ProfileRow[] | undefined;

/** All rows, in the order of the table. */
export function profileRows(): readonly ProfileRow[] {
  rows ??= parseRows(profileRowLines);
  return rows;
}

/** Looks rows up by tag; the first pattern that fits wins where no row has the whole tag. */
export function createRowLookup(of: readonly ProfileRow[]): (tag: Tag) => ProfileRow | undefined {
  const exact = new Map<string, ProfileRow>();
  const patterns: [RegExp, ProfileRow][] = [];
  for (const row of of) {
    if (/^[0-9A-F]{8}$/.test(row.pattern)) exact.set(row.pattern, row);
    else patterns.push([new RegExp(`^${row.pattern.replaceAll('X', '[0-9A-F]')}$`), row]);
  }
  return (tag) => {
    const digits = formatTag(tag);
    return exact.get(digits) ?? patterns.find(([pattern]) => pattern.test(digits))?.[1];
  };
}
